import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  answerFor,
  caseView,
  keepConfidentialAddresses,
  type GivenAnswer,
} from '../../../domain/access/index.ts';
import type { CaseState } from '../../../domain/case/state.ts';
import { EVERYBODY, aCase, closedOn, noonOn, viewerIn, type Who } from './a-case.ts';

interface Person {
  name: string;
  address?: string;
  addressConfidential?: boolean;
}

const ADDRESSES = Array.from({ length: 8 }, (_, index) => `${index} Marker Street, Bolton BL${index} 1AA`);

const personFields = { address: fc.constantFrom(...ADDRESSES), addressConfidential: fc.boolean() };
const person = fc.record(
  { name: fc.constantFrom('Ann', 'Bea', 'Cy'), ...personFields },
  { requiredKeys: ['name'] },
);
const request = fc.record(
  {
    requester: fc.record(
      { name: fc.constant('Rita'), address: fc.constantFrom(...ADDRESSES) },
      { requiredKeys: ['name'] },
    ),
    child: fc.record(
      { surname: fc.constant('Small'), forename: fc.constant('Sam'), ...personFields },
      { requiredKeys: ['surname', 'forename'] },
    ),
    mother: person,
    father: person,
    otherCarers: fc.array(person, { maxLength: 2 }),
    siblings: fc.array(person, { maxLength: 3 }),
    reason: fc.constant('The reason'),
  },
  { requiredKeys: ['requester', 'child', 'siblings', 'reason'] },
);
type Request = typeof request extends fc.Arbitrary<infer R> ? R : never;

const personsIn = (of: Request): readonly Partial<Person>[] => [
  of.child,
  ...(of.mother ? [of.mother] : []),
  ...(of.father ? [of.father] : []),
  ...(of.otherCarers ?? []),
  ...of.siblings,
];
const confidentialIn = (of: Request): readonly string[] =>
  personsIn(of).flatMap((each) =>
    each.addressConfidential === true && each.address !== undefined ? [each.address] : [],
  );

/** The request and its amendments as answers, newest first. */
const versionsOf = (requests: readonly Request[]): readonly GivenAnswer[] =>
  requests
    .map((body, index): GivenAnswer => ({
      id: `v${index}`,
      step: index === 0 ? 'submitRequest' : 'amendRequest',
      by: 'p1',
      at: noonOn('2026-03-02'),
      body,
    }))
    .reverse();

const withGiven = (state: CaseState, requests: readonly Request[]): CaseState => ({
  ...state,
  given: [
    { step: 'submitRequest', by: 'p1', count: 1 },
    { step: 'amendRequest', by: 'p1', count: requests.length - 1 },
  ],
});

const OTHERS: readonly Who[] = EVERYBODY.filter(
  (who) => who !== 'administrator' && who !== 'businessManager',
);
const MOMENTS = [
  { state: aCase({ stage: 'triage', acceptedOn: null }), at: '2026-03-02' },
  { state: aCase(), at: '2026-03-19' },
  { state: closedOn('2026-09-21'), at: '2026-10-01' },
];

