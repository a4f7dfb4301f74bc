/** Tells on the terminal what goes on, so that nobody waits for longer than a second without knowing for what. */
export interface Progress {
  line(text: string): void;
  /**
   * Does the work and tells about it: once it takes longer than a second, every five seconds after, and at the
   * end how long it took. `say` changes what is told meanwhile.
   */
  during<T>(what: string, work: (say: (now: string) => void) => Promise<T>): Promise<T>;
}

export function tellOn(write: (line: string) => void): Progress {
  return {
    line: write,
    async during(what, work) {
      const begun = Date.now();
      let now = 'starting';
      let lastTold = begun;
      const tell = (): void => {
        lastTold = Date.now();
        write(`${what}: ${now} … (${seconds(begun)})`);
      };
      const clock = setInterval(() => {
        if (Date.now() - lastTold >= (lastTold === begun ? 1_000 : 5_000)) tell();
      }, 250);
      try {
        const result = await work((text) => {
          const changed = text.replace(/\d[\d.,]*/g, '') !== now.replace(/\d[\d.,]*/g, '');
          now = text;
          // Figures that only grow wait for the clock; something new is told at once.
          if (changed) tell();
        });
        write(`${what}: ready after ${seconds(begun)}`);
        return result;
      } finally {
        clearInterval(clock);
      }
    },
  };
}

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;
