import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { instantOf, londonDate, plainTime } from '../../domain/calendar/index.ts';
import type { Instant } from '../../domain/calendar/types.ts';
import type { Actor } from '../../domain/case/commands.ts';
import type { CaseEvent } from '../../domain/case/events.ts';
import { fold } from '../../domain/case/index.ts';
import type { CaseState } from '../../domain/case/state.ts';
import type { CaseStepId } from '../../domain/process/vocabulary.ts';
import { ACCEPTANCE, aPerson, day, mustTake, openTestRecords, submit, type TestRecords } from './parts.ts';

let parts: TestRecords;
let requester: Actor;
let administrator: Actor;
let manager: Actor;
let facilitator: Actor;
let officer: Actor;

beforeAll(async () => {
  parts = await openTestRecords();
  const { records } = parts;
  requester = await aPerson(records, 'Rae Teacher');
  administrator = await aPerson(records, 'Ash Admin', 'administrator');
  manager = await aPerson(records, 'Bo Manager', 'businessManager');
  officer = await aPerson(records, 'Pat Officer');
  facilitator = await aPerson(records, 'Fay Lead', 'facilitator');
});
afterAll(() => parts.close());

const at = (date: string, time: string): Instant => {
  const clock = plainTime(time);
  if (clock === null) throw new Error(time);
  return instantOf(day(date), clock);
};

const stateOf = async (reference: string): Promise<CaseState> => {
  const found = await parts.records.findCase(reference);
  if (found === null) throw new Error('no case');
  return found.state;
};

const take = (reference: string, step: CaseStepId, raw: object, actor: Actor) =>
  mustTake(parts.records, reference, step, raw, actor, { now: parts.clock.now });

/** As the workflow does: whatever is due until then, at its own instants. */
async function until(reference: string, instant: Instant): Promise<void> {
  parts.clock.now = instant;
  for (;;) {
    const told = await parts.records.viewToTell(reference);
    if (told === null || told.view.nextDue === null || told.view.nextDue > instant) return;
    const after = await parts.records.bringTime(reference, told.view.nextDue as Instant);
    expect(after?.nextDue).not.toBe(told.view.nextDue);
  }
}

async function eventsFoldToState(reference: string): Promise<void> {
  const { rows } = await parts.sql.query<{ version: number; at: Date; body: CaseEvent['body'] }>(
    'SELECT version, at, body FROM case_event WHERE reference = $1 ORDER BY version',
    [reference],
  );
  const state = fold(rows.map((row) => ({ ...row, at: row.at.getTime() as Instant })));
  expect(state).toEqual(await stateOf(reference));
  expect(await parts.records.drift(reference)).toEqual([]);
}

async function held(reference: string): Promise<void> {
  await take(reference, 'decideRequest', ACCEPTANCE, administrator);
  await take(reference, 'appointFacilitators', { facilitatorIds: [facilitator.personId] }, administrator);
  await take(reference, 'declareIndependence', { independent: true }, facilitator);
  await take(
    reference,
    'scheduleSession',
    { date: '2026-06-18', start: '10:00', minutes: 120, place: 'Town hall' },
    administrator,
  );
  await take(reference, 'respondToInvitation', { response: 'attending', delegatedAuthority: true }, officer);
  await take(reference, 'submitChronology', { nilReturn: true, reason: 'None' }, officer);
  await until(reference, at('2026-06-18', '12:30'));
  const { participants } = await stateOf(reference);
  await take(
    reference,
    'recordSession',
    {
      held: true,
      attendance: participants
        .filter(({ roles }) => roles.includes('attendee'))
        .map(({ id }) => ({ participantId: id, attended: true, delegatedAuthority: true })),
      immediateRiskDiscussed: false,
      known: 'k',
      notKnown: 'n',
      strengths: 's',
      concerns: 'c',
      hypotheses: 'h',
      changeNeeded: [],
      successMeasures: [{ id: 'm1', text: 'Safe' }],
      actions: [{ what: 'Call', ownerId: participants[0]?.id, dueOn: '2026-07-01' }],
      planChangesSuggested: { none: true },
      reviewOn: '2026-07-20',
    },
    facilitator,
  );
}

