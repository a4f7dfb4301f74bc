import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readSettings } from '../../config/settings.ts';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import { acceptance, requestBody } from '../../tools/demo/bodies.ts';
import { REQUESTER } from '../../tools/demo/people.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { typescript } from '../../tools/stack/typescript.ts';
import { ADMINISTRATOR } from '../../tools/training-people.ts';
import { until } from '../support/until.ts';

const PORTS = [
  'PORT',
  'METRICS_PORT',
  'WORKER_METRICS_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'MAIL_PORT',
  'SMTP_PORT',
  'POSTGRES_PORT',
];
const PARTS = ['api', 'mail', 'postgres', 'start', 'temporal', 'worker'];

const dataDir = mkdtempSync(join(tmpdir(), 'mas-killed-'));
const environment: Record<string, string> = { DATA_DIR: dataDir };

interface Program {
  readonly child: ChildProcess;
  told(): string;
}

/** What `npm run` of that name runs. */
function run(program: 'start' | 'demo/demo'): Program {
  const { command, args } = typescript(`../${program}.ts`);
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      told += chunk.toString();
    });
  }
  return { child, told: () => told };
}

const isOver = ({ child }: Program): boolean => child.exitCode !== null || child.signalCode !== null;

async function start(): Promise<Program> {
  const started = run('start');
  await until('the service is ready', () => started.told().includes('is ready') || isOver(started), 60_000);
  if (isOver(started)) throw new Error(started.told());
  return started;
}

async function ended(program: Program, withinMs: number): Promise<string> {
  await until('it ends', () => isOver(program), withinMs);
  if (program.child.exitCode !== 0) throw new Error(program.told());
  return program.told();
}

/** Numbers of the processes of the installation, by their names. */
function processes(): Readonly<Record<string, number>> {
  const numberIn = (file: string): number =>
    (JSON.parse(readFileSync(join(dataDir, file), 'utf8')) as { readonly pid: number }).pid;
  const parts = readdirSync(join(dataDir, 'run')).map(
    (file) => [file.replace('.json', ''), numberIn(join('run', file))] as const,
  );
  return { start: numberIn('start.json'), ...Object.fromEntries(parts) };
}

async function killEverything(): Promise<void> {
  const running = processes();
  expect(Object.keys(running).sort()).toEqual(PARTS);
  const over = once(service.child, 'exit');
  for (const pid of Object.values(running)) process.kill(pid, 'SIGKILL');
  await over;
}

let service: Program;

beforeAll(async () => {
  for (const name of PORTS) environment[name] = String(await freePort());
  service = await start();
});
afterAll(async () => {
  if (!isOver(service)) {
    const over = once(service.child, 'exit');
    service.child.kill('SIGTERM');
    await over;
  }
  rmSync(dataDir, { recursive: true, force: true });
});

