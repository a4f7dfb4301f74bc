/** Work that no answer waits for, so that its length tells nobody anything. */
import type { Log } from '../config/log.ts';

export interface Later {
  /** What goes wrong is logged. @param what fixed words for the log */
  readonly later: (what: string, work: () => Promise<void>) => void;
  /** When all that was begun has ended. */
  ended(): Promise<void>;
}

export function createLater(log: Log): Later {
  const underWay = new Set<Promise<void>>();
  return {
    later(what, work) {
      const done = work()
        .catch((error: unknown) => {
          log.error(what, { error });
        })
        .finally(() => {
          underWay.delete(done);
        });
      underWay.add(done);
    },
    async ended() {
      await Promise.all(underWay);
    },
  };
}
