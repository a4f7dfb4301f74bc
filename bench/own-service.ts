/** A whole service of the benchmark's own: `npm start` on free ports, built as for a live one, with its data in a temporary folder. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Environment } from '../config/environment.ts';
import { readSettings } from '../config/settings.ts';
import { migrate } from '../records/index.ts';
import { freePort } from '../tools/stack/ports.ts';
import { startPart } from '../tools/stack/part.ts';
import { startPostgres } from '../tools/stack/postgres.ts';
import { tellOn } from '../tools/stack/progress.ts';
import { typescript } from '../tools/stack/typescript.ts';
import { postgresOf } from './own-postgres.ts';
import { startProgram } from './process.ts';

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
const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Settings that would have it use parts that are not its own. */
const ELSEWHERE = [
  'DATABASE_URL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'SMTP_URL',
  'INSTALLATION',
  'PUBLIC_URL',
];

export interface OwnService {
  /** Its settings, to be read by whoever calls it. */
  readonly environment: Environment;
  readonly dataDir: string;
  /** Ends it; its data stay. */
  down(): Promise<void>;
  /** Starts it again. @returns milliseconds until it was ready */
  up(): Promise<number>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/**
 * @param prepare fills its migrated database before anything else of it runs
 * @throws with what it said, where it does not come up.
 */
export async function startOwnService(prepare?: (databaseUrl: string) => Promise<void>): Promise<OwnService> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mas-bench-'));
  const inherited = Object.entries(process.env).filter(([name]) => !ELSEWHERE.includes(name));
  const ports = await Promise.all(PORTS.map(async (name) => [name, String(await freePort())] as const));
  const smtpPort = await freePort();
  const environment = {
    ...Object.fromEntries([...inherited, ...ports]),
    DATA_DIR: dataDir,
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
  };
  // As it runs live; what was built before may be older than what is to be measured.
  await promisify(execFile)('npm', ['run', 'build'], { cwd: ROOT });
  const mail = await startProgram({
    name: 'The mail server of the benchmark',
    ...typescript('../../bench/mail-server.ts', [String(smtpPort)]),
    env: environment,
    ready: 'The mail server is ready',
  });
  const start = () =>
    startProgram({
      name: 'The service of the benchmark',
      command: process.execPath,
      args: [join(ROOT, 'dist/tools/start.js')],
      env: environment,
      ready: 'The service is ready',
    });
  try {
    if (prepare !== undefined) await withPostgresAlone(environment, prepare);
    let running = await start();
    return {
      environment,
      dataDir,
      down: () => running.stop(),
      async up() {
        const begun = performance.now();
        running = await start();
        return performance.now() - begun;
      },
      async stop() {
        await running.stop();
        await mail.stop();
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await mail.stop();
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
}

async function withPostgresAlone(
  environment: Environment,
  prepare: (databaseUrl: string) => Promise<void>,
): Promise<void> {
  const settings = readSettings(environment);
  mkdirSync(settings.dataDir, { recursive: true });
  const quiet = tellOn(() => undefined);
  const part = await startPostgres(postgresOf(settings).plan, startPart, quiet);
  try {
    await migrate(settings.databaseUrl);
    await prepare(settings.databaseUrl);
  } finally {
    await part.stop();
  }
}
