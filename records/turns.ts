/** Lets so many work at once. Whoever waits too long for a turn is told that it cannot be done just now. */
import { Unavailable } from './failures.ts';

/** @param patience milliseconds */
export function turns(most: number, patience: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let taken = 0;

  const turn = async (): Promise<void> => {
    if (taken < most) {
      taken += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(new Unavailable('Too many long calls are in hand'));
      }, patience);
      const begin = (): void => {
        clearTimeout(late);
        resolve();
      };
      waiting.push(begin);
    });
  };

  return async (work) => {
    await turn();
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Its turn is handed on as it is.
      if (next === undefined) taken -= 1;
      else next();
    }
  };
}