describe('a confidential address', () => {
  test('comes before every other rule: nobody but administrators ever gets it, by whatever way', () => {
    let shownToOthers = 0;
    fc.assert(
      fc.property(
        fc.array(request, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...OTHERS),
        fc.constantFrom(...MOMENTS),
        (requests, who, moment) => {
          const state = withGiven(moment.state, requests);
          const viewer = viewerIn(state, who, moment.at);
          const all = versionsOf(requests);
          const newest = requests.at(-1);
          const shown = {
            now: noonOn(moment.at),
            request: newest ?? null,
            allowedSteps: [],
            temporalUrl: null,
          };
          const view = JSON.stringify(caseView(state, viewer, shown));
          for (const hidden of newest === undefined ? [] : confidentialIn(newest))
            expect(view).not.toContain(hidden);
          requests.forEach((_, version) => {
            const answer = all.find((each) => each.id === `v${version}`);
            const body = answer === undefined ? null : answerFor(viewer, state, answer, all);
            const text = JSON.stringify(body);
            // Marked in this version or in a later one.
            for (const hidden of requests.slice(version).flatMap(confidentialIn))
              expect(text).not.toContain(hidden);
            if (ADDRESSES.some((address) => text.includes(address))) shownToOthers += 1;
          });
        },
      ),
      { numRuns: 3000 },
    );
    // The others do see addresses that nobody marked, or the property would say nothing.
    expect(shownToOthers).toBeGreaterThan(50);
  });

  test('is shown to administrators and the business manager, also of earlier versions', () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 3 }), (requests) => {
        const state = withGiven(aCase(), requests);
        const all = versionsOf(requests);
        for (const who of ['administrator', 'businessManager'] as const) {
          for (const answer of all)
            expect(answerFor(viewerIn(state, who), state, answer, all)).toEqual(answer.body);
        }
      }),
      { numRuns: 200 },
    );
  });

  const base = {
    requester: { name: 'Rita', address: 'Police station' },
    child: { surname: 'Small', forename: 'Sam', address: '12 Safe House' },
    mother: { name: 'Ann', address: '12 safe-house', addressConfidential: true },
    siblings: [],
  };
  const view = (request: object, who: Who): unknown =>
    caseView(aCase(), viewerIn(aCase(), who), {
      now: noonOn('2026-03-19'),
      request,
      allowedSteps: [],
      temporalUrl: null,
    })['request'];

  test('is hidden wherever else on the form the same address stands, however it is spelled; the flag stays', () => {
    expect(view(base, 'requester')).toEqual({
      requester: { name: 'Rita', address: 'Police station' },
      child: { surname: 'Small', forename: 'Sam' },
      mother: { name: 'Ann', addressConfidential: true },
      siblings: [],
    });
    expect(view(base, 'administrator')).toEqual(base);
  });

  test('is not shown to the requester who wrote it, nor to a facilitator who has declared', () => {
    for (const who of ['requester', 'facilitator', 'leadProfessional', 'attendee'] as const) {
      expect(JSON.stringify(view(base, who))).not.toMatch(/safe.?house/i);
    }
  });

  test('once marked, earlier versions show no address, which may be the same one spelled otherwise', () => {
    const state: CaseState = {
      ...aCase(),
      given: [
        { step: 'submitRequest', by: 'p1', count: 1 },
        { step: 'amendRequest', by: 'administrators', count: 1 },
      ],
    };
    const first = { ...base, mother: { name: 'Ann', address: 'House no. twelve' } };
    const newest: GivenAnswer = {
      id: 'v1',
      step: 'amendRequest',
      by: 'administrators',
      at: noonOn('2026-03-05'),
      body: base,
    };
    const older: GivenAnswer = {
      id: 'v0',
      step: 'submitRequest',
      by: 'p1',
      at: noonOn('2026-03-02'),
      body: first,
    };
    const text = JSON.stringify(answerFor(viewerIn(state, 'requester'), state, older, [newest, older]));
    expect(text).toContain('Ann');
    expect(text).not.toContain('House no. twelve');
    // Without the later versions at hand it cannot be known: nothing is shown.
    expect(answerFor(viewerIn(state, 'requester'), state, older, [older])).toBeNull();
  });
});

describe('an amendment', () => {
  const before = {
    child: { surname: 'Small', address: 'C', addressConfidential: true },
    mother: { name: 'Ann', address: 'M', addressConfidential: true },
    father: { name: 'Bob', address: 'F' },
    siblings: [
      { name: 'Una', address: 'S1', addressConfidential: true },
      { name: 'Vic', address: 'S2', addressConfidential: true },
    ],
  };

  test('that leaves a confidential address out keeps it, and leaves an open one out', () => {
    const renamed = { surname: 'Smalls', address: undefined };
    const amended = keepConfidentialAddresses(before, {
      child: renamed,
      mother: { name: 'Anne' },
      father: { name: 'Bob' },
      siblings: [{ name: 'vic ' }, { name: 'Una' }, { name: 'Wyn' }],
    });
    expect(amended).toEqual({
      child: { surname: 'Smalls', address: 'C', addressConfidential: true },
      mother: { name: 'Anne', address: 'M', addressConfidential: true },
      father: { name: 'Bob' },
      siblings: [
        { name: 'vic ', address: 'S2', addressConfidential: true },
        { name: 'Una', address: 'S1', addressConfidential: true },
        { name: 'Wyn' },
      ],
    });
  });

  test('that puts a sibling’s name right keeps their address', () => {
    const amended = keepConfidentialAddresses(before, {
      child: {},
      siblings: [{ name: 'Una' }, { name: 'Victor' }],
    });
    expect(amended.siblings[1]).toEqual({ name: 'Victor', address: 'S2', addressConfidential: true });
  });

  test('that writes it anew keeps it confidential unless it says otherwise', () => {
    const anew = (addressConfidential?: boolean): unknown =>
      keepConfidentialAddresses(before, {
        child: {},
        mother: {
          name: 'Ann',
          address: 'N',
          ...(addressConfidential === undefined ? {} : { addressConfidential }),
        },
        siblings: [],
      }).mother;
    expect(anew()).toEqual({ name: 'Ann', address: 'N', addressConfidential: true });
    expect(anew(false)).toEqual({ name: 'Ann', address: 'N', addressConfidential: false });
  });

  test('that marks an address without writing it again keeps it, now confidential', () => {
    const amended = keepConfidentialAddresses(before, {
      child: {},
      father: { name: 'Bob', addressConfidential: true },
      siblings: [],
    });
    expect(amended.father).toEqual({ name: 'Bob', address: 'F', addressConfidential: true });
  });
});
