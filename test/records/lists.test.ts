import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { maySeeCase, maySeeTask, viewerOf } from '../../domain/access/index.ts';
import { londonDate } from '../../domain/calendar/index.ts';
import type { Actor } from '../../domain/case/commands.ts';
import { BadCursor, type CaseRecord, type Page, type Person, type TaskRow } from '../../records/index.ts';
import {
  ACCEPTANCE,
  aPerson,
  aRequest,
  day,
  keptVersion,
  MONDAY,
  mustTake,
  openTestRecords,
  submit,
  type TestRecords,
} from './parts.ts';

const DAY = 24 * 3_600_000;

let parts: TestRecords;
let people: readonly Person[];
let references: readonly string[];
let administrator: Actor;

/** Ten cases: submitted, accepted, with a facilitator undeclared, declared, in conflict, without a person who left, closed … */
beforeAll(async () => {
  parts = await openTestRecords();
  const { records } = parts;
  const [rae, ron] = [await aPerson(records, 'Rae Teacher'), await aPerson(records, 'Ron Nurse')];
  administrator = await aPerson(records, 'Ash Admin', 'administrator');
  await aPerson(records, 'Bo Manager', 'businessManager');
  await aPerson(records, 'Olly Operator', 'operator');
  await aPerson(records, 'Nobody Here');
  const details = { role: 'Head', organisation: 'Independent', agency: 'gp', telephone: null } as const;
  const ids: string[] = [];
  for (const name of ['Fay', 'Finn']) {
    const listed = await records.addFacilitator({ name, email: `${name}@list.example`, ...details });
    if (typeof listed === 'object') ids.push(listed.id);
  }
  const fay: Actor = {
    personId: ids[0] ?? '',
    name: 'Fay',
    email: 'fay@list.example',
    roles: ['practitioner', 'facilitator'],
  };

  const made: string[] = [];
  const begin = async (requester: Actor, steps: (reference: string) => Promise<unknown>) => {
    const reference = await submit(records, requester);
    made.push(reference);
    await steps(reference);
  };
  const accept = (reference: string) =>
    mustTake(records, reference, 'decideRequest', ACCEPTANCE, administrator);
  const appoint = async (reference: string) => {
    await accept(reference);
    await mustTake(records, reference, 'appointFacilitators', { facilitatorIds: ids }, administrator);
  };
  await begin(rae, () => Promise.resolve());
  await begin(ron, () => Promise.resolve());
  await begin(rae, accept);
  await begin(ron, appoint);
  await begin(rae, async (reference) => {
    await appoint(reference);
    await mustTake(records, reference, 'declareIndependence', { independent: true }, fay);
  });
  await begin(ron, async (reference) => {
    await appoint(reference);
    await mustTake(
      records,
      reference,
      'declareIndependence',
      { independent: false, conflict: 'other', detail: 'x' },
      fay,
    );
  });
  await begin(rae, async (reference) => {
    const { after } = await accept(reference);
    const pat = after.state.participants.find(({ name }) => name === 'Pat Officer')?.id ?? '';
    await mustTake(
      records,
      reference,
      'changeParticipants',
      { remove: { participantId: pat, reason: 'Moved on' } },
      administrator,
    );
  });
  await begin(ron, async (reference) => {
    await accept(reference);
    await mustTake(records, reference, 'cancelCase', { reason: 'x' }, administrator);
  });
  await begin(rae, (reference) =>
    mustTake(records, reference, 'decideRequest', { decision: 'decline', reason: 'x' }, administrator),
  );
  await begin(rae, async (reference) => {
    await accept(reference);
    const now = MONDAY + 10 * DAY;
    await records.setClockAhead(reference, now - MONDAY);
    await records.bringTime(reference, now as CaseRecord['now']);
  });
  references = made;
  people = await records.people();
});
afterAll(() => parts.close());

async function allOf<T>(page: (cursor: string | null) => Promise<Page<T>>): Promise<readonly T[]> {
  const rows: T[] = [];
  let cursor: string | null = null;
  do {
    const next = await page(cursor);
    rows.push(...next.rows);
    cursor = next.next;
  } while (cursor !== null);
  return rows;
}

const casesOf = (
  viewer: Person,
  more: { mine?: boolean; overdue?: boolean; stage?: CaseRecord['state']['stage'] } = {},
) =>
  allOf((cursor) =>
    parts.records.cases({
      viewer,
      stage: more.stage ?? null,
      overdue: more.overdue ?? null,
      mine: more.mine ?? null,
      cursor,
      limit: 3,
    }),
  );

const tasksOf = (viewer: Person, more: { mine?: boolean; overdue?: boolean } = {}) =>
  allOf((cursor) =>
    parts.records.tasks({
      viewer,
      kind: null,
      mine: more.mine ?? null,
      overdue: more.overdue ?? null,
      cursor,
      limit: 4,
    }),
  );

const refs = (rows: readonly CaseRecord[]): readonly string[] => rows.map(({ state }) => state.reference);
const keys = (rows: readonly TaskRow[]): readonly string[] =>
  rows.map(({ reference, id }) => `${reference} ${id}`);

async function everyCase(): Promise<readonly CaseRecord[]> {
  const found = await Promise.all(
    [...references].reverse().map((reference) => parts.records.findCase(reference)),
  );
  return found.flatMap((record) => record ?? []);
}

