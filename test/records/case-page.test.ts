import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { caseView, viewerOf } from '../../domain/access/index.ts';
import type { Actor } from '../../domain/case/commands.ts';
import { AGENCIES } from '../../domain/process/vocabulary.ts';
import { BadCursor, type CaseRecord, type Person, type Records } from '../../records/index.ts';
import { ACCEPTANCE, aPerson, MONDAY, mustTake, openTestRecords, submit, type TestRecords } from './parts.ts';

const DAY = 24 * 3_600_000;

let parts: TestRecords;
let people: readonly Person[];
/** Oldest first. */
let references: readonly string[];

/** Seven cases: requested, accepted, overdue, closed, with a facilitator who has or has not declared. */
beforeAll(async () => {
  parts = await openTestRecords();
  const { records } = parts;
  const [rae, ron] = [await aPerson(records, 'Rae Teacher'), await aPerson(records, 'Ron Nurse')];
  const administrator = await aPerson(records, 'Ash Admin', 'administrator');
  await aPerson(records, 'Bo Manager', 'businessManager');
  await aPerson(records, 'Olly Operator', 'operator');
  await aPerson(records, 'Nobody Here');
  const details = { role: 'Head', organisation: 'Independent', agency: 'gp', telephone: null } as const;
  const listed = await records.addFacilitator({ name: 'Fay', email: 'Fay@list.example', ...details });
  const fay = typeof listed === 'object' ? listed.id : '';
  const made: string[] = [];
  const begin = async (requester: Actor, ...steps: readonly (readonly [Step, object, Actor])[]) => {
    const reference = await submit(records, requester);
    made.push(reference);
    for (const [step, body, by] of steps) await mustTake(records, reference, step, body, by);
    return reference;
  };
  const accepted = ['decideRequest', ACCEPTANCE, administrator] as const;
  const appointed = ['appointFacilitators', { facilitatorIds: [fay] }, administrator] as const;
  await begin(rae);
  await begin(ron, accepted);
  await begin(rae, accepted, ['cancelCase', { reason: 'x' }, administrator]);
  await begin(rae, accepted, appointed);
  await begin(ron, accepted, appointed, [
    'declareIndependence',
    { independent: true },
    { personId: fay, name: 'Fay', email: 'fay@list.example', roles: ['practitioner', 'facilitator'] },
  ]);
  const late = await begin(rae, accepted);
  await records.setClockAhead(late, 10 * DAY);
  await records.bringTime(late, (MONDAY + 10 * DAY) as CaseRecord['now']);
  await begin(ron);
  references = made;
  people = await records.people();
});
afterAll(() => parts.close());

type Step = Parameters<typeof mustTake>[2];
type Query = Parameters<Records['casePage']>[0];

const query = (viewer: Person, more: Partial<Query> = {}): Query => ({
  viewer,
  stage: null,
  agency: null,
  overdue: false,
  mine: false,
  reference: null,
  turn: null,
  limit: 50,
  ...more,
});
const refs = (rows: readonly CaseRecord[]): readonly string[] => rows.map(({ state }) => state.reference);
const found = async (viewer: Person, more: Partial<Query> = {}): Promise<readonly string[]> =>
  refs((await parts.records.casePage(query(viewer, more))).rows);
const named = (name: string): Person => {
  const person = people.find((each) => each.name === name);
  if (person === undefined) throw new Error(`${name} is not there`);
  return person;
};

