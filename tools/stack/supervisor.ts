/** Keeps what was started alive, and ends it in order. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Part, RunPart } from './part.ts';
import { startPart } from './part.ts';
import type { Progress } from './progress.ts';

export interface Supervisor {
  /**
   * Starts a part and starts it again whenever it ends by itself, at growing intervals.
   * @throws when it does not come up the first time.
   */
  keep(name: string, start: (runPart: RunPart) => Promise<Part>): Promise<void>;
  /** Ends all parts, in the order of STOP_ORDER, also those that are just starting. */
  stop(): Promise<void>;
}

/** Who uses others ends before those. */
const STOP_ORDER = ['api', 'worker', 'mail', 'temporal', 'postgres'];

const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;
/** A part that ran for so long, in milliseconds, begins with the first delay again. */
const STEADY = 60_000;

export function createSupervisor(progress: Progress): Supervisor {
  const parts = new Map<string, Part>();
  const stopped = new AbortController();
  const isStopped = (): boolean => stopped.signal.aborted;

  const runPart: RunPart = (plan) => {
    stopped.signal.throwIfAborted();
    const part = startPart(plan);
    parts.set(plan.name, part);
    return part;
  };

  const revive = async (
    name: string,
    start: (runPart: RunPart) => Promise<Part>,
    part: Part,
  ): Promise<void> => {
    let [current, begun, delay] = [part, Date.now(), FIRST_DELAY];
    for (;;) {
      await current.ended;
      if (isStopped()) return;
      if (Date.now() - begun > STEADY) delay = FIRST_DELAY;
      progress.line(
        `${name} ended unexpectedly; it is started again in ${delay / 1000} s. ${current.whereLogged}`,
      );
      await pause(delay, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      if (isStopped()) return;
      delay = Math.min(delay * 2, LONGEST_DELAY);
      begun = Date.now();
      try {
        current = await start(runPart);
        progress.line(`${name} runs again`);
      } catch {
        // It ended again while starting: the loop tells so and waits longer.
        current = parts.get(name) ?? current;
      }
    }
  };

  return {
    async keep(name, start) {
      const part = await start(runPart);
      void revive(name, start, part);
    },
    async stop() {
      stopped.abort();
      // Several of one kind, `api-1` and `api-2`, end together.
      for (const kind of STOP_ORDER) {
        const some = [...parts].filter(([name]) => name === kind || name.startsWith(`${kind}-`));
        await Promise.all(some.map(([, part]) => part.stop()));
      }
    },
  };
}
