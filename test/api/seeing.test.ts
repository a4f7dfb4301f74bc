/** What the service tells of itself: metrics of both processes, readiness, operations and the access log. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readinessOf } from '../../api/json/health.ts';
import { METRIC_TABLE } from '../../config/metrics/metric-table.ts';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import type { Instant } from '../../domain/calendar/types.ts';
import { startWorker } from '../../worker/main.ts';
import type { RunningWorker } from '../../worker/main.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { until } from '../support/until.ts';
import { accepted } from './cases.ts';
import { mainOf, visitorAs, wordsOf } from './pages/cases/visiting.ts';
import type { Visitor } from './pages/cases/visiting.ts';
import { PEOPLE, runApi } from './running-api.ts';
import type { RunningApi } from './running-api.ts';

const UI = 'https://temporal.example';
let api: RunningApi;
let worker: RunningWorker;
/** Told and done with, and one in which everything waits. */
let reference: string;
let stuck: string;

beforeAll(async () => {
  api = await runApi({ temporalUiUrl: UI });
  worker = await startWorker(api.settings);
  reference = referenceOf(await accepted(api));
  await until('its email is out', async () => (await api.records.figures()).unsent === 0, 60_000);
  await worker.close();
  stuck = referenceOf(await accepted(api));
  await until('it is told', async () => (await api.records.figures()).untold === 0);
  const anHourAgo = `now() - interval '1 hour'`;
  await api.sql.query(
    `UPDATE "case" SET next_due_at = ${anHourAgo}, changed_at = ${anHourAgo}, told_version = version - 1 WHERE reference = $1`,
    [stuck],
  );
  await api.sql.query(
    `UPDATE outbox SET made_at = ${anHourAgo}, attempted_at = ${anHourAgo}, status = CASE kind WHEN 'teamNotified' THEN 'outcomeUnknown' ELSE 'queued' END
      WHERE reference = $1`,
    [stuck],
  );
  await api.sql.query(`UPDATE task SET due_on = current_date - 3 WHERE reference = $1 AND status = 'open'`, [
    stuck,
  ]);
}, 120_000);
afterAll(() => api.close());

const referenceOf = (path: string): string => path.slice('/v1/cases/'.length);

const scraped = async (port: number): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

const health = async (port: number): Promise<number> =>
  (await fetch(`http://127.0.0.1:${port}/healthz`)).status;

/** The value of the first line that begins so. */
function valueOf(text: string, line: string): number {
  const found = text.split('\n').find((each) => each.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1));
}

describe('operations', () => {
  test('show an operator what waits and where, and nothing of a case', async () => {
    const operator = await visitorAs(api, 'operator');
    const page = await operator.see('/operations');
    expect(page.status).toBe(200);
    const words = wordsOf(page);
    expect(words).toContain('Cases in which something due has not happened 1, since');
    expect(words).toMatch(/Database Ready Seen so since/);
    const main = mainOf(page);
    expect(main).toContain(`href="/cases/${stuck}"`);
    expect(main).toContain(`href="${UI}/namespaces/${api.settings.temporal.namespace}/workflows/${stuck}"`);
    expect(main).not.toContain(`/cases/${reference}`);
    expect(page.text).not.toMatch(/Thistlewood|Ashgrove|Fairweather/);
    const ofCase = mainOf(await operator.see(`/cases/${stuck}`));
    expect(ofCase).toContain(`/workflows/${stuck}"`);
  });
});

