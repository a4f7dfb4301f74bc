/** The engine away (its real server killed), and workflows lost: the record goes on, and everything is told later. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, londonDate } from '../../domain/calendar/index.ts';
import type { PlainDate } from '../../domain/calendar/index.ts';
import { startOwnTemporal } from '../support/own-temporal.ts';
import type { OwnTemporal } from '../support/own-temporal.ts';
import { until } from '../support/until.ts';
import { ACCEPTANCE, A_CHRONOLOGY, accepted, requested, take, today } from '../api/cases.ts';
import type { Who } from '../api/running-api.ts';
import { messageIds, referenceOf, runWholeService } from './whole-service.ts';
import type { WholeService } from './whole-service.ts';

const DAY = 86_400_000;
/** A step that is answered as usual takes no longer, however busy the machine of the tests is. */
const AS_USUAL_MS = 2_000;

let temporal: OwnTemporal;
let service: WholeService;
beforeAll(async () => {
  temporal = await startOwnTemporal();
  const { temporalAddress, namespace } = temporal;
  service = await runWholeService({ temporalAddress, namespace });
});
afterAll(async () => {
  await service.close();
  await temporal.close();
});

/** Each reminder as its task, how often that was overdue, and the day: none may come twice. */
async function remindersOf(reference: string): Promise<readonly string[]> {
  const events = await service.eventsOf(reference);
  const given = events.flatMap(({ at, body }) =>
    body.type === 'remindersGiven'
      ? body.reminders.map(({ taskId, overdue }) => `${taskId} overdue ${overdue} on ${londonDate(at)}`)
      : [],
  );
  return given;
}

async function dueDates(reference: string): Promise<readonly string[]> {
  const found = await service.records.findCase(reference);
  return (found?.state.tasks ?? []).map(({ id, status, dueOn }) => `${id} ${status} ${dueOn ?? '-'}`);
}

/** What the workflow knows is what is recorded; nobody got an email twice. */
async function isTold(reference: string): Promise<void> {
  const recorded = await service.settled(reference, 60_000);
  const known = await service.engine.describeNow(reference);
  if (recorded.view.stage !== 'closed') {
    expect(known?.view).toMatchObject({
      version: recorded.view.version,
      stage: recorded.view.stage,
      nextDue: recorded.view.nextDue,
    });
    expect(Math.abs((known?.caseTime ?? 0) - recorded.now)).toBeLessThan(5_000);
  }
  expect(await service.faultsOf(reference)).toEqual([]);
  const ids = messageIds(service);
  expect(new Set(ids).size).toBe(ids.length);
}

/** Steps of the preparation, as (who, step, body), in an order in which all are allowed. */
const preparation = (on: PlainDate): readonly (readonly [Who, string, object])[] => [
  ['administrator', 'decideRequest', ACCEPTANCE],
  ['administrator', 'appointFacilitators', { facilitatorIds: [service.personId('facilitator')] }],
  ['facilitator', 'declareIndependence', { independent: true }],
  [
    'administrator',
    'scheduleSession',
    { date: on, start: '10:00', minutes: 120, place: 'Room 2', reason: 'Nobody can come before.' },
  ],
  ['attendee', 'respondToInvitation', { response: 'attending', delegatedAuthority: true }],
  ['leadProfessional', 'respondToInvitation', { response: 'attending', delegatedAuthority: true }],
  ['requester', 'respondToInvitation', { response: 'attending', delegatedAuthority: false }],
  ['attendee', 'submitChronology', A_CHRONOLOGY],
  ['leadProfessional', 'submitChronology', A_CHRONOLOGY],
  ['requester', 'submitChronology', A_CHRONOLOGY],
  ['attendee', 'submitPreEvaluation', { score: 2, why: 'Apart.', successfulOutcomes: 'One plan.' }],
  ['leadProfessional', 'submitPreEvaluation', { score: 3, why: 'Apart.', successfulOutcomes: 'One plan.' }],
];

