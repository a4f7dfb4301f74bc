/**
 * How much one process takes in hand at once. Beyond that it says so in a moment, with when to come back, rather than
 * answer everybody too late or run out of memory.
 */
import type { Express, Request } from 'express';
import { unavailable } from '../problem.ts';

/** Each waits for one of twelve connections to the database: so many have theirs within a second or two. */
const MOST_CALLS = 256;
/** Of bodies, as their senders announce them: they are held in memory, and read JSON takes several times as much. */
const MOST_BYTES = 128 * 1024 * 1024;
/** No call takes more than this, whatever it announces; one that announces nothing may. */
const LARGEST_BYTES = 64 * 1024 * 1024;
const COME_BACK_SECONDS = 2;

export function setUpBackPressure(app: Express): void {
  let [calls, bytes] = [0, 0];
  app.use((req, res, next) => {
    const size = announced(req);
    if (calls >= MOST_CALLS || bytes + size > MOST_BYTES) {
      throw unavailable('Too much is being asked at once.', COME_BACK_SECONDS);
    }
    calls += 1;
    bytes += size;
    let inHand = true;
    const over = (): void => {
      if (!inHand) return;
      inHand = false;
      calls -= 1;
      bytes -= size;
      res.off('close', over);
      req.socket.off('close', over);
    };
    res.once('close', over);
    // The answer to a call that was sent behind another one is told of nothing when their connection breaks.
    req.socket.once('close', over);
    next();
  });
}

function announced(req: Request): number {
  if (req.headers['transfer-encoding'] !== undefined) return LARGEST_BYTES;
  const length = Number(req.headers['content-length'] ?? 0);
  return Number.isFinite(length) ? Math.min(length, LARGEST_BYTES) : LARGEST_BYTES;
}
