/** When a mail server that was away takes email again: so that what waits is tried then, and not at its next try. */

/** Milliseconds between two times that it is said to be back, though nothing could be sent: doubled each time. */
const SHORTEST_PAUSE = 30_000;
const LONGEST_PAUSE = 3_600_000;

export interface Back {
  /** The server took an email. */
  sent(): void;
  /** Nobody answered. */
  missed(): void;
  /** True once each time. @param isThere asks the server itself */
  isBack(isThere: () => Promise<boolean>): Promise<boolean>;
}

/** At first it counts as having been away: what a process before this one met, nobody knows. @param now milliseconds */
export function watchForBack(now: () => number): Back {
  let wasMissed = true;
  let notBefore = -Infinity;
  let pause = SHORTEST_PAUSE;
  return {
    sent() {
      notBefore = -Infinity;
      pause = SHORTEST_PAUSE;
    },
    missed() {
      wasMissed = true;
    },
    async isBack(isThere) {
      if (now() < notBefore) return false;
      const mayBeBack = wasMissed;
      // What is missed while it is asked counts for the next time.
      wasMissed = false;
      if (!(await isThere())) {
        wasMissed = true;
        return false;
      }
      if (!mayBeBack) return false;
      notBefore = now() + pause;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
      return true;
    },
  };
}
