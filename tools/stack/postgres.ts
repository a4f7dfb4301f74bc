/** The embedded PostgreSQL: the real server from npm's binaries, its data in the installation's folder. */
import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { ROLES } from '../../records/reach.ts';
import type { Part, RunPart } from './part.ts';
import {
  clearLockOfTheDead,
  makeOwnFolder,
  makeReachable,
  postgresAccount,
  postgresBinaries,
} from './postgres-files.ts';
import type { Progress } from './progress.ts';

export interface PostgresPlan {
  readonly dataDir: string;
  readonly port: number;
  /** Of the accounts `postgres` and `supervision`; letters and digits only. */
  readonly password: string;
}

const DATABASE = 'supervision';
const run = promisify(execFile);

/**
 * Starts the server, on 127.0.0.1 only, makes the database `supervision` at the first start, and waits until
 * it answers.
 * @throws with the server's own last words when it does not come up.
 */
export async function startPostgres(plan: PostgresPlan, runPart: RunPart, progress: Progress): Promise<Part> {
  const account = postgresAccount();
  const binaries = await postgresBinaries();
  mkdirSync(plan.dataDir, { recursive: true });
  const data = join(realpathSync(plan.dataDir), 'postgres');
  for (const needed of [dirname(data), dirname(binaries.postgres)]) {
    for (const folder of makeReachable(needed, account)) {
      // The installation's own folder is ours to arrange; of any other the reader should know.
      if (folder === dirname(data)) continue;
      progress.line(`PostgreSQL does not run as root: others may now pass through ${folder} (not list it)`);
    }
  }
  if (!existsSync(data)) await initialise(plan, binaries.initdb, data, account);
  await clearLockOfTheDead(data);
  const part = runPart({
    name: 'postgres',
    dataDir: plan.dataDir,
    command: binaries.postgres,
    args: ['-D', data, '-p', String(plan.port), ...SERVER_SETTINGS.flatMap((setting) => ['-c', setting])],
    env: environment(),
    // Fast shutdown: ends sessions, writes everything out.
    stopSignal: 'SIGINT',
    ...(account === undefined ? {} : { uid: account }),
  });
  await untilItAnswers(plan, part);
  await makeDatabase(plan);
  return part;
}

const SERVER_SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=on',
  'max_connections=200',
  // Our statements are short: compiling them takes longer than they do.
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  // Statements and the details of errors hold people's data.
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
];

/** Made beside its place and moved there when whole: a start killed half-way leaves nothing half-made. */
async function initialise(
  plan: PostgresPlan,
  initdb: string,
  data: string,
  account: number | undefined,
): Promise<void> {
  const draft = `${data}.new`;
  const passwordFile = join(plan.dataDir, 'postgres.password');
  makeOwnFolder(draft, account);
  writeFileSync(passwordFile, plan.password, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordFile, account, account);
  try {
    await run(
      initdb,
      [
        `--pgdata=${draft}`,
        '--username=postgres',
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      { env: environment(), cwd: '/', ...(account === undefined ? {} : { uid: account, gid: account }) },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, data);
}

async function untilItAnswers(plan: PostgresPlan, part: Part): Promise<void> {
  // Writing back the log after a kill takes its time; a machine under load too.
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (part.hasEnded()) throw new Error(`PostgreSQL ended at once. Its last words:\n${part.lastWords()}`);
    const client = new pg.Client({ connectionString: postgresUrl(plan, 'postgres', 'postgres') });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (error instanceof pg.DatabaseError && error.code === '28P01') {
        await part.stop();
        throw new Error(`PostgreSQL does not take the password of ${plan.dataDir}/keys.json`, {
          cause: error,
        });
      }
      if (Date.now() > deadline) {
        await part.stop();
        throw new Error(`PostgreSQL does not answer. Its last words:\n${part.lastWords()}`, { cause: error });
      }
    }
    await pause(50);
  }
}

/** As deploy/postgres/make-databases.sh does: the service's own account is no superuser, and works in roles that own nothing. */
async function makeDatabase(plan: PostgresPlan): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl(plan, 'postgres', 'postgres') });
  await client.connect();
  try {
    const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [DATABASE]);
    if (role.rowCount === 0) {
      await client.query(`CREATE ROLE ${DATABASE} LOGIN PASSWORD ${client.escapeLiteral(plan.password)}`);
    }
    for (const name of Object.values(ROLES)) {
      const made = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
      if (made.rowCount === 0) await client.query(`CREATE ROLE ${name} NOLOGIN`);
      await client.query(`GRANT ${name} TO ${DATABASE} WITH INHERIT FALSE, SET TRUE`);
    }
    const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${DATABASE}`);
  } finally {
    await client.end();
  }
}

export function postgresUrl(plan: PostgresPlan, account: string, database: string): string {
  return `postgresql://${account}:${plan.password}@127.0.0.1:${plan.port}/${database}`;
}

const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' });
