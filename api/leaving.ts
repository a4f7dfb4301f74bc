/** The end of a web process seen from outside: not ready any more, and each answer the last on its connection. */
import type { RequestListener, ServerResponse } from 'node:http';

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
      const { socket } = res.req;
      const over = (): void => {
        inHand.delete(res);
        socket.off('close', over);
      };
      res.once('close', over);
      // Of a call that was sent behind another one, where their connection breaks.
      socket.once('close', over);
    },
    begin() {
      begun = true;
      for (const res of inHand) res.shouldKeepAlive = false;
    },
    hasBegun: () => begun,
  };
}

/** To `/healthz`, so that whoever shares calls out among several processes leaves this one out. */
export const goElsewhere: RequestListener = (_req, res) => {
  res.writeHead(503, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  res.end('{"status":"leaving"}');
};
