/**
 * Sends a case's email beside everything else: mail that waits never holds up the case's time.
 * Each try is one short activity that takes what is in the outbox. While the mail server is away the next try waits
 * 5 s, then three times as long each time, up to six hours: nine tries on the first day, four on every other, so that
 * moving a case's clock over months does not spend its skips on mail. A new step tries at once; being told the same
 * version again (after the clock was moved, or because the mail server is back) starts from 5 s again.
 */
import { isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { CaseView } from './messages.ts';
import type { Wake } from './wake.ts';

const { deliverMail } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '15s',
  summary: 'email',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumAttempts: 3 },
});

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;

export class Post {
  private readonly reference: string;
  private sending = false;
  private failedTries: number;
  private againAt: number | null = null;

  /** @param failedTries of a run before this one */
  constructor(reference: string, failedTries: number) {
    this.reference = reference;
    this.failedTries = failedTries;
  }

  get inHand(): boolean {
    return this.sending;
  }

  get tries(): number {
    return this.failedTries;
  }

  /** When to try again, in case time; null while there is nothing to wait for. */
  get nextTry(): Wake | null {
    return this.againAt === null ? null : { at: this.againAt, what: `email: try ${this.failedTries + 1}` };
  }

  /** The next try need not wait; `afresh`: and the waits start short again. */
  hurry(afresh: boolean): void {
    this.againAt = null;
    if (afresh) this.failedTries = 0;
  }

  /** Whether a try is to be made now. `caseNow` in epoch ms, case time. */
  isDue(view: CaseView, caseNow: number): boolean {
    return view.mailWaiting && !this.sending && (this.againAt === null || this.againAt <= caseNow);
  }

  /** Makes one try and gives the view after it, or null where nothing could be learnt. Never rejects. */
  async send(caseTime: () => number): Promise<CaseView | null> {
    this.sending = true;
    this.againAt = null;
    const view = await this.tryOnce();
    this.sending = false;
    if (view?.mailWaiting === false) {
      this.failedTries = 0;
    } else {
      this.againAt = caseTime() + Math.min(FIRST_WAIT_MS * 3 ** this.failedTries, LONGEST_WAIT_MS);
      this.failedTries += 1;
    }
    return view;
  }

  private async tryOnce(): Promise<CaseView | null> {
    try {
      return await deliverMail(this.reference);
    } catch (error) {
      if (!isCancellation(error)) log.warn('email could not be sent');
      return null;
    }
  }
}
