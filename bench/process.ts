/** A program that the benchmark runs beside itself, until it says that it is ready. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Environment } from '../config/environment.ts';

export interface RunningProgram {
  /** Asks it to end, and waits until it is gone. */
  stop(): Promise<void>;
}

/** Milliseconds. */
const PATIENCE = 120_000;

/**
 * @param ready what it says, on either of its outputs, once it can be used
 * @throws with what it said, where it ends before, or is not ready in time.
 */
export async function startProgram(plan: {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly ready: string;
}): Promise<RunningProgram> {
  const { name, command, args, env, ready } = plan;
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = once(child, 'close').catch(() => undefined);
  let told: string | null = '';
  const late = setTimeout(() => {
    child.kill('SIGTERM');
  }, PATIENCE);
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      // Read to its end: a pipe that is full holds up who writes.
      stream.on('data', (chunk: Buffer) => {
        if (told === null) return;
        told += chunk.toString();
        if (!told.includes(ready)) return;
        told = null;
        clearTimeout(late);
        resolve();
      });
    }
    void gone.then(() => {
      clearTimeout(late);
      reject(new Error(`${name} did not start:\n${told ?? ''}`));
    });
  });
  return {
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await gone;
    },
  };
}
