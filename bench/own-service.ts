/** A whole service of the benchmark's own: `npm start` on free ports, with its data in a temporary folder. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../config/environment.ts';
import { freePort } from '../tools/stack/ports.ts';
import { typescript } from '../tools/stack/typescript.ts';

const PORTS = [
  'PORT',
  'METRICS_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'MAIL_PORT',
  'SMTP_PORT',
  'POSTGRES_PORT',
];
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
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** @throws with what it said, where it does not come up. */
export async function startOwnService(): Promise<OwnService> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mas-bench-'));
  const inherited = Object.entries(process.env).filter(([name]) => !ELSEWHERE.includes(name));
  const ports = await Promise.all(PORTS.map(async (name) => [name, String(await freePort())] as const));
  const environment = { ...Object.fromEntries([...inherited, ...ports]), DATA_DIR: dataDir };
  const { command, args } = typescript('../start.ts');
  const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
  let told = '';
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        told += chunk.toString();
        if (told.includes('The service is ready')) resolve();
      });
    }
    void ended.then(() => {
      reject(new Error(`The service of the benchmark did not start:\n${told}`));
    });
  });
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return { environment, stop };
}