describe('A case from the request to its close', () => {
  test('row, projections and events agree after every part of it', async () => {
    parts.clock.now = at('2026-06-01', '10:00');
    const reference = await submit(parts.records, requester);
    await eventsFoldToState(reference);
    await held(reference);
    await eventsFoldToState(reference);
    expect((await stateOf(reference)).stage).toBe('concluding');
    const { rows: before } = await parts.sql.query('SELECT FROM participant WHERE reference = $1', [
      reference,
    ]);
    expect(before.length).toBeGreaterThanOrEqual(4);

    await take(reference, 'publishSummary', { keyLearningPoints: ['Listen'] }, facilitator);
    const learned = {
      theme: 'Voice',
      learning: 'Ask',
      scope: 'practice',
      new: true,
      forStatutoryPartners: false,
    };
    const learning = {
      entries: [learned, { ...learned, theme: 'Time' }],
      actions: [{ what: 'Train', by: '2026-09-01' }],
      confirmedAnonymous: true,
    };
    await take(reference, 'recordLearning', learning, facilitator);
    await take(
      reference,
      'recordTrackerEntry',
      { summary: 'Anonymous', keyLearning: ['Ask'], themes: ['Voice'], confirmedAnonymous: true },
      administrator,
    );
    await until(reference, at('2026-12-18', '10:00'));
    await eventsFoldToState(reference);
    const { tasks } = await stateOf(reference);
    for (const task of tasks.filter(({ kind, status }) => kind === 'recordFollowUp' && status === 'open')) {
      await take(
        reference,
        'recordFollowUp',
        { taskId: task.id, interviewedBy: 'A colleague', held: false, why: 'declined', reason: 'x' },
        administrator,
      );
    }
    await take(reference, 'reviewActions', { on: '2026-12-18', progress: 'Good', next: 'none' }, requester);
    await eventsFoldToState(reference);
    expect(await stateOf(reference)).toMatchObject({ stage: 'closed', outcome: 'completed' });

    const entries = (await parts.records.timeline(reference, null, 1_000)).rows;
    const { rows: steps } = await parts.sql.query(
      `SELECT FROM case_event WHERE reference = $1 AND body->>'type' = 'stepTaken'`,
      [reference],
    );
    expect(entries.filter(({ kind }) => kind === 'step')).toHaveLength(steps.length);
    const instants = entries.map((entry) => entry.at);
    expect(instants).toEqual([...instants].sort((one, other) => one - other));
  });

  test('the tracker knows no case, and the case nothing of the tracker; the log holds the newest learning of each', async () => {
    parts.clock.now = at('2026-06-01', '10:00');
    const reference = await submit(parts.records, requester);
    await held(reference);
    const before = (await parts.records.tracker(null, null, 100)).rows.length;
    await take(
      reference,
      'recordTrackerEntry',
      { summary: 'Nothing to know', keyLearning: ['One', 'Two'], themes: ['Rare'], confirmedAnonymous: true },
      administrator,
    );
    expect((await parts.records.tracker('Rare', null, 100)).rows).toEqual([
      { quarter: '2026-Q2', summary: 'Nothing to know', keyLearning: ['One', 'Two'], themes: ['Rare'] },
    ]);
    expect((await parts.records.tracker(null, null, 100)).rows).toHaveLength(before + 1);
    const [answer] = await parts.records.answers(reference, 'recordTrackerEntry');
    expect(answer?.body).toEqual({});
    const { rows: columns } = await parts.sql.query(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'tracker'`,
    );
    expect(columns.map(({ name }: { name: string }) => name).sort()).toEqual([
      'id',
      'key_learning',
      'quarter',
      'summary',
      'themes',
    ]);

    const learned = (theme: string) => ({
      theme,
      learning: 'Ask',
      scope: 'agency',
      new: false,
      forStatutoryPartners: true,
    });
    const record = (theme: string, more = {}) =>
      take(
        reference,
        'recordLearning',
        {
          entries: [learned(theme)],
          actions: [{ what: 'Train', by: '2026-09-01' }],
          confirmedAnonymous: true,
          ...more,
        },
        facilitator,
      );
    await record('First');
    await record('Second', { correctionReason: 'Wrong' });
    const person = async (actor: Actor) => {
      const found = await parts.records.findPersonByEmail(actor.email);
      if (found === null) throw new Error('nobody');
      return found;
    };
    const logOf = async (actor: Actor, theme: string | null = null) => {
      const { rows } = await parts.records.learning(await person(actor), theme, null, 100);
      return rows.filter((row) => row.reference === reference);
    };
    expect(await logOf(manager)).toEqual([
      {
        reference,
        recordedOn: '2026-06-18',
        ...learned('Second'),
        actions: [{ what: 'Train', by: '2026-09-01' }],
      },
    ]);
    expect(await logOf(facilitator, 'Second')).toHaveLength(1);
    expect(await logOf(facilitator, 'First')).toEqual([]);
    expect(await logOf(requester)).toEqual([]);
  });
});

describe('What time brings', () => {
  test('a second time at the same instant nothing happens, and a done task is not reminded of', async () => {
    parts.clock.now = at('2026-06-01', '10:00');
    const reference = await submit(parts.records, requester);
    const due = at('2026-06-04', '09:00');
    const [first, second] = await Promise.all([
      parts.records.bringTime(reference, due),
      parts.records.bringTime(reference, due),
    ]);
    expect(first?.version).toBe(second?.version);
    const { rows } = await parts.sql.query(`SELECT FROM outbox WHERE reference = $1 AND kind = 'reminder'`, [
      reference,
    ]);
    expect(rows.length).toBeGreaterThan(0);
    const again = await parts.records.bringTime(reference, due);
    expect(again).toEqual(second);
    expect(
      (await parts.sql.query(`SELECT FROM outbox WHERE reference = $1 AND kind = 'reminder'`, [reference]))
        .rows,
    ).toHaveLength(rows.length);
    expect(await parts.records.bringTime('MAS-2026-9999', due)).toBeNull();
  });

  test('a reminder and its step in the same moment: never reminded after it was done', async () => {
    for (let round = 0; round < 5; round += 1) {
      parts.clock.now = at('2026-06-01', '10:00');
      const reference = await submit(parts.records, requester);
      const due = at('2026-06-04', '09:00');
      parts.clock.now = due;
      await Promise.all([
        parts.records.bringTime(reference, due),
        take(reference, 'decideRequest', ACCEPTANCE, administrator),
      ]);
      const { rows } = await parts.sql.query<{ type: string }>(
        `SELECT body->>'type' AS type FROM case_event WHERE reference = $1 AND body->>'type' IN ('remindersGiven', 'stepTaken') ORDER BY version`,
        [reference],
      );
      const types = rows.map(({ type }) => type).join(' ');
      expect(['stepTaken stepTaken', 'stepTaken remindersGiven stepTaken']).toContain(types);
      await eventsFoldToState(reference);
    }
  });

  test('the case’s clock goes on from where an advance moved it that did not live to say so', async () => {
    parts.clock.now = at('2026-06-01', '10:00');
    const reference = await submit(parts.records, requester);
    await parts.records.bringTime(reference, at('2026-07-01', '09:00'));
    expect(await parts.records.clockAhead(reference)).toBe(
      at('2026-07-01', '09:00') - at('2026-06-01', '10:00'),
    );
    await parts.records.setClockAhead(reference, at('2026-08-01', '09:00') - at('2026-06-01', '10:00'));
    expect(londonDate((await parts.records.findCase(reference))?.now ?? (0 as Instant))).toBe('2026-08-01');
    expect(await parts.records.clockAhead('MAS-2026-9999')).toBeNull();
  });
});

describe('A changed calendar', () => {
  test('moves the dates that count back from the session, once, in every open case', async () => {
    const { records } = parts;
    parts.clock.now = at('2026-06-01', '10:00');
    const reference = await submit(records, requester);
    await take(reference, 'decideRequest', ACCEPTANCE, administrator);
    await take(reference, 'appointFacilitators', { facilitatorIds: [facilitator.personId] }, administrator);
    await take(
      reference,
      'scheduleSession',
      { date: '2026-06-18', start: '10:00', minutes: 120, place: 'Town hall' },
      administrator,
    );
    const due = async () =>
      (await stateOf(reference)).tasks.find(
        ({ kind, owner }) => kind === 'submitPreEvaluation' && owner === 'p1',
      )?.dueOn;
    expect(await due()).toBe('2026-06-15');
    expect(await records.casesWithOlderCalendar(100)).toEqual([]);
    expect(await records.addClosure(day('2026-06-16'), 'Flood')).toBe(true);
    expect(await records.addClosure(day('2026-06-16'), 'Flood')).toBe(false);
    expect(await records.casesWithOlderCalendar(100)).toContain(reference);
    for (const each of await records.casesWithOlderCalendar(100)) await records.carryCalendarChange(each);
    expect(await due()).toBe('2026-06-12');
    expect(await records.casesWithOlderCalendar(100)).toEqual([]);
    await eventsFoldToState(reference);
    expect((await records.calendar()).isWorkingDay(day('2026-06-16'))).toBe(false);
    expect(await records.removeClosure(day('2026-06-16'))).toBe(true);
    expect(await records.removeClosure(day('2026-06-16'))).toBe(false);
    expect((await records.calendar()).isWorkingDay(day('2026-06-16'))).toBe(true);
    await records.carryCalendarChange(reference);
    expect(await due()).toBe('2026-06-15');
    expect(await records.closures()).toEqual([]);
  });
});

describe('Telling the workflows', () => {
  test('a case is untold until its newest version was told', async () => {
    const { records } = parts;
    parts.clock.now = at('2026-06-01', '10:00');
    const reference = await submit(records, requester);
    const find = async () => (await records.untold(1_000)).find((each) => each.reference === reference);
    const before = await find();
    expect(before).toMatchObject({ clockAhead: 0, view: { stage: 'triage', mailWaiting: true } });
    await records.told(reference, (before?.view.version ?? 0) - 1);
    expect(await find()).toBeDefined();
    await records.told(reference, before?.view.version ?? 0);
    expect(await find()).toBeUndefined();
    await records.told(reference, 1);
    expect(await find()).toBeUndefined();
    await take(reference, 'cancelCase', { reason: 'x' }, administrator);
    expect(await find()).toMatchObject({ view: { stage: 'closed', nextDue: null } });
    const openCases = async () => {
      const open = [];
      for (let after: string | null = null; ;) {
        const page: readonly { readonly reference: string }[] = await records.openCases(after, 2);
        open.push(...page.map((each) => each.reference));
        after = page.at(-1)?.reference ?? null;
        if (after === null) return open;
      }
    };
    // Until its email is out, a closed case needs its workflow too.
    expect(await openCases()).toContain(reference);
    const mail = await records.takeMail(reference, 100);
    await records.mailResults(
      reference,
      mail.map((email) => ({ email, result: 'sent', why: null })),
    );
    const open = await openCases();
    expect(open).not.toContain(reference);
    expect(open).toEqual([...new Set(open)].sort());
  });

  test('only one advance of a case at a time, also when the holder’s connection is killed', async () => {
    const { records } = parts;
    const reference = await submit(records, requester);
    const held = await records.whileAdvancing(reference, async () => {
      expect(await records.whileAdvancing(reference, () => Promise.resolve('in'))).toBe('busy');
      expect(await records.whileAdvancing('MAS-2026-9998', () => Promise.resolve('in'))).toBe('in');
      await parts.sql.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return records.whileAdvancing(reference, () => Promise.resolve('in'));
    });
    expect(held).toBe('in');
  });
});

describe('A projection that is off', () => {
  test('is noticed and mended from the events', async () => {
    const reference = await submit(parts.records, requester);
    await take(reference, 'decideRequest', ACCEPTANCE, administrator);
    await parts.sql.query(`UPDATE task SET due_on = '1999-01-01' WHERE reference = $1`, [reference]);
    await parts.sql.query(
      `UPDATE "case" SET emails_waiting = 99, state = state || '{"stage":"closed"}' WHERE reference = $1`,
      [reference],
    );
    expect(await parts.records.drift(reference)).toEqual(['state', 'task', 'outbox']);
    await parts.records.mend(reference);
    await eventsFoldToState(reference);
    expect(await parts.records.drift('MAS-2026-9999')).toBeNull();
  });
});
