/**
 * Moves the clock of one case forward, for training and tests: the server moves that workflow's time and fires every
 * timer on the way. Two moves of one workflow at once disturb each other, hence the lock in the records.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { Records } from '../records/types.ts';
import { CASE_CHANGED } from '../workflows/messages.ts';
import type { CaseView, WhatIsKnown } from '../workflows/messages.ts';
import { NoAnswerInTime, within } from './client.ts';
import { grpcCode, readClock, whatIsKnown } from './clock.ts';
import type { WorkflowClock } from './clock.ts';
import type { Teller } from './tell.ts';

export type Advanced =
  /** Epoch ms, case time: everything due until then has happened. */
  | { readonly type: 'reached'; readonly caseTime: number }
  /** The case's time is there already, or later. */
  | { readonly type: 'notAhead'; readonly caseTime: number }
  /** Another call moves this case's clock. */
  | { readonly type: 'busy' }
  /** There is no such case, or it is closed. */
  | { readonly type: 'notOpen' }
  /** This Temporal server does not move clocks. */
  | { readonly type: 'unavailable' };

interface Parts {
  readonly client: Client;
  readonly records: Records;
  readonly teller: Teller;
}

/** Timers, reminders and retries on the way each count; the server's own limit is 200. */
const MOST_SKIPS = 100_000;
/**
 * Where a move's end passes by itself while the workflow works off a timer just before it, the server skips on to the
 * next timer, days too far. So the last stretch goes skip by skip: to the next timer or the end, whichever is sooner.
 */
const ONE_SKIP = 1;
/** The last stretch begins half a minute after the last whole minute, on which things fall due, that is so far ahead of the end. */
const LAST_STRETCH_MS = 60_000;
/** So little is waited for: a skip so short could have passed by itself before it is made. */
const SHORT_MS = 1_500;
/** One move may take so long, e.g. while a worker starts. */
const PATIENCE_MS = 120_000;
const LONG_POLL_MS = 30_000;
/** A busy worker answers late; one that answers so often not at all is away. */
const LATE_ANSWERS_AT_MOST = 3;
/** Of gRPC; a server that is out of time itself may say so by the first. */
const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;
const UNIMPLEMENTED = 12;
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
/** FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT of Temporal's API: neither reached nor failed yet. */
const POLL_TIMEOUT = 1;
/** Pauses between looks grow: a machine that is busy is not kept busier by looking. */
const LOOK_AGAIN_MS = 15;
const LOOK_AGAIN_AT_LEAST_EVERY_MS = 200;

/**
 * @param untilCaseTime epoch ms, case time
 * @throws {NoAnswerInTime} or Temporal's own errors where the server or the worker is away; the move then goes on by
 * itself as soon as they are back, and a repeated call waits for it.
 */
export async function advance(parts: Parts, reference: string, untilCaseTime: number): Promise<Advanced> {
  const result = await parts.records.whileAdvancing(reference, () =>
    new Move(parts, reference, untilCaseTime).run(),
  );
  return result === 'busy' ? { type: 'busy' } : result;
}

class Move {
  private readonly parts: Parts;
  private readonly reference: string;
  private readonly until: number;
  private readonly deadline = Date.now() + PATIENCE_MS;
  private lateAnswers = 0;

  constructor(parts: Parts, reference: string, until: number) {
    this.parts = parts;
    this.reference = reference;
    this.until = until;
  }

  async run(): Promise<Advanced> {
    const { client, records } = this.parts;
    const recorded = await records.viewToTell(this.reference);
    if (recorded === null || recorded.view.stage === 'closed') return { type: 'notOpen' };
    const before = Date.now() + recorded.clockAhead;
    if (before >= this.until) return { type: 'notAhead', caseTime: before };

    let known = await this.settled();
    for (;;) {
      if (known === null) return this.closedOnTheWay();
      const clock = await readClock(client, this.reference);
      if (clock?.running !== true) return this.closedOnTheWay();
      if (clock.moving) {
        // Of a call that was killed: the server goes on with it. Somebody else's move without an end is not ours to touch.
        if (clock.moveId === null) return { type: 'busy' };
        if (!(await this.isOver(clock.moveId))) throw new NoAnswerInTime();
        known = await this.settled();
        continue;
      }
      const left = this.until - (clock.now + known.clockAhead);
      if (left <= 0) return this.reached(known);
      if (!(await this.goOn(known, clock))) return { type: 'unavailable' };
      known = await this.settled();
    }
  }

  /** One stretch of the way. False where the server does not move clocks. */
  private async goOn(known: WhatIsKnown, clock: WorkflowClock): Promise<boolean> {
    const now = clock.now + known.clockAhead;
    const left = this.until - now;
    if (left <= SHORT_MS) {
      await pause(left);
      return true;
    }
    if (clock.working) {
      await pause(LOOK_AGAIN_MS);
      return true;
    }
    const nearTheEnd = lastStretch(this.until);
    const { nextDue } = known.view;
    if (nextDue !== null && nextDue < nearTheEnd && nearTheEnd - now > LAST_STRETCH_MS) {
      const moveId = await this.begin(nearTheEnd - now, MOST_SKIPS);
      if (moveId === null) return false;
      if (!(await this.isOver(moveId))) throw new NoAnswerInTime();
      return true;
    }
    if ((await this.begin(left, ONE_SKIP)) === null) return false;
    await this.isStill();
    return true;
  }