describe('Temporal away', () => {
  test('every step is answered as usual; when it is back all cases are told within a minute, nothing twice', async () => {
    const paths = await Promise.all(Array.from({ length: 10 }, () => requested(service)));
    const [moved = '', reminding = '', done = '', ...others] = paths;
    expect((await service.advance(moved, { days: 12 })).status).toBe(200);
    const inAWhile = await accepted(service);
    for (const path of [...paths, inAWhile]) await service.settled(referenceOf(path));
    // Reminders fall due while Temporal is away: of one task that is still open then, of one that is done by then.
    for (const path of [reminding, done]) {
      const { view } = await service.settled(referenceOf(path));
      const due = view.nextDue ?? 0;
      await service.engine.advance(referenceOf(path), due - 2_500);
    }
    const fallsDue = Date.now() + 2_500;
    const remindedBefore = await remindersOf(referenceOf(moved));
    expect(remindedBefore.length).toBeGreaterThan(0);
    await temporal.kill();
    const killed = Date.now();

    const took: number[] = [];
    const timed = async (who: Who, path: string, step: string, body: object): Promise<void> => {
      const begun = Date.now();
      await take(service, who, path, step, body);
      took.push(Date.now() - begun);
    };
    await timed('administrator', done, 'decideRequest', ACCEPTANCE);
    const session = addDays(today(), 40);
    const busy = [moved, ...others];
    for (const [who, step, body] of preparation(session)) {
      for (const path of busy) await timed(who, path, step, body);
    }
    const begunAway: string[] = [];
    for (let each = 0; each < 5; each += 1) {
      const begun = Date.now();
      begunAway.push(await requested(service));
      took.push(Date.now() - begun);
    }
    // A closure proclaimed meanwhile, on the day when the evaluations are due.
    const evaluations = async (): Promise<readonly string[]> => {
      const { rows } = await service.sql.query<{ due: string }>(
        `SELECT DISTINCT due_on::text AS due FROM task
         WHERE kind = 'submitPreEvaluation' AND status = 'open' AND reference = ANY ($1)`,
        [busy.map(referenceOf)],
      );
      return rows.map(({ due }) => due);
    };
    const [before = ''] = await evaluations();
    await service
      .as('administrator')
      .post('/v1/calendar/closures', { date: before, why: 'Flood' })
      .expect(201);
    // The clock cannot be moved, and says so in good time.
    const asked = Date.now();
    expect((await service.advance(inAWhile, { days: 1 })).status).toBe(503);
    const refusedAfter = Date.now() - asked;
    expect(refusedAfter).toBeLessThan(15_000);
    const slowest = Math.max(...took);
    expect(slowest).toBeLessThan(AS_USUAL_MS);
    const { untold } = await service.records.backlog();
    expect(untold).toBeGreaterThanOrEqual(busy.length + begunAway.length);
    expect(await evaluations()).toEqual([before]);
    if (Date.now() < fallsDue) await pause(fallsDue - Date.now());

    await temporal.start();
    const back = Date.now();
    await until('all are told', async () => (await service.records.backlog()).untold === 0, 60_000);
    const toldAfter = Date.now() - back;
    await until(
      'the closure is carried',
      async () => {
        const dates = await evaluations();
        return dates.length === 1 && dates[0] !== before;
      },
      60_000 - toldAfter,
    );
    const carriedAfter = Date.now() - back;
    for (const path of [...paths, ...begunAway, inAWhile]) await isTold(referenceOf(path));
    await until(
      'it is reminded of',
      async () => (await remindersOf(referenceOf(reminding))).length === 1,
      30_000,
    );
    expect(await remindersOf(referenceOf(done))).toEqual([]);
    expect(await remindersOf(referenceOf(moved))).toEqual(remindedBefore);
    await service.as('administrator').delete(`/v1/calendar/closures/${before}`).expect(204);
    took.sort((one, other) => one - other);
    process.stdout.write(
      `Temporal away for ${back - killed} ms: ${took.length} steps, half within ${took[Math.floor(took.length / 2)] ?? 0} ms, ` +
        `the slowest ${slowest} ms; advance refused after ${refusedAfter} ms; ${untold} cases told ${toldAfter} ms after it ` +
        `was back, the closure carried after ${carriedAfter} ms\n`,
    );

    // The clocks go on where they were, and each reminder still comes once.
    for (const path of [moved, reminding, inAWhile]) {
      expect((await service.advance(path, { days: 30 })).status).toBe(200);
      const reminders = await remindersOf(referenceOf(path));
      expect(reminders.length).toBeGreaterThan(0);
      expect(new Set(reminders).size).toBe(reminders.length);
      await isTold(referenceOf(path));
    }
  });
});

describe('a workflow that was terminated and deleted by hand', () => {
  /** @returns how long it took until one ran again, in ms */
  async function isStartedAgain(by: 'the next step' | 'the schedule', clockMoved: boolean): Promise<number> {
    const path = await accepted(service);
    const reference = referenceOf(path);
    if (clockMoved) expect((await service.advance(path, { days: 9 })).status).toBe(200);
    const before = await service.settled(reference);
    const [dates, reminders] = [await dueDates(reference), await remindersOf(reference)];
    const emails = await emailsOf(reference);
    await service.deleteWorkflow(reference);
    const deleted = Date.now();
    if (by === 'the next step') await take(service, 'attendee', path, 'submitChronology', A_CHRONOLOGY);

    const known = await until('it runs again', () => service.engine.describeNow(reference), 60_000);
    const took = Date.now() - deleted;
    const after = await service.settled(reference);
    await isTold(reference);
    expect(known.view.nextDue).toBe(after.view.nextDue);
    expect(Math.abs(known.caseTime - after.now)).toBeLessThan(10_000);
    expect(after.now - before.now).toBeLessThan(90_000);
    const open = (each: string): boolean => each.includes(' open ');
    const datesAfter = await dueDates(reference);
    expect(dates).toEqual(expect.arrayContaining(datesAfter.filter(open)));
    expect(datesAfter.filter(open)).toHaveLength(dates.filter(open).length - (by === 'the schedule' ? 0 : 1));
    if (by === 'the schedule') expect(after.view).toEqual(before.view);
    expect(await remindersOf(reference)).toEqual(reminders);
    expect(await emailsOf(reference)).toEqual(emails);

    // What falls due from here on comes once, as it would have.
    await service.engine.advance(reference, after.now + 25 * DAY);
    const given = await remindersOf(reference);
    expect(given.length).toBeGreaterThan(reminders.length);
    expect(new Set(given).size).toBe(given.length);
    await isTold(reference);
    return took;
  }

  test('is started again by the next step, or by the schedule: same dates, nobody told twice', async () => {
    const took = await Promise.all([
      isStartedAgain('the next step', false),
      isStartedAgain('the next step', true),
      isStartedAgain('the schedule', false),
      isStartedAgain('the schedule', true),
    ]);
    process.stdout.write(
      `deleted by hand: ran again after ${took.join(', ')} ms (step, step, schedule, schedule)\n`,
    );
  });
});

async function emailsOf(reference: string): Promise<readonly string[]> {
  const { rows } = await service.sql.query<{ message_id: string }>(
    `SELECT message_id FROM outbox WHERE reference = $1 AND status = 'sent' ORDER BY number`,
    [reference],
  );
  return rows.map((row) => row.message_id);
}