describe('The list of cases', () => {
  test('holds for everybody what the list of the JSON API holds, whatever it is narrowed by', async () => {
    for (const viewer of people) {
      for (const stage of [null, 'triage', 'preparing', 'closed'] as const) {
        for (const [overdue, mine] of [
          [false, false],
          [true, false],
          [false, true],
        ] as const) {
          const { rows } = await parts.records.cases({
            viewer,
            stage,
            overdue: overdue ? true : null,
            mine: mine ? true : null,
            cursor: null,
            limit: 50,
          });
          expect(await found(viewer, { stage, overdue, mine })).toEqual(refs(rows));
        }
      }
    }
  });

  test('is turned to older cases and back to the same newer ones', async () => {
    const viewer = named('Ash Admin');
    const pages: (readonly string[])[] = [];
    let page = await parts.records.casePage(query(viewer, { limit: 3 }));
    expect(page.newer).toBeNull();
    pages.push(refs(page.rows));
    while (page.older !== null) {
      page = await parts.records.casePage(
        query(viewer, { limit: 3, turn: { to: 'older', from: page.older } }),
      );
      pages.push(refs(page.rows));
    }
    expect(pages.flat()).toEqual([...references].reverse());
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
    page = await parts.records.casePage(
      query(viewer, { limit: 3, turn: { to: 'newer', from: page.newer ?? '' } }),
    );
    expect(refs(page.rows)).toEqual(pages[1]);
    page = await parts.records.casePage(
      query(viewer, { limit: 3, turn: { to: 'newer', from: page.newer ?? '' } }),
    );
    expect(refs(page.rows)).toEqual(pages[0]);
    expect(page.newer).toBeNull();
  });

  test('narrowed by an agency never tells who is on a case to somebody who does not see it', async () => {
    for (const viewer of people) {
      const { rows } = await parts.records.casePage(query(viewer));
      for (const agency of AGENCIES) {
        const seen = rows.filter((record) => agenciesSeen(record, viewer).includes(agency));
        const listed = await found(viewer, { agency });
        expect(refs(seen)).toEqual(expect.arrayContaining([...listed]));
        // A facilitator also sees those who have not joined; the list does not look for them.
        if (!viewer.roles.includes('facilitator')) expect(listed).toEqual(refs(seen));
      }
    }
    expect(await found(named('Olly Operator'), { agency: 'police' })).toEqual([]);
    expect((await found(named('Ash Admin'), { agency: 'police' })).length).toBeGreaterThan(3);
  });

  test('finds a reference whole or by its beginning', async () => {
    const viewer = named('Ash Admin');
    const [first = ''] = references;
    expect(await found(viewer, { reference: first })).toEqual([first]);
    expect(await found(viewer, { reference: first.slice(0, 8) })).toHaveLength(references.length);
    expect(await found(viewer, { reference: 'MAS-1999' })).toEqual([]);
    expect(await found(named('Nobody Here'), { reference: first })).toEqual([]);
  });

  test('refuses a cursor that it did not give', async () => {
    const wrong = parts.records.casePage(query(named('Ash Admin'), { turn: { to: 'older', from: 'x' } }));
    await expect(wrong).rejects.toThrow(BadCursor);
  });
});

function agenciesSeen({ state, now }: CaseRecord, viewer: Person): readonly unknown[] {
  const shown = { now, request: null, allowedSteps: [], temporalUrl: null };
  const { participants } = caseView(state, viewerOf(state, viewer, now), shown);
  if (!Array.isArray(participants)) return [];
  return participants.flatMap((each: { agency?: unknown; leftOn?: unknown }) =>
    each.leftOn === undefined ? [each.agency] : [],
  );
}

describe('Home', () => {
  const home = (viewer: Person) =>
    parts.records.home({ viewer, limit: { tasks: 50, sessions: 10, cases: 5 } });

  test('holds what waits on each person, and on others for those who run the process only', async () => {
    for (const viewer of people) {
      const tasks = async (mine: boolean) =>
        (await parts.records.tasks({ viewer, mine, overdue: null, kind: null, cursor: null, limit: 200 }))
          .rows;
      const runs = viewer.roles.some((role) => role === 'administrator' || role === 'businessManager');
      const { theirs, others, more } = await home(viewer);
      expect(theirs).toEqual(await tasks(true));
      const waiting = runs ? await tasks(false) : [];
      expect(others).toEqual(waiting.slice(0, 50));
      expect(more).toEqual({ theirs: false, others: waiting.length > 50 });
    }
  });

  test('has the sessions with the fewest days left by their own clocks first', async () => {
    const { notYetHeld } = await home(named('Bo Manager'));
    expect(notYetHeld).toHaveLength(4);
    // Its clock is ten days ahead, so that its date is nearer than all the others'.
    expect(notYetHeld[0]?.state.reference).toBe(references[5]);
    expect((await home(named('Fay'))).notYetHeld).toEqual([]);
  });

  test('has the newest of their cases, and every case that is named in it', async () => {
    for (const viewer of people) {
      const { own, cases, requests, theirs, others, notYetHeld } = await home(viewer);
      expect(refs(own)).toEqual(await found(viewer, { mine: true, limit: 5 }));
      const namedIn = [
        ...[...theirs, ...others].map(({ reference }) => reference),
        ...refs([...own, ...notYetHeld]),
      ];
      expect([...cases.keys()].sort()).toEqual([...new Set(namedIn)].sort());
      expect([...requests.keys()].sort()).toEqual([...cases.keys()].sort());
    }
  });
});