  /** Asks the server to move the workflow's time on; null where it does not know how. */
  private async begin(ms: number, skips: number): Promise<string | null> {
    const { client } = this.parts;
    const id = randomUUID();
    try {
      await within(client, 5_000, () =>
        client.workflowService.updateWorkflowExecutionOptions({
          namespace: client.options.namespace,
          workflowExecution: { workflowId: this.reference },
          workflowExecutionOptions: {
            timeSkippingConfig: {
              enabled: true,
              maxSessionSkipCount: skips,
              fastForwardConfig: { id, duration: msToTs(ms) },
            },
          },
          updateMask: { paths: ['time_skipping_config'] },
        }),
      );
      return id;
    } catch (error) {
      const code = grpcCode(error);
      if (code === UNIMPLEMENTED || code === INVALID_ARGUMENT) return null;
      throw error;
    }
  }

  /** Waits for a move. False when it takes too long; a move that stopped short (its limit of skips) is over too. */
  private async isOver(moveId: string): Promise<boolean> {
    const { client } = this.parts;
    while (Date.now() < this.deadline) {
      const answer = await within(client, LONG_POLL_MS, () =>
        client.workflowService.pollWorkflowExecutionTimeSkipping({
          namespace: client.options.namespace,
          workflowExecution: { workflowId: this.reference },
          fastForwardId: moveId,
        }),
      ).catch((error: unknown) => {
        if (grpcCode(error) === NOT_FOUND) return null;
        throw error;
      });
      const result: number | undefined = answer?.fastForwardPollingResult;
      if (result !== POLL_TIMEOUT) return true;
      const clock = await readClock(client, this.reference);
      if (clock?.moving !== true) return true;
    }
    return false;
  }

  /** Waits for a move of one skip; where that led to a timer before the move's end, polling for the end would be in vain. */
  private async isStill(): Promise<void> {
    for (let looks = 0; Date.now() < this.deadline; looks += 1) {
      const clock = await readClock(this.parts.client, this.reference);
      if (clock?.moving !== true) return;
      await pauseAfter(looks);
    }
    throw new NoAnswerInTime();
  }

  /**
   * Waits until the workflow knows what is recorded and has done all that was due. Tells it, or starts it, where it
   * does not know. Null when the case is closed.
   */
  private async settled(): Promise<WhatIsKnown | null> {
    const { client, records, teller } = this.parts;
    for (let looks = 0; Date.now() < this.deadline; looks += 1) {
      const recorded = await records.viewToTell(this.reference);
      if (recorded === null || recorded.view.stage === 'closed') return null;
      const clock = await readClock(client, this.reference);
      const known = clock?.running === true ? await this.known() : null;
      if (clock?.running !== true || (known !== null && known.view.version < recorded.view.version)) {
        await teller.tellAtOnce({ reference: this.reference, step: null, ...recorded });
      } else if (known !== null && isSettled(known, recorded.view, clock.now)) {
        return known;
      }
      await pauseAfter(looks);
    }
    throw new NoAnswerInTime();
  }

  /** What the workflow knows; null where it does not say so yet. */
  private async known(): Promise<WhatIsKnown | null> {
    try {
      const known = await whatIsKnown(this.parts.client, this.reference);
      this.lateAnswers = 0;
      return known;
    } catch (error) {
      const code = grpcCode(error);
      const isLate = error instanceof NoAnswerInTime || code === DEADLINE_EXCEEDED || code === CANCELLED;
      this.lateAnswers += 1;
      if (!isLate || this.lateAnswers >= LATE_ANSWERS_AT_MOST) throw error;
      return null;
    }
  }

  private async reached(known: WhatIsKnown): Promise<Advanced> {
    const { client, records } = this.parts;
    const clock = await readClock(client, this.reference);
    const caseTime = (clock?.now ?? Date.now()) + known.clockAhead;
    await records.setClockAhead(this.reference, caseTime - Date.now());
    if (known.view.mailWaiting) await this.tryMailAgain(known.view);
    return { type: 'reached', caseTime };
  }

  /** The waits between tries grew with the time that was passed over: they start short again. */
  private async tryMailAgain(view: CaseView): Promise<void> {
    const { client } = this.parts;
    await within(client, 5_000, () =>
      client.workflow.getHandle(this.reference).signal<[CaseView]>(CASE_CHANGED, view),
    );
  }

  private async closedOnTheWay(): Promise<Advanced> {
    await this.parts.records.setClockAhead(this.reference, this.until - Date.now());
    return { type: 'reached', caseTime: this.until };
  }
}

async function pauseAfter(looks: number): Promise<void> {
  await pause(Math.min(LOOK_AGAIN_MS * 1.5 ** looks, LOOK_AGAIN_AT_LEAST_EVERY_MS));
}

/** @param until epoch ms, case time */
function lastStretch(until: number): number {
  return Math.floor((until - LAST_STRETCH_MS) / 60_000) * 60_000 + 30_000;
}

/** `now` in epoch ms, the workflow's own. */
function isSettled({ view, clockAhead }: WhatIsKnown, recorded: CaseView, now: number): boolean {
  return view.version === recorded.version && (view.nextDue === null || view.nextDue > now + clockAhead);
}
