/**
 * Temporal may come back with an empty database: then nothing tells cases and nothing starts their workflows. So the
 * worker looks from time to time whether what it made at its start is still there.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../config/log.ts';
import type { Engine } from '../engine/index.ts';

const LOOK_EVERY_MS = 10_000;

/** Resolves when the worker is stopped. */
export async function staysPrepared(
  stopping: AbortSignal,
  { engine, log }: { readonly engine: Engine; readonly log: Log },
): Promise<void> {
  for (;;) {
    await pause(LOOK_EVERY_MS, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return;
    if ((await engine.schedule()) !== 'missing') continue;
    try {
      await engine.prepare();
      log.warn('Temporal had lost the schedule that tells cases: it is there again');
    } catch (error) {
      log.warn('Temporal has lost the schedule that tells cases, and does not take it', { error });
    }
  }
}