describe('everything killed in the middle of a case, and started again', () => {
  test('ends the same as a case that was left in peace', async () => {
    const inPeace = await ended(run('demo/demo'), 120_000);

    const demo = run('demo/demo');
    // The invitations are on their way; later, the clock is being moved towards the follow-up.
    for (const moment of ['scheduleSession by', '== stage: followUp']) {
      await until(
        `the demonstration says ${moment}`,
        () => demo.told().includes(moment) || isOver(demo),
        60_000,
      );
      await killEverything();
      service = await start();
    }
    const killed = await ended(demo, 120_000);
    expect(killed).toContain('the service is away');

    const [one, other] = [await finalState(referenceIn(inPeace)), await finalState(referenceIn(killed))];
    expect(other).toEqual(one);
    expect(one).toMatchObject({ stage: 'closed', outcome: 'completed' });
  }, 240_000);

  test('told to stop, API and worker finish what is in hand', async () => {
    const records = await openRecords({
      databaseUrl: readSettings(environment).databaseUrl,
      publicHolidays,
    });
    const post = async (email: string, path: string, body: object): Promise<Response> =>
      fetch(`http://127.0.0.1:${environment['PORT'] ?? ''}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${(await records.makeToken(email, 1)) ?? ''}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
    const requested = await post(REQUESTER.email, '/v1/requests', requestBody());
    const path = requested.headers.get('location') ?? '';
    const reference = referenceIn(path);
    const emails = (): Promise<{ status: string }[]> =>
      query<{ status: string }>('SELECT status FROM outbox WHERE reference = $1', [reference]);
    const allSent = async (): Promise<boolean> => (await emails()).every(({ status }) => status === 'sent');
    await until('its emails are out', allSent, 30_000);

    // A step in the middle of its transaction, and its emails in the middle of being sent.
    const holder = new pg.Client({ connectionString: readSettings(environment).databaseUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM "case" WHERE reference = $1 FOR UPDATE', [reference]);
    const answer = post(ADMINISTRATOR, `${path}/steps/decideRequest`, acceptance());
    await until('the step waits', async () => {
      const waiting = await query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`);
      return waiting.length > 0;
    });
    const { api = 0, worker = 0, mail = 0 } = processes();
    process.kill(api, 'SIGTERM');
    process.kill(mail, 'SIGSTOP');
    await holder.query('ROLLBACK');
    await holder.end();
    const answered = await answer;
    expect([answered.status, answered.headers.get('connection')]).toEqual([200, 'close']);
    const isSending = async (): Promise<boolean> =>
      (await emails()).some(({ status }) => status === 'sending');
    await until('emails are being sent', isSending, 30_000);
    process.kill(worker, 'SIGTERM');
    process.kill(mail, 'SIGCONT');
    const taken = async (): Promise<boolean> => {
      const now = processes();
      return now['api'] !== api && now['worker'] !== worker && (await allSent());
    };
    await until('others have taken their places, and every email is out', taken, 30_000);
    expect((await emails()).length).toBeGreaterThan(10);
    await records.close();
  }, 120_000);

  test('loses no email: each is with the mail server once, or twice where its outcome was unknown', async () => {
    const catcher = `http://127.0.0.1:${environment['MAIL_PORT'] ?? ''}/api/email`;
    const caught = (await (await fetch(catcher)).json()) as readonly { readonly id: string }[];
    const sources: string[] = [];
    for (const { id } of caught) sources.push(await (await fetch(`${catcher}/${id}/source`)).text());
    const rows = await query<{ id: string; status: string; unknown: number }>(
      `SELECT message_id AS id, status, cardinality(unknown_attempts) AS unknown FROM outbox`,
    );
    expect(rows.length).toBeGreaterThan(200);
    const inDoubt = rows.filter(({ unknown }) => unknown > 0);
    for (const { id, status, unknown } of rows) {
      const came = sources.filter((source) => source.includes(id)).length;
      // Cut off in the middle of being sent, it may have gone out, and was sent once more; cut off again, it may not be there.
      const most = Math.min(1 + unknown, 2);
      const least = status === 'sent' ? 1 : 0;
      expect({ id, status, isWell: came >= least && came <= most }).toEqual({
        id,
        status: unknown < 2 ? 'sent' : status,
        isWell: true,
      });
    }
    // Five are sent at once, and it was killed twice.
    expect(inDoubt.length).toBeLessThanOrEqual(10);
    const [said] = await query<{ times: number }>(
      `SELECT count(*)::int AS times FROM timeline WHERE text LIKE '%: outcome unknown, %'`,
    );
    expect(said?.times).toBe(inDoubt.reduce((sum, { unknown }) => sum + unknown, 0));
  });
});

const referenceIn = (told: string): string => /MAS-\d{4}-\d{4}/.exec(told)?.[0] ?? '';

async function query<T extends pg.QueryResultRow>(
  text: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: readSettings(environment).databaseUrl });
  await client.connect();
  try {
    return (await client.query<T>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Where the case has come to, and by which steps on which days; both cases began on the same day. */
async function finalState(reference: string): Promise<object> {
  const [found] = await query<{ stage: string; outcome: string; followUpDueOn: string }>(
    `SELECT stage, outcome, state ->> 'followUpDueOn' AS "followUpDueOn" FROM "case" WHERE reference = $1`,
    [reference],
  );
  const tasks = await query(
    `SELECT kind, owner, opened_on::text, due_on::text, status, done_on::text, late FROM task
     WHERE reference = $1 ORDER BY kind, owner, opened_on, due_on, about, child_id`,
    [reference],
  );
  const steps = await query(
    `SELECT step, done_by, (at AT TIME ZONE 'Europe/London')::date::text AS on, count(*)::int AS times FROM timeline
     WHERE reference = $1 AND kind = 'step' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [reference],
  );
  const emails = await query(
    'SELECT kind, recipient, count(*)::int AS times FROM outbox WHERE reference = $1 GROUP BY 1, 2 ORDER BY 1, 2',
    [reference],
  );
  return { ...found, tasks, steps, emails };
}