describe('Lists show what the access table lets each person see', () => {
  test.each([0, 20, 29, 40])(
    '%i days later: cases and tasks as viewerOf and maySeeTask say of each',
    async (days) => {
      parts.clock.now = MONDAY + days * DAY;
      const records = await everyCase();
      expect(records).toHaveLength(10);
      let seen = 0;
      for (const person of people) {
        const visible = records.filter(({ state, now }) => maySeeCase(viewerOf(state, person, now)));
        seen += visible.length;
        expect([person.name, refs(await casesOf(person))]).toEqual([person.name, refs(visible)]);
        const tasks = visible.flatMap(({ state, now }) => {
          const viewer = viewerOf(state, person, now);
          const today = londonDate(now);
          return state.tasks
            .filter((task) => task.status === 'open' && maySeeTask(viewer, task))
            .map((task) => ({
              key: `${state.reference} ${task.id}`,
              overdue: task.dueOn !== null && task.dueOn < today,
            }));
        });
        const listed = await tasksOf(person);
        expect([person.name, [...keys(listed)].sort()]).toEqual([
          person.name,
          tasks.map(({ key }) => key).sort(),
        ]);
        const late = await tasksOf(person, { overdue: true });
        expect([...keys(late)].sort()).toEqual(
          tasks
            .filter(({ overdue }) => overdue)
            .map(({ key }) => key)
            .sort(),
        );
        const due = listed.map(({ dueOn }) => dueOn ?? '9999-12-31');
        expect(due).toEqual([...due].sort());
      }
      expect(seen).toBeGreaterThan(30);
      parts.clock.now = MONDAY;
    },
  );

  test('mine and not mine together are all; tasks of administrators and facilitators are theirs', async () => {
    for (const person of people) {
      const [all, mine, others] = [
        await tasksOf(person),
        await tasksOf(person, { mine: true }),
        await tasksOf(person, { mine: false }),
      ];
      expect([...keys(mine), ...keys(others)].sort()).toEqual([...keys(all)].sort());
      const [allCases, myCases, otherCases] = [
        await casesOf(person),
        await casesOf(person, { mine: true }),
        await casesOf(person, { mine: false }),
      ];
      expect([...refs(myCases), ...refs(otherCases)].sort()).toEqual([...refs(allCases)].sort());
    }
    const by = (name: string) => people.find((person) => person.name === name) ?? people[0];
    const ash = by('Ash Admin');
    if (ash === undefined) throw new Error('nobody');
    expect(new Set((await tasksOf(ash, { mine: true })).map(({ owner }) => owner))).toEqual(
      new Set(['administrators']),
    );
    expect(refs(await casesOf(ash, { mine: true }))).toContain(references[0]);
    expect(await casesOf(ash, { stage: 'closed' })).toHaveLength(2);
  });

  test('overdue goes by each case’s own clock', async () => {
    const ash = people.find(({ name }) => name === 'Ash Admin');
    if (ash === undefined) throw new Error('nobody');
    expect(refs(await casesOf(ash, { overdue: true }))).toEqual([references[9]]);
    expect(await casesOf(ash, { overdue: false })).toHaveLength(9);
  });

  test('a cursor that no list gave is refused', async () => {
    const [viewer] = people;
    if (viewer === undefined) throw new Error('nobody');
    await expect(
      parts.records.cases({ viewer, stage: null, overdue: null, mine: null, cursor: 'x', limit: 3 }),
    ).rejects.toThrow(BadCursor);
    const cursor = Buffer.from('["2026-01-01","MAS-2026-0001","t1; DROP TABLE task"]').toString('base64url');
    await expect(
      parts.records.tasks({ viewer, kind: null, mine: null, overdue: null, cursor, limit: 3 }),
    ).rejects.toThrow(BadCursor);
  });
});

describe('Search', () => {
  test('finds child and sibling by surname without regard to case, accents and hyphens, and by date of birth', async () => {
    const requester = await aPerson(parts.records, 'Sal Searcher');
    const request = aRequest(requester, {
      child: {
        surname: 'Núñez-O’Hara',
        forename: 'Zoë',
        dateOfBirth: '2012-02-29',
        levelOfNeed: 'universal',
      },
      siblings: [{ name: 'Max von der Heide', dateOfBirth: '2014-03-04' }],
    });
    const result = await parts.records.submitRequest({
      body: request,
      actor: requester,
      idempotency: null,
      answer: keptVersion,
    });
    if (result.type !== 'applied') throw new Error('not applied');
    const { reference } = result.after.state;
    const find = async (surname: string | null, dateOfBirth: string | null) =>
      refs(
        (
          await parts.records.searchCases({
            surname,
            dateOfBirth: dateOfBirth === null ? null : day(dateOfBirth),
            cursor: null,
            limit: 50,
          })
        ).rows,
      );
    for (const surname of [
      'nunez o hara',
      "NÚÑEZ-O'HARA",
      'Nunez-Ohara',
      'O’Hara',
      'von der Heide',
      'heide',
    ]) {
      expect([surname, await find(surname, null)]).toEqual([surname, [reference]]);
    }
    expect(await find(null, '2012-02-29')).toEqual([reference]);
    expect(await find('Heide', '2014-03-04')).toEqual([reference]);
    expect(await find('Heide', '2012-02-29')).toEqual([]);
    expect(await find('Max', null)).toEqual([]);
  });
});
