/** Moving a training case's clock by its page: with a worker and Temporal on their real parts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '../../../../domain/calendar/index.ts';
import { startWorker } from '../../../../worker/main.ts';
import type { RunningWorker } from '../../../../worker/main.ts';
import { until } from '../../../support/until.ts';
import { requested, take, today } from '../../cases.ts';
import { runApi } from '../../running-api.ts';
import type { RunningApi } from '../../running-api.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';
import type { Visitor } from '../cases/visiting.ts';

let api: RunningApi;
let worker: RunningWorker;
let administrator: Visitor;

beforeAll(async () => {
  api = await runApi();
  worker = await startWorker(api.settings);
  await until(
    'the service is ready',
    async () => (await api.stranger().get('/readyz')).status === 200,
    60_000,
  );
  administrator = await visitorAs(api, 'administrator');
}, 120_000);
afterAll(async () => {
  await worker.close();
  await api.close();
});

const aCase = async (): Promise<string> => (await requested(api)).slice('/v1'.length);
const keyOn = async (path: string): Promise<string> =>
  /name="_key" value="([^"]+)"/.exec((await administrator.see(path)).text)?.[1] ?? '';
const dayOf = async (path: string): Promise<string> => {
  const { body } = await api.as('administrator').get(`/v1${path}`);
  return (body as { now: string }).now.slice(0, 10);
};

describe('Where the engine is away', () => {
  test('the clock stays where it is, and what was typed is kept for another try', async () => {
    const away = await runApi({ temporal: { namespace: 'nowhere', temporalAddress: '127.0.0.1:9' } });
    try {
      const visitor = await visitorAs(away, 'administrator');
      const path = (await requested(away)).slice('/v1'.length);
      const answer = await visitor.send(`${path}/clock`, { how: 'days', days: '12' });
      expect(answer.status).toBe(503);
      expect(wordsOf(answer)).toContain('The clock cannot be moved just now');
      expect(mainOf(answer)).toContain('value="12"');
    } finally {
      await away.close();
    }
  });
});

describe('In a live installation', () => {
  test('there is no clock to move', async () => {
    const live = await runApi({ installation: 'live' });
    try {
      expect((await live.stranger().get('/cases/MAS-2026-0001/clock')).status).toBe(404);
      expect((await live.stranger().get('/cookies')).text).toContain('__Host-session');
    } finally {
      await live.close();
    }
  });
});

describe('The clock of a training case', () => {
  test('stands on its first page, with what is due next', async () => {
    const words = wordsOf(await administrator.see(await aCase()));
    expect(words).toContain('Move this case’s clock');
    expect(words).toMatch(/To what is due next \d+ \w+ \d{4} at 9:00am: a reminder: “Decide on the request”/);
  });

  test('is moved by days, and the case tells what happened on the way', async () => {
    const path = await aCase();
    const moved = await administrator.send(`${path}/clock`, {
      _key: await keyOn(path),
      how: 'days',
      days: '9',
    });
    expect(moved.status).toBe(303);
    const back = await administrator.see(String(moved.headers['location']));
    expect(back.status).toBe(200);
    expect(wordsOf(back)).toMatch(/The clock was moved.*On the way:.*remind/i);
    expect(await dayOf(path)).toBe(addDays(today(), 9));
    expect(wordsOf(await administrator.see(path))).not.toContain('On the way');
  });

  test('is moved to a date, and to what is due next', async () => {
    const path = await aCase();
    const day = addDays(today(), 1);
    const [year = '', month = '', date = ''] = day.split('-');
    const toADate = { how: 'date', 'to.day': date, 'to.month': month, 'to.year': year };
    const moved = await administrator.send(`${path}/clock`, { _key: await keyOn(path), ...toADate });
    expect(moved.status).toBe(303);
    expect(await dayOf(path)).toBe(day);
    const on = await administrator.send(`${path}/clock`, { _key: await keyOn(path), how: 'nextDue' });
    expect(on.status).toBe(303);
    expect((await dayOf(path)) > day).toBe(true);
  });

  test('is moved once by a double click', async () => {
    const path = await aCase();
    const fields = { _key: await keyOn(path), how: 'days', days: '2' };
    const answers = await Promise.all([
      administrator.send(`${path}/clock`, fields),
      administrator.send(`${path}/clock`, fields),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(303);
      expect(answer.headers['location']).toBe(answers[0].headers['location']);
    }
    expect(await dayOf(path)).toBe(addDays(today(), 2));
    const changed = await administrator.send(`${path}/clock`, { ...fields, days: '3' });
    expect(changed.status).toBe(409);
    expect(wordsOf(changed)).toContain('was moved by those');
  });

  test('keeps what was typed where it cannot be read, and names the fault', async () => {
    const path = await aCase();
    const days = await administrator.send(`${path}/clock`, { how: 'days', days: '4 weeks' });
    expect(days.status).toBe(400);
    expect(mainOf(days)).toContain('value="4 weeks"');
    expect(mainOf(days)).toContain('href="#days"');
    const date = await administrator.send(`${path}/clock`, {
      how: 'date',
      'to.day': '31',
      'to.month': '2',
      'to.year': '2030',
    });
    expect(date.status).toBe(400);
    expect(mainOf(date)).toContain('href="#to-day"');
    expect(mainOf(date)).toContain('value="31"');
    const nothing = await administrator.send(`${path}/clock`, {});
    expect(mainOf(nothing)).toContain('href="#how"');
  });

  test('does not go back, and stands in a closed case', async () => {
    const path = await aCase();
    const back = await administrator.send(`${path}/clock`, {
      how: 'date',
      'to.day': '1',
      'to.month': '2',
      'to.year': '2020',
    });
    expect(back.status).toBe(409);
    expect(wordsOf(back)).toContain('This is not ahead of the case’s own time.');
    expect(mainOf(back)).toContain('value="2020"');
    await take(api, 'administrator', `/v1${path}`, 'cancelCase', { reason: 'Not needed any more.' });
    expect(wordsOf(await administrator.see(path))).not.toContain('Move this case’s clock');
    expect((await administrator.send(`${path}/clock`, { how: 'nextDue' })).status).toBe(409);
  });

  test('is not there for anybody but those who run the process', async () => {
    const path = await aCase();
    for (const who of ['requester', 'facilitator', 'operator', 'stranger'] as const) {
      const visitor = await visitorAs(api, who);
      expect(wordsOf(await visitor.see(path))).not.toContain('Move this case’s clock');
      expect((await visitor.see(`${path}/clock`)).status).toBe(404);
      expect((await visitor.send(`${path}/clock`, { how: 'nextDue' })).status).toBe(404);
    }
    expect(wordsOf(await (await visitorAs(api, 'businessManager')).see(path))).toContain(
      'Move this case’s clock',
    );
  });
});
