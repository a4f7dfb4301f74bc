/** The moments at which something is killed: any, or exactly at a boundary of a step. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Driving } from './clients.ts';
import type { KilledService, PartName } from './service.ts';
import type { Stalled, Stalls } from './stalls.ts';

export interface Surroundings {
  readonly service: KilledService;
  readonly stalls: Stalls;
  readonly driving: Driving;
}

export interface Moment {
  readonly name: string;
  readonly kills: PartName;
  /** Waits for the moment and kills. False where it did not come. */
  readonly strike: (on: Surroundings) => Promise<boolean>;
}

/** A moment that does not come within this is another time's. */
const PATIENCE_MS = 12_000;
const LINES_END_MS = 100;

const any = (kills: PartName): Moment => ({
  name: 'at any moment',
  kills,
  strike: async ({ service }) => {
    await service.kill(kills);
    return true;
  },
});

/** @param then what becomes of the transaction that waits at its commit */
const atCommit = (name: string, what: Stalled, kills: PartName, then: 'undo' | 'commit'): Moment => ({
  name,
  kills,
  strike: async ({ service, stalls }) => {
    await stalls.arm(what);
    const reached = await stalls.reached(PATIENCE_MS);
    if (reached) await service.kill(kills);
    await stalls[then]();
    return reached;
  },
});

/** A step was answered, and what tells its workflow does not get through. */
const beforeTelling = (kills: PartName): Moment => ({
  name: 'after the answer, before telling',
  kills,
  strike: async ({ service, driving }) => {
    service.gates.temporal.hold();
    const answered = new Promise<void>((resolve) => {
      driving.onAnswer(resolve);
    });
    const reached = await within(answered);
    if (reached) await service.kill(kills);
    // The lines of who was killed end a moment after it: what they held must not go on.
    await pause(LINES_END_MS);
    service.gates.temporal.open();
    return reached;
  },
});

const inMail = (name: string, kills: PartName, direction: 'asked' | 'answered', at: Place): Moment => ({
  name,
  kills,
  strike: async ({ service }) => {
    const reached = await within(service.gates.smtp.stopNext(direction, at));
    if (reached) await service.kill(kills);
    service.gates.smtp.open();
    return reached;
  },
});

type Place = (chunk: string) => number | null;

/** In the middle of the text of an email. */
export const inTheText: Place = (chunk) =>
  chunk.includes('Message-ID:') ? Math.floor(chunk.length / 2) : null;
/** The mail server has the email, and its answer is on the way. */
const itsAnswer: Place = (chunk) => (/^250 .*queued/i.test(chunk) ? 0 : null);

export const MOMENTS: readonly Moment[] = [
  any('api'),
  any('worker'),
  any('temporal'),
  any('postgres'),
  any('mail'),
  atCommit('before the commit of a step', 'step', 'api', 'undo'),
  atCommit('before the commit of a step', 'step', 'postgres', 'undo'),
  atCommit('after the commit, before the answer', 'step', 'api', 'commit'),
  beforeTelling('api'),
  beforeTelling('temporal'),
  atCommit('in what time brings, before the commit', 'time', 'worker', 'undo'),
  atCommit('in what time brings, before the commit', 'time', 'postgres', 'undo'),
  atCommit('in what time brings, before the commit', 'time', 'temporal', 'commit'),
  atCommit('in what time brings, after the commit', 'time', 'worker', 'commit'),
  inMail('in the middle of an email', 'worker', 'asked', inTheText),
  inMail('in the middle of an email', 'mail', 'asked', inTheText),
  inMail('email taken, not answered yet', 'worker', 'answered', itsAnswer),
  inMail('email taken, not answered yet', 'mail', 'answered', itsAnswer),
];

async function within(reached: Promise<void>): Promise<boolean> {
  const late = pause(PATIENCE_MS, false, { ref: false });
  return Promise.race([reached.then(() => true), late]);
}
