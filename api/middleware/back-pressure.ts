/**
 * How much one process takes in hand at once. Beyond that it says so in a moment, with when to come back, rather than
 * answer everybody too late or run out of memory.
 */
import type { Express, Request } from 'express';
import type { Problem } from '../problem.ts';
import { unavailable } from '../problem.ts';

/** Each waits for one of a few connections to the database: so many have theirs within a second or two. */
const MOST_CALLS = 256;
/** Of bodies, as their senders announce them: they are held in memory, and read JSON takes several times as much. */
const MOST_BYTES = 128 * 1024 * 1024;
/** No call takes more than this, whatever it announces; one that announces nothing may. */
const LARGEST_BYTES = 64 * 1024 * 1024;
/** Whoever is not known sends no more than a sign-in form: otherwise two strangers could take all the room there is. */
export const STRANGERS_BYTES = 100 * 1024;
const COME_BACK_SECONDS = 2;

/** Of each call in hand: takes room for so much of its body as `most` allows. */
const growing = new WeakMap<Request, (most: number) => void>();

export function setUpBackPressure(app: Express): void {
  let [calls, bytes] = [0, 0];
  app.use((req, res, next) => {
    let size = 0;
    const grow = (most: number): void => {
      const more = Math.max(0, Math.min(announced(req), most) - size);
      if (bytes + more > MOST_BYTES) throw tooMuch();
      bytes += more;
      size += more;
    };
    if (calls >= MOST_CALLS) throw tooMuch();
    grow(STRANGERS_BYTES);
    calls += 1;
    let inHand = true;
    const over = (): void => {
      if (!inHand) return;
      inHand = false;
      growing.delete(req);
      calls -= 1;
      bytes -= size;
      res.off('close', over);
      req.socket.off('close', over);
    };
    res.once('close', over);
    // The answer to a call that was sent behind another one is told of nothing when their connection breaks.
    req.socket.once('close', over);
    growing.set(req, grow);
    next();
  });
}

/** Every call that comes this far is of somebody known: its whole body is taken in hand. */
export function setUpRoomForKnown(app: Express): void {
  app.use('/v1', (req, _res, next) => {
    makeRoom(req);
    next();
  });
}

/**
 * Before more than a stranger's body is read.
 * @param most bytes of it that will be held. @throws {Problem} 503 where there is no room for them just now.
 */
export function makeRoom(req: Request, most = LARGEST_BYTES): void {
  growing.get(req)?.(most);
}

const tooMuch = (): Problem => unavailable('Too much is being asked at once.', COME_BACK_SECONDS);

function announced(req: Request): number {
  if (req.headers['transfer-encoding'] !== undefined) return LARGEST_BYTES;
  const length = Number(req.headers['content-length'] ?? 0);
  return Number.isFinite(length) ? Math.min(length, LARGEST_BYTES) : LARGEST_BYTES;
}
