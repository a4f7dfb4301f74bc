/** Restate: a server with a log of its own, which calls the service that keeps the rows. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Environment } from '../config/environment.ts';
import { freePort } from '../tools/stack/ports.ts';
import { typescript } from '../tools/stack/typescript.ts';
import { caller, keptConnection } from './call.ts';
import { CONTENDERS_FOLDER } from './contenders-installed.ts';
import type { Contender } from './contender.ts';
import { NOTHING_TO_SETTLE } from './contender.ts';
import { casesKeptWhole, walkKeptSteps } from './kept-steps.ts';
import type { OwnPostgres } from './own-postgres.ts';
import { connected } from './own-postgres.ts';
import { startProgram, type RunningProgram } from './process.ts';
import { STEP_TABLE } from './step-table.ts';

const DATABASE = 'bench_restate';
const SERVER = join(CONTENDERS_FOLDER, 'node_modules/.bin/restate-server');
const FSYNC_OFF = /^\s*rocksdb-disable-wal-fsync\s*=\s*(\w+)/gm;
const counted = z.object({ rows: z.tuple([z.object({ count: z.number() })]) });

export async function restate(dataDir: string, postgres: OwnPostgres): Promise<Contender> {
  const databaseUrl = await postgres.create(DATABASE);
  await connected(databaseUrl, (sql) => sql.query(STEP_TABLE));
  const [node, ingress, admin, service] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const env = serverEnvironment(join(dataDir, 'restate'), { node, ingress, admin });
  const walFsync = await fsyncOf(env);
  const started: RunningProgram[] = [];
  const close = async (): Promise<void> => {
    for (const program of started) await program.stop();
  };
  try {
    const ready = 'Admin API starting';
    started.push(await startProgram({ name: 'Restate', command: SERVER, args: [], env, ready }));
    started.push(
      await startProgram({
        name: 'The service of Restate',
        ...typescript('../../bench/contenders/restate.ts', [String(service), databaseUrl]),
        env: process.env,
        ready: 'The service of Restate is ready',
      }),
    );
    await register(admin, service);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: 'restate',
    database: DATABASE,
    settings: { 'fsync of its log': walFsync },
    connect() {
      const agent = keptConnection();
      const calls = caller(`http://127.0.0.1:${ingress}`, agent, null);
      return Promise.resolve({
        walk: (timed) => walkKeptSteps((step) => calls.post(`/Case/${step.caseId}/step`, step), timed),
        close: () => {
          agent.destroy();
        },
      });
    },
    settled: () => Promise.resolve(NOTHING_TO_SETTLE),
    wholeCases: () => casesKeptWhole(databaseUrl),
    kept: async (reference) => ({ what: 'journal entries', count: await journalEntries(admin, reference) }),
    close,
  };
}

function serverEnvironment(
  folder: string,
  ports: { readonly node: number; readonly ingress: number; readonly admin: number },
): Environment {
  mkdirSync(folder, { recursive: true });
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    RESTATE_BASE_DIR: folder,
    RESTATE_DISABLE_TELEMETRY: 'true',
    RESTATE_LOG_FORMAT: 'json',
    RESTATE_LISTEN_MODE: 'tcp',
    RESTATE_BIND_IP: '127.0.0.1',
    RESTATE_BIND_PORT: String(ports.node),
    RESTATE_INGRESS__BIND_PORT: String(ports.ingress),
    RESTATE_ADMIN__BIND_PORT: String(ports.admin),
  };
}

/** Whether its log is written through to the disk, as its own settings say. */
async function fsyncOf(env: Environment): Promise<string> {
  const { stdout } = await promisify(execFile)(SERVER, ['--dump-config'], { env, maxBuffer: 4_000_000 });
  const off = [...stdout.matchAll(FSYNC_OFF)].map(([, value]) => value);
  if (off.length === 0) return 'not told';
  return off.every((value) => value === 'false') ? 'on' : 'off';
}

/** Tells the server where the service is; it takes a moment to be able to hear it. */
async function register(admin: number, service: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  const body = JSON.stringify({ uri: `http://127.0.0.1:${service}` });
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${admin}/deployments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    }).catch(() => null);
    if (answer?.ok === true) return;
    if (Date.now() > deadline)
      throw new Error(`Restate does not take its service: ${(await answer?.text()) ?? ''}`);
    await pause(200);
  }
}

async function journalEntries(admin: number, caseId: string): Promise<number> {
  const query = `SELECT COUNT(*) AS count FROM sys_journal j JOIN sys_invocation i ON i.id = j.id
    WHERE i.target_service_key = '${caseId}'`;
  const answer = await fetch(`http://127.0.0.1:${admin}/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });
  return counted.parse(await answer.json()).rows[0].count;
}
