/** Sends what is in a case's outbox and records what became of each email. */
import { setTimeout as pause } from 'node:timers/promises';
import { cancelled, heartbeat } from '@temporalio/activity';
import type { Log } from '../config/log.ts';
import { Unavailable } from '../records/index.ts';
import type { OutboxEmail, Records } from '../records/types.ts';
import type { CaseView } from '../workflows/messages.ts';
import { renderEmail } from './email/index.ts';
import type { Mailer } from './email/index.ts';

type MailResult = Parameters<Records['mailResults']>[1][number];

/** Told of every try, for metrics: `waitedMs` since it was queued; `onceMore` where the outcome is unknown for the first time. */
export type NoteEmail = (email: {
  readonly kind: OutboxEmail['kind'];
  readonly result: MailResult['result'] | 'onceMore';
  readonly waitedMs: number;
}) => void;

/** Small, so that a process killed in between leaves few emails of which it is not known whether they went out. */
const AT_ONCE = 10;
const HEARTBEAT_EVERY_MS = 4_000;
const LOOK_AGAIN_MS = 1_000;

export function createDeliverActivities(parts: {
  readonly records: Records;
  readonly mailer: Mailer;
  readonly publicUrl: string;
  readonly mailFrom: string;
  readonly noteEmail: NoteEmail;
  readonly log: Log;
}) {
  const { records, mailer, publicUrl, mailFrom, noteEmail, log } = parts;

  async function send(email: OutboxEmail): Promise<MailResult> {
    const result = await mailer.send({
      address: email.address,
      messageId: email.messageId,
      ...renderEmail(email, { publicUrl, mailFrom }),
    });
    if (result === 'sent') return { email, result: 'sent', why: null };
    if ('refused' in result) return { email, result: 'refused', why: result.refused };
    if ('outcomeUnknown' in result) return { email, result: 'outcomeUnknown', why: result.outcomeUnknown };
    return { email, result: 'failed', why: result.failed };
  }

  /** One that cannot be written stays in the outbox, and keeps no other from being sent. */
  async function sendAndNote(email: OutboxEmail): Promise<MailResult> {
    const sent = await send(email).catch((error: unknown): MailResult => {
      log.error('an email could not be written', { reference: email.reference, kind: email.kind, error });
      return { email, result: 'failed', why: 'it could not be written' };
    });
    const result = sent.result === 'outcomeUnknown' && !email.onceUnknown ? 'onceMore' : sent.result;
    noteEmail({ kind: email.kind, result, waitedMs: Date.now() - email.madeAt });
    return sent;
  }

  /** What is known is not forgotten because the database is away just now: those emails would be sent once more. */
  async function record(
    reference: string,
    results: readonly MailResult[],
    stop: { readonly asked: boolean },
  ): Promise<CaseView> {
    for (;;) {
      try {
        return await records.mailResults(reference, results);
      } catch (error) {
        if (!(error instanceof Unavailable) || results.length === 0 || stop.asked) throw error;
      }
      await pause(LOOK_AGAIN_MS);
    }
  }

  return {
    /**
     * One try to empty the case's outbox, batch by batch; ends at the first batch with a failure, whose emails stay in
     * the outbox. The view after it says whether mail waits still.
     */
    async deliverMail(reference: string): Promise<CaseView> {
      const beats = setInterval(heartbeat, HEARTBEAT_EVERY_MS);
      const stop = { asked: false };
      cancelled().catch(() => {
        stop.asked = true;
      });
      try {
        for (;;) {
          const batch = await records.takeMail(reference, AT_ONCE);
          const results = await Promise.all(batch.map(sendAndNote));
          const view = await record(reference, results, stop);
          const failed = results.filter(
            ({ result }) => result === 'failed' || result === 'outcomeUnknown',
          ).length;
          if (failed > 0) log.warn('emails could not be sent', { reference, count: failed });
          if (batch.length === 0 && view.mailWaiting && !stop.asked) {
            // An attempt that was cut off has the rest in hand. What became of it is known soon in real time, which the
            // workflow cannot wait for: its own may be moved over months meanwhile.
            await pause(LOOK_AGAIN_MS);
            continue;
          }
          // Cancelled: the next run of the workflow goes on with what is left.
          if (failed > 0 || batch.length < AT_ONCE || !view.mailWaiting || stop.asked) return view;
        }
      } finally {
        clearInterval(beats);
      }
    },
  };
}
