/** What `advance` promises (api.md), on the real engine; and closures, on many open cases. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays, instantOf, plainDate, plainTime } from '../../domain/calendar/index.ts';
import type { PlainDate } from '../../domain/calendar/index.ts';
import { ACCEPTANCE, accepted, requested, take, today } from '../api/cases.ts';
import { until } from '../support/until.ts';
import { messageIds, referenceOf, runWholeService } from './whole-service.ts';
import type { WholeService } from './whole-service.ts';

let service: WholeService;
beforeAll(async () => {
  service = await runWholeService();
});
afterAll(async () => {
  await service.close();
});

interface CaseAnswer {
  readonly now: string;
  readonly stage: string;
  readonly version: number;
  readonly tasks: readonly {
    readonly kind: string;
    readonly dueOn: string | null;
    readonly status: string;
  }[];
}
const read = async (path: string): Promise<CaseAnswer> =>
  (await service.as('administrator').get(path).expect(200)).body as CaseAnswer;
const openDates = ({ tasks }: CaseAnswer): readonly string[] =>
  tasks.flatMap(({ status, dueOn }) => (status === 'open' && dueOn !== null ? [dueOn] : []));

/** Everything due by the case's clock has happened, the workflow knows it, and events and projections are one. */
async function nothingIsLeftBehind(path: string): Promise<void> {
  const reference = referenceOf(path);
  const found = await service.records.findCase(reference);
  expect(found?.view.nextDue ?? Infinity).toBeGreaterThan(found?.now ?? 0);
  const known = await service.engine.describeNow(reference);
  expect(known?.view.version).toBe(found?.view.version);
  expect(known?.view.nextDue).toBe(found?.view.nextDue);
  expect(await service.faultsOf(reference)).toEqual([]);
}

/** An hour and minute of a London day, in epoch ms. */
function london(text: string): number {
  const [date, time] = [plainDate(text.slice(0, 10)), plainTime(text.slice(11))];
  if (date === null || time === null) throw new Error(`${text} is no date and time`);
  return instantOf(date, time);
}

