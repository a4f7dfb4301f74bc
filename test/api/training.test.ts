/** Moving a case's clock, and being ready: with a worker and Temporal on their real parts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '../../domain/calendar/index.ts';
import { startWorker } from '../../worker/main.ts';
import type { RunningWorker } from '../../worker/main.ts';
import { until } from '../support/until.ts';
import { aKey, accepted, requested, take, today } from './cases.ts';
import { runApi } from './running-api.ts';
import type { RunningApi } from './running-api.ts';

let api: RunningApi;
let worker: RunningWorker;
let whileStarting: { status: number; body: unknown };
beforeAll(async () => {
  api = await runApi();
  const { status, body } = await api.stranger().get('/readyz');
  whileStarting = { status, body };
  worker = await startWorker(api.settings);
  await until(
    'the service is ready',
    async () => (await api.stranger().get('/readyz')).status === 200,
    60_000,
  );
});
afterAll(async () => {
  await worker.close();
  await api.close();
});

const advance = (path: string, body: object | string) =>
  api.as('administrator').post(`/v1/training${path.slice('/v1'.length)}/advance`, body);
const nowOf = async (path: string): Promise<string> =>
  ((await api.as('administrator').get(path)).body as { now: string }).now;

describe('ready', () => {
  test('only once a worker polls, with each dependency’s state until then', () => {
    expect(whileStarting).toMatchObject({
      status: 503,
      body: {
        status: 'notReady',
        dependencies: { database: 'ready', workflows: 'ready', worker: 'away', mail: 'ready' },
      },
    });
  });

  test('not while the mail server is away', async () => {
    await api.mail.goAway();
    const away = await until('it is seen', async () => {
      const answer = await api.stranger().get('/readyz');
      return answer.status === 503 ? answer : null;
    });
    expect(away.body).toMatchObject({ dependencies: { mail: 'away', worker: 'ready' } });
    await api.mail.comeBack();
    await until('it is seen', async () => (await api.stranger().get('/readyz')).status === 200);
  });
});

describe('a closure', () => {
  test('moves the dates of open cases that count back, within 5 seconds', async () => {
    const path = await accepted(api);
    const session = addDays(today(), 60);
    await take(api, 'administrator', path, 'scheduleSession', {
      date: session,
      start: '10:00',
      minutes: 120,
      place: 'Room 2',
      reason: 'Nobody can come before.',
    });
    const due = async (): Promise<string> => {
      const { body } = await api.as('administrator').get(path);
      const { tasks } = body as { tasks: { kind: string; dueOn: string }[] };
      return tasks.find(({ kind }) => kind === 'submitPreEvaluation')?.dueOn ?? '';
    };
    const before = await due();
    await api.as('administrator').post('/v1/calendar/closures', { date: before, why: 'Flood' }).expect(201);
    const after = await until(
      'it has a new date',
      async () => ((await due()) === before ? null : due()),
      5_000,
    );
    expect(after < before).toBe(true);
    await api.as('administrator').delete(`/v1/calendar/closures/${before}`).expect(204);
    await until('it has its old date', async () => (await due()) === before, 5_000);
  });
});

describe('moving the clock', () => {
  test('by days, to the same time of day', async () => {
    const path = await accepted(api);
    const before = await nowOf(path);
    const { body } = await advance(path, { days: 3 }).expect(200);
    const { now } = body as { now: string };
    expect(now.slice(0, 10)).toBe(addDays(today(), 3));
    expect(Math.abs(minutes(now) - minutes(before))).toBeLessThanOrEqual(1);
    expect((await nowOf(path)).slice(0, 10)).toBe(addDays(today(), 3));
  });

  test('to a date, meaning 23:59 on it, and to a date and time', async () => {
    const path = await requested(api);
    const day = addDays(today(), 2);
    expect((await advance(path, { to: day }).expect(200)).body).toEqual({ now: `${day}T23:59` });
    const next = `${addDays(today(), 3)}T08:15`;
    expect((await advance(path, { to: next }).expect(200)).body).toEqual({ now: next });
  });

  test('to the next due, and everything due until then has happened', async () => {
    const path = await requested(api);
    const { body } = await advance(path, { toNextDue: true }).expect(200);
    expect((body as { now: string }).now).toMatch(/T(09:00|23:59)$/);
    await advance(path, { to: addDays(today(), 20) }).expect(200);
    const timeline = await api.as('administrator').get(`${path}/timeline?limit=200`).expect(200);
    const kinds = (timeline.body as { entries: { kind: string }[] }).entries.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['reminder']));
    const tasks = await api.as('administrator').get('/v1/tasks?overdue=true&kind=decideRequest').expect(200);
    expect(
      (tasks.body as { tasks: { reference: string }[] }).tasks.map(({ reference }) => reference),
    ).toContain(path.slice('/v1/cases/'.length));
  });

  test('once, however often the same call comes', async () => {
    const path = await requested(api);
    const key = aKey();
    const move = () => advance(path, { days: 1 }).set('Idempotency-Key', key);
    const answers = await Promise.all([move(), move(), move()]);
    for (const answer of [...answers, await move()]) {
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(answers[0].text);
    }
    expect((await nowOf(path)).slice(0, 10)).toBe(addDays(today(), 1));
  });

  test('not backwards, and not in a closed case', async () => {
    const path = await requested(api);
    for (const to of ['2020-01-01', await nowOf(path)]) {
      const answer = await advance(path, { to }).expect(409);
      expect(answer.body).toMatchObject({ type: '/problems/step-not-allowed' });
    }
    await take(api, 'administrator', path, 'cancelCase', { reason: 'Not needed any more.' });
    for (const body of [{ days: 1 }, { toNextDue: true }, { to: addDays(today(), 9) }]) {
      await advance(path, body).expect(409);
    }
  });

  test.each([
    '{}',
    '{"days":0}',
    '{"days":401}',
    '{"days":1.5}',
    '{"days":"1"}',
    '{"toNextDue":false}',
    '{"days":1,"toNextDue":true}',
    '{"to":"2026-02-30"}',
    '{"to":"2030-01-01T10:00Z"}',
    '{"to":"2030-01-01T25:00"}',
    '{"to":5}',
    '{"until":1}',
    '[]',
    'null',
  ])('%s is refused', async (body) => {
    const path = await requested(api);
    const answer = await advance(path, body).expect(422);
    expect((answer.body as { errors: unknown[] }).errors.length).toBeGreaterThan(0);
  });

  test('is for administrators', async () => {
    const path = await requested(api);
    await api
      .as('requester')
      .post(`/v1/training${path.slice(3)}/advance`, { days: 1 })
      .expect(403);
  });
});

describe('email', () => {
  test('that a step causes is with the mail server within 5 seconds', async () => {
    const before = api.mail.received.length;
    await requested(api);
    await until('it came', () => api.mail.received.length > before, 5_000);
  });
});

function minutes(dateTime: string): number {
  return Number(dateTime.slice(11, 13)) * 60 + Number(dateTime.slice(14, 16));
}