describe('metrics', () => {
  test('of the whole installation, as figures without a name', async () => {
    const text = await scraped(api.settings.metricsPort);
    expect(valueOf(text, 'mas_figures_read')).toBe(1);
    expect(valueOf(text, 'mas_open_cases{stage="preparing"}')).toBe(2);
    expect(valueOf(text, 'mas_open_cases{stage="followUp"}')).toBe(0);
    expect(valueOf(text, 'mas_cases_not_told')).toBe(1);
    expect(valueOf(text, 'mas_cases_late')).toBe(1);
    expect(valueOf(text, 'mas_outbox_emails')).toBeGreaterThan(0);
    for (const oldest of ['mas_cases_not_told', 'mas_cases_late', 'mas_outbox']) {
      const seconds = valueOf(text, `${oldest}_oldest_seconds`);
      expect(seconds).toBeGreaterThan(3_500);
      expect(seconds).toBeLessThan(4_000);
    }
    expect(valueOf(text, 'mas_tasks_overdue{kind="scheduleSession"}')).toBe(1);
    expect(valueOf(text, 'mas_database_connections{state="waiting"}')).toBe(0);
    expect(text).not.toMatch(/MAS-\d{4}|example|Thistlewood/);
  });

  test('of the worker: its email, its database, and what Temporal’s core keeps', async () => {
    worker = await startWorker(api.settings);
    try {
      await until('it sends what waits', async () => (await api.records.figures()).unsent === 0, 60_000);
      const text = await scraped(api.settings.workerMetricsPort);
      expect(valueOf(text, 'mas_emails_total{kind="requestAccepted",result="sent"}')).toBe(1);
      expect(valueOf(text, 'mas_email_delay_seconds_bucket{le="900"}')).toBe(0);
      expect(valueOf(text, 'mas_email_delay_seconds_bucket{le="21600"}')).toBeGreaterThan(0);
      expect(valueOf(text, 'mas_database_work_seconds_count{kind="transaction"}')).toBeGreaterThan(0);
      expect(text).toMatch(/^temporal_worker_task_slots_available\{.*worker_type="WorkflowWorker"\} \d/m);
      expect(text).not.toMatch(/MAS-\d{4}|example|Thistlewood/);
      expect(text).not.toContain('mas_open_cases');
      await until(
        'Temporal has heard it',
        async () => (await health(api.settings.workerMetricsPort)) === 200,
      );
    } finally {
      await worker.close();
    }
  });

  test('are there while the worker cannot work, whose health says so', async () => {
    const { temporal } = api.settings;
    const away = { ...temporal, address: `127.0.0.1:${await freePort()}` };
    const idle = await startWorker({ ...api.settings, temporal: away });
    try {
      expect(await health(api.settings.workerMetricsPort)).toBe(503);
      expect((await fetch(`http://127.0.0.1:${api.settings.workerMetricsPort}/metrics`)).status).toBe(200);
      expect((await fetch(`http://127.0.0.1:${api.settings.metricsPort}/healthz`)).status).toBe(404);
    } finally {
      await idle.close();
    }
  });

  test('say how late what time brings is, where the clock of the case is the real one', async () => {
    const late: number[] = [];
    const records = await openRecords({
      databaseUrl: api.settings.databaseUrl,
      publicHolidays,
      watch: { worked: () => undefined, timeBrought: (ms) => late.push(ms) },
    });
    try {
      const due = `UPDATE "case" SET next_due_at = now() - interval '10 minutes', clock_ahead = $2 WHERE reference = $1`;
      for (const clockAhead of [0, 5 * 3_600_000]) {
        await api.sql.query(due, [reference, clockAhead]);
        await records.bringTime(reference, (Date.now() + clockAhead) as Instant);
      }
      expect(late).toHaveLength(1);
      expect(late[0]).toBeGreaterThan(590_000);
      expect(late[0]).toBeLessThan(660_000);
    } finally {
      await api.sql.query('UPDATE "case" SET clock_ahead = 0 WHERE reference = $1', [reference]);
      await records.close();
    }
  });

  test('are named by Prometheus’ conventions, each with bounded labels', () => {
    const bounded = ['step', 'result', 'route', 'status', 'method', 'kind', 'state', 'stage'];
    for (const { name, kind, labels } of Object.values(METRIC_TABLE)) {
      expect(name).toMatch(/^mas_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
      for (const label of labels) expect(bounded).toContain(label);
    }
  });
});

describe('readiness', () => {
  test('says of each dependency how it is, since when and how quick, and of the schedule', async () => {
    const ask = async () => (await api.stranger().get('/readyz')).body;
    const first = await ask();
    const detail = { since: expect.stringMatching(/^\d{4}-.*Z$/), ms: expect.any(Number) };
    expect(first).toMatchObject({
      dependencies: { database: 'ready', workflows: 'ready', mail: 'ready' },
      details: {
        database: { state: 'ready', ...detail },
        workflows: { state: 'ready', ...detail },
        mail: { state: 'ready', ...detail },
        schedule: { state: 'running', ...detail },
      },
    });
    await api.mail.goAway();
    const away = await until('it is seen', async () => {
      const body = JSON.stringify(await ask());
      return body.includes('"mail":"away"') ? body : null;
    });
    await api.mail.comeBack();
    expect(away).toContain('"status":"notReady"');
    expect(away).toMatch(/"mail":\{"state":"away"/);
  });
});

test('whoever asks with little patience is told at once of what answers, and the rest counts as away', async () => {
  const silent = <T>() => new Promise<T>(() => undefined);
  const asked = readinessOf({
    records: { ready: () => Promise.resolve(true) },
    engine: { ready: silent, schedule: silent },
    mailAccepted: () => Promise.resolve(true),
  });
  expect(await asked(20)).toMatchObject({
    ready: false,
    dependencies: {
      database: { state: 'ready' },
      workflows: { state: 'away', ms: 20 },
      worker: { state: 'away', ms: 20 },
      mail: { state: 'ready' },
    },
    schedule: { state: 'unknown' },
  });
});

describe('the access log of a case', () => {
  let businessManager: Visitor;
  beforeAll(async () => {
    businessManager = await visitorAs(api, 'businessManager');
  });

  test('tells the business manager who saw and did what, newest first, a page at a time', async () => {
    await api.as('leadProfessional').get(`/v1/cases/${reference}`).expect(200);
    await api.as('stranger').get(`/v1/cases/${reference}`).expect(404);
    const address = `/cases/${reference}/access-log`;
    expect((await businessManager.see(`/cases/${reference}`)).text).toContain(`href="${address}"`);
    const page = await businessManager.see(address);
    const words = wordsOf(page);
    expect(words).toContain('It was checked just now');
    expect(words).toMatch(/Refused: looking at the case \(not on the case\) .* Sid Nobody/);
    expect(words).toMatch(/Looked at the case .* Ottoline Fairweather/);
    expect(words).toMatch(/Gave “Decide on the request” .* Asha Verma/);
    expect(page.text).not.toContain('Thistlewood');
    await api.sql.query(
      `INSERT INTO audit (reference, at, what) SELECT $1, now(), 'view case' FROM generate_series(1, 50)`,
      [reference],
    );
    const next = /href="([^"]+cursor=[^"]+)"/.exec(mainOf(await businessManager.see(address)))?.[1] ?? '';
    expect(wordsOf(await businessManager.see(next))).toContain('Sid Nobody');
    expect((await businessManager.see(`${address}?cursor=nonsense`)).status).toBe(200);
  });

  test('says where an entry was taken out of it', async () => {
    await businessManager.see(`/cases/${stuck}/access-log`);
    await api.sql.query('ALTER TABLE audit DISABLE TRIGGER USER');
    await api.sql.query('DELETE FROM audit WHERE reference = $1 AND number = 2', [stuck]);
    await api.sql.query('ALTER TABLE audit ENABLE TRIGGER USER');
    expect(wordsOf(await businessManager.see(`/cases/${stuck}/access-log`))).toContain('An entry is missing');
  });

  test('is for nobody else, whose attempt is in it', async () => {
    const address = `/cases/${reference}/access-log`;
    for (const who of ['administrator', 'leadProfessional'] as const) {
      expect((await (await visitorAs(api, who)).see(address)).status).toBe(403);
    }
    for (const who of ['operator', 'stranger'] as const) {
      expect((await (await visitorAs(api, who)).see(address)).status).toBe(404);
    }
    expect(wordsOf(await businessManager.see(address))).toContain(PEOPLE.administrator.name);
  });

  test('of what is about no case tells of signing in and searches', async () => {
    await api.as('administrator').post('/v1/cases/search', { surname: 'Nobody' }).expect(200);
    const what = 'disable person 1 at the command line';
    await api.records.audit({ reference: null, personId: null, what, why: null });
    const words = wordsOf(await businessManager.see('/access-log'));
    expect(words).toMatch(/Search cases .* Asha Verma/);
    expect(words).toMatch(/Disable person 1 at the command line .* Somebody at the server/);
  });
});

describe('breaking the glass', () => {
  test('an operator reads one case for an hour, with a reason, and the business manager is told', async () => {
    const operator = await visitorAs(api, 'operator');
    const address = `/cases/${reference}`;
    expect((await operator.see(`${address}/request`)).status).toBe(404);
    expect(mainOf(await operator.see(address))).toContain(`href="${address}/break-glass"`);
    const without = await operator.send(`${address}/break-glass`, {});
    expect(without.status).toBe(400);
    expect(wordsOf(without)).toContain('Say why you must look into this case');
    expect((await operator.send(`${address}/break-glass`, { reason: 'childAtRisk' })).status).toBe(303);

    const opened = await operator.see(`${address}/request`);
    expect(opened.text).toContain('Thistlewood');
    expect(wordsOf(opened)).toContain('because you opened it in an emergency');
    const overview = mainOf(await operator.see(address));
    expect(overview).not.toMatch(/\/steps\/|\/put-right|\/break-glass/);
    expect((await operator.see(`${address}/steps/decideRequest`)).status).toBe(404);
    expect((await operator.see(`/cases/${stuck}/request`)).status).toBe(404);
    expect((await api.as('operator').get(`/v1/cases/${reference}/timeline`)).status).toBe(404);
    const { rows } = await api.sql.query(
      `SELECT address FROM outbox WHERE reference = $1 AND kind = 'glassBroken'`,
      [reference],
    );
    expect(rows).toEqual([{ address: PEOPLE.businessManager.email }]);
    const log = wordsOf(await (await visitorAs(api, 'businessManager')).see(`${address}/access-log`));
    expect(log).toMatch(
      /Opened the case in an emergency .* Ola Watts, \S+ · A child may be at risk now, and nobody/,
    );

    await api.sql.query('ALTER TABLE audit DISABLE TRIGGER USER');
    await api.sql.query(`UPDATE audit SET at = at - interval '1 hour' WHERE what = 'break glass'`);
    await api.sql.query('ALTER TABLE audit ENABLE TRIGGER USER');
    expect((await operator.see(`${address}/request`)).status).toBe(404);
  });

  test('is for operators only', async () => {
    for (const [who, status] of [
      ['administrator', 403],
      ['leadProfessional', 403],
      ['stranger', 404],
    ] as const) {
      const visitor = await visitorAs(api, who);
      expect((await visitor.see(`/cases/${reference}/break-glass`)).status).toBe(status);
    }
  });
});

describe('an error', () => {
  test('has a number that is in the header and on the page, for whoever looks into it', async () => {
    const administrator = await visitorAs(api, 'administrator');
    const page = await administrator.see('/access-log');
    expect(page.status).toBe(403);
    const number = String(page.headers['x-request-id']);
    expect(number).toMatch(/^[0-9a-f-]{36}$/);
    expect(mainOf(page)).toContain(number);
  });
});
