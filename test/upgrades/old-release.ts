/** An earlier release at work: its API and its worker as processes of their own, from what was built then. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { untilReady } from '../../tools/stack/readiness.ts';
import type { UnpackedRelease } from './versions.ts';

export interface OldRelease {
  readonly port: number;
  stopWorker(): Promise<void>;
  startWorker(): void;
  stopApi(): Promise<void>;
}

/** Resolves once it is ready. */
export async function startRelease(
  { folder }: UnpackedRelease,
  environment: Readonly<Record<string, string>>,
): Promise<OldRelease> {
  const said: string[] = [];
  const run = (program: 'api' | 'worker'): ChildProcess => {
    const child = spawn(process.execPath, [join(folder, 'dist', program, 'main.js')], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    }
    return child;
  };
  const api = run('api');
  let worker = run('worker');
  const port = Number(environment['PORT']);
  const died = once(api, 'exit').then(() => {
    throw new Error(`the API of the earlier release ended: ${said.join('')}`);
  });
  await Promise.race([untilReady(port, () => undefined), died]);
  return {
    port,
    stopWorker: () => stop(worker),
    startWorker() {
      worker = run('worker');
    },
    stopApi: () => stop(api),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