describe('advance', () => {
  test('by days: to the same time of day, across the clocks’ change', async () => {
    const path = await accepted(service);
    for (const days of [1, 6, 200]) {
      const before = (await read(path)).now;
      const { status, now } = await service.advance(path, { days });
      expect(status).toBe(200);
      const goal = `${addDays(before.slice(0, 10) as PlainDate, days)}T${before.slice(11)}`;
      expect(london(now) - london(goal)).toBeLessThanOrEqual(60_000);
      expect(london(now)).toBeGreaterThanOrEqual(london(goal));
      await nothingIsLeftBehind(path);
    }
  });

  test('to a date: 23:59 on it; to a date and time: that; what was due by then is on the timeline', async () => {
    const path = await requested(service);
    const on = addDays(today(), 30);
    expect(await service.advance(path, { to: on })).toEqual({ status: 200, now: `${on}T23:59` });
    await nothingIsLeftBehind(path);
    const { rows } = await service.records.timeline(referenceOf(path), null, 200);
    expect(rows.filter(({ kind }) => kind === 'reminder').length).toBeGreaterThanOrEqual(4);
    const at = `${addDays(on, 1)}T07:30`;
    expect(await service.advance(path, { to: at })).toEqual({ status: 200, now: at });
    for (const to of [on, at, '2020-02-29']) expect((await service.advance(path, { to })).status).toBe(409);
  });

  /** Stop by stop, while `goesOn`; each never past an open task's due date. Ends where nothing is due. */
  async function stopsOf(path: string, goesOn: (now: string) => boolean): Promise<readonly string[]> {
    const stops: string[] = [];
    for (let before = await read(path); goesOn(before.now); before = await read(path)) {
      const [nearest] = openDates(before)
        .map((date) => `${date}T23:59`)
        .filter((end) => end > before.now)
        .sort();
      const { status, now } = await service.advance(path, { toNextDue: true });
      if (status === 409) return stops;
      expect(status).toBe(200);
      expect(now > before.now).toBe(true);
      expect({ now, nearest, before: before.now, notPast: now <= (nearest ?? now) }).toMatchObject({
        notPast: true,
      });
      await nothingIsLeftBehind(path);
      stops.push(now);
    }
    return stops;
  }

  test('to the next due: stop by stop, at every start, end and reminder, never past an open task’s due date', async () => {
    // Several at once: on a busy machine a clock must not go too far either.
    await Promise.all([1, 2, 3, 4].map(() => walkedToTheSession()));
  });

  async function walkedToTheSession(): Promise<void> {
    const path = await accepted(service);
    const facilitatorIds = [service.personId('facilitator')];
    await take(service, 'administrator', path, 'appointFacilitators', { facilitatorIds });
    const session = addDays(today(), 14);
    await take(service, 'administrator', path, 'scheduleSession', {
      date: session,
      start: '10:00',
      minutes: 120,
      place: 'Room 2',
    });
    const stops = await stopsOf(path, (now) => now < `${session}T23:00`);
    expect(stops.filter((stop) => stop > `${session}T09:30`)).toEqual([
      `${session}T10:00`,
      `${session}T12:00`,
      `${session}T23:59`,
    ]);
    for (const stop of stops) if (stop < session) expect(stop).toMatch(/T(09:00|23:59)$/);
  }

  test('to the next due, till nothing is due in an open case', async () => {
    const path = await requested(service);
    const stops = await stopsOf(path, () => true);
    expect(stops.length).toBeGreaterThanOrEqual(5);
    const answer = await service
      .as('administrator')
      .post(`/v1/training${path.slice(3)}/advance`, { toNextDue: true })
      .expect(409);
    expect(answer.body).toMatchObject({
      type: '/problems/step-not-allowed',
      detail: 'Nothing is due in this case.',
    });
    expect((await read(path)).stage).toBe('triage');
  });

  test('not in a closed case', async () => {
    const path = await requested(service);
    await take(service, 'administrator', path, 'cancelCase', { reason: 'Not needed any more.' });
    for (const body of [{ days: 1 }, { toNextDue: true }, { to: addDays(today(), 9) }]) {
      expect((await service.advance(path, body)).status).toBe(409);
    }
  });

  test('two at once of one case: one moves it, one is refused; of several cases: all', async () => {
    const paths = await Promise.all(Array.from({ length: 4 }, () => requested(service)));
    const [path = ''] = paths;
    const answers = await Promise.all([
      service.advance(path, { days: 30 }),
      service.advance(path, { days: 40 }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const moved = answers.find(({ status }) => status === 200)?.now;
    expect((await read(path)).now.slice(0, 10)).toBe(moved?.slice(0, 10));
    await nothingIsLeftBehind(path);
    const all = await Promise.all(paths.map((each) => service.advance(each, { days: 50 })));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const each of paths) await nothingIsLeftBehind(each);
  });

  test('while people take steps: nothing is lost, nothing happens twice', async () => {
    const path = await requested(service);
    const moving = service.advance(path, { days: 20 });
    const decided = service.as('administrator').post(`${path}/steps/decideRequest`, ACCEPTANCE);
    const [moved, step] = await Promise.all([moving, decided]);
    expect([moved.status, step.status]).toEqual([200, 200]);
    await service.settled(referenceOf(path));
    await nothingIsLeftBehind(path);
  });

  test('the emails that it causes are with the mail server within 5 seconds of the answer', async () => {
    const path = await accepted(service);
    const reference = referenceOf(path);
    await service.settled(reference);
    const before = messageIds(service).length;
    expect((await service.advance(path, { days: 12 })).status).toBe(200);
    const answered = Date.now();
    const { rows } = await service.sql.query<{ message_id: string; kind: string }>(
      'SELECT message_id, kind FROM outbox WHERE reference = $1',
      [reference],
    );
    expect(rows.filter(({ kind }) => kind === 'reminder').length).toBeGreaterThan(0);
    await until(
      'all is with the mail server',
      () => {
        const taken = new Set(messageIds(service));
        return rows.every((row) => taken.has(row.message_id));
      },
      5_000,
    );
    process.stdout.write(
      `email: ${messageIds(service).length - before} of an advance, all out ${Date.now() - answered} ms after its answer\n`,
    );
    const ids = messageIds(service);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a closure', () => {
  test('moves the dates of 60 open cases within 5 seconds, and taken back moves them back', async () => {
    const session = addDays(today(), 90);
    const paths: string[] = [];
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let each = 0; each < 10; each += 1) {
          const path = await accepted(service);
          await take(service, 'administrator', path, 'scheduleSession', {
            date: session,
            start: '10:00',
            minutes: 120,
            place: 'Room 2',
            reason: 'Nobody can come before.',
          });
          paths.push(path);
        }
      }),
    );
    const due = async (): Promise<readonly string[]> => {
      const { rows } = await service.sql.query<{ due: string }>(
        `SELECT DISTINCT due_on::text AS due FROM task
         WHERE kind = 'submitPreEvaluation' AND status = 'open' AND reference = ANY ($1)`,
        [paths.map(referenceOf)],
      );
      return rows.map((row) => row.due);
    };
    await Promise.all(paths.map((path) => service.settled(referenceOf(path), 60_000)));
    const [before = ''] = await due();
    const movedWithin = async (what: string, is: (dates: readonly string[]) => boolean): Promise<number> => {
      const answered = Date.now();
      await until(what, async () => is(await due()), 5_000);
      return Date.now() - answered;
    };
    await service
      .as('administrator')
      .post('/v1/calendar/closures', { date: before, why: 'Flood' })
      .expect(201);
    const there = await movedWithin(
      'all have new dates',
      (dates) => dates.length === 1 && dates[0] !== before,
    );
    expect((await due()).every((date) => date < before)).toBe(true);
    await service.as('administrator').delete(`/v1/calendar/closures/${before}`).expect(204);
    const back = await movedWithin('all have their old dates', (dates) => dates.join() === before);
    process.stdout.write(
      `closure: 60 cases had new dates after ${there} ms, their old ones after ${back} ms\n`,
    );
    for (const path of paths.slice(0, 10)) {
      await service.settled(referenceOf(path));
      expect(await service.faultsOf(referenceOf(path))).toEqual([]);
    }
  });
});
