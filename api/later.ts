/** Work that no answer waits for, so that its length tells nobody anything. */
import type { Log } from '../config/log.ts';

export interface Later {
  /** What goes wrong is logged, and what is too much at once is not begun. @param what fixed words for the log */
  readonly later: (what: string, work: () => Promise<void>) => void;
  /** When all that was begun has ended. */
  ended(): Promise<void>;
}

/** Each is an email to one person, which takes a mail server that is away half a minute. */
const MOST_UNDER_WAY = 200;

export function createLater(log: Log): Later {
  const underWay = new Set<Promise<void>>();
  return {
    later(what, work) {
      if (underWay.size >= MOST_UNDER_WAY) {
        log.error(what, { result: 'tooMuchUnderWay' });
        return;
      }
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
