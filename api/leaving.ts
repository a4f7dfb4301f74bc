/** The end of a web process seen from outside: not ready any more, and each answer the last on its connection. */
import type { ServerResponse } from 'node:http';

export interface Leaving {
  /** Told of each call as it comes. */
  call(res: ServerResponse): void;
  begin(): void;
  hasBegun(): boolean;
}

export function createLeaving(): Leaving {
  const inHand = new Set<ServerResponse>();
  let begun = false;
  return {
    call(res) {
      if (begun) res.shouldKeepAlive = false;
      inHand.add(res);
      res.once('close', () => inHand.delete(res));
    },
    begin() {
      begun = true;
      for (const res of inHand) res.shouldKeepAlive = false;
    },
    hasBegun: () => begun,
  };
}
