/**
 * The outbox in hand: emails are taken by one attempt, and what became of each goes on the timeline. Nothing is sent
 * twice knowingly: one whose attempt died in the middle may have gone out, so its outcome is unknown and it is not
 * sent again.
 */
import type { Instant } from '../domain/calendar/types.ts';
import type { EmailKind } from '../domain/case/commands.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { clockOf, lockCase, recordOf } from './case-row.ts';
import type { Database, Transaction } from './database.ts';
import { emailText, isTakenBack } from './outbox.ts';
import type { OutboxEmail, Records, ToldView } from './types.ts';

/**
 * An attempt that has said nothing for so long (real time) is given up. A case's email is sent by one activity at a time,
 * so it is dead; should it only have been slow, what it says in the end is recorded all the same.
 */
const DEAD_AFTER_MS = 15_000;

type Results = Parameters<Records['mailResults']>[1];
type Outcome = Results[number]['result'];

export interface Became {
  readonly kind: EmailKind;
  readonly recipient: string;
  readonly words: string;
}

export async function takeMail(
  database: Database,
  reference: string,
  limit: number,
  realNow: number,
): Promise<readonly OutboxEmail[]> {
  return database.transaction(async (db) => {
    await giveUpDeadAttempts(db, reference, realNow);
    return db.$queryRaw<OutboxEmail[]>`
      WITH next AS (
        SELECT id FROM outbox WHERE reference = ${reference} AND status = 'queued'
        ORDER BY number LIMIT ${limit} FOR UPDATE SKIP LOCKED
      ), taken AS (
        UPDATE outbox o SET status = 'sending', attempts = attempts + 1, attempted_at = ${new Date(realNow).toISOString()}::timestamptz
        FROM next WHERE o.id = next.id RETURNING o.*
      )
      SELECT id::text, reference, kind, address, data, message_id AS "messageId",
        (extract(epoch FROM queued_at) * 1000)::float8 AS "queuedAt",
        (extract(epoch FROM made_at) * 1000)::float8 AS "madeAt", attempts
      FROM taken ORDER BY number`;
  });
}

/** Records what became of each email; one that this outbox knows the same of already is passed over. */
export async function mailResults(
  database: Database,
  reference: string,
  results: Results,
  realNow: number,
): Promise<ToldView> {
  return database.transaction(async (db) => {
    const row = await lockCase(db, reference);
    if (row === null) throw new Error('Email of a case that is not there');
    const at = clockOf(row, realNow);
    const became = await db.$queryRaw<
      {
        kind: EmailKind;
        recipient: string;
        result: Outcome;
        why: string | null;
        attempts: number;
        noted: boolean;
        dropped: boolean;
      }[]
    >`
      WITH r AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(results)}::jsonb) AS r (id uuid, result text, why text)
      ), before AS (
        SELECT o.id, o.failure_noted FROM outbox o JOIN r USING (id)
        WHERE o.reference = ${reference} AND o.status IN ('sending', 'outcomeUnknown') AND o.status <> r.result FOR UPDATE OF o
      )
      UPDATE outbox o SET status = CASE r.result WHEN 'failed'
          THEN CASE WHEN ${isTakenBack} THEN 'skipped' ELSE 'queued' END ELSE r.result END,
        failure_noted = o.failure_noted OR r.result = 'failed'
      FROM r JOIN before USING (id) WHERE o.id = r.id
      RETURNING o.kind, o.recipient, r.result, r.why, o.attempts, before.failure_noted AS noted,
        o.status = 'skipped' AS dropped`;
    // A failure that goes on is one entry at its beginning, and one of how it ended.
    const entries = became
      .filter(({ result, noted, dropped }) => result !== 'failed' || !noted || dropped)
      .map(({ kind, recipient, result, why, attempts, dropped }) => ({
        kind,
        recipient,
        words: dropped ? DROPPED : inWords(result, why, attempts),
      }));
    const emailsWaiting = await noteOnTimeline(db, reference, at, entries);
    return recordOf({ ...row, emailsWaiting }, realNow).view;
  });
}

/** What the timeline says of an email that is not sent (any more). */
export const DROPPED = 'not sent, because its step was taken back';

async function giveUpDeadAttempts(db: Transaction, reference: string, realNow: number): Promise<void> {
  const since = new Date(realNow - DEAD_AFTER_MS).toISOString();
  const dead = Prisma.sql`reference = ${reference} AND status = 'sending' AND attempted_at < ${since}::timestamptz`;
  // Almost never any: look before taking the case's row, which steps are waiting for.
  const [{ any } = { any: false }] = await db.$queryRaw<
    { any: boolean }[]
  >`SELECT EXISTS (SELECT FROM outbox WHERE ${dead}) AS any`;
  if (!any) return;
  const row = await lockCase(db, reference);
  if (row === null) return;
  const given = await db.$queryRaw<{ kind: EmailKind; recipient: string }[]>`
    UPDATE outbox SET status = 'outcomeUnknown' WHERE ${dead} RETURNING kind, recipient`;
  const entries = given.map((email) => ({
    ...email,
    words: inWords('outcomeUnknown', 'the service stopped while it was being sent', 1),
  }));
  await noteOnTimeline(db, reference, clockOf(row, realNow), entries);
}

function inWords(result: Outcome, why: string | null, attempts: number): string {
  const because = why === null ? '' : ` (${why})`;
  switch (result) {
    case 'sent':
      return attempts === 1 ? 'sent' : `sent, at attempt ${attempts}`;
    case 'failed':
      return `failed, will be tried again${because}`;
    case 'refused':
      return `failed${because}`;
    case 'outcomeUnknown':
      return `outcome unknown, not sent again${because}`;
    default:
      return result satisfies never;
  }
}

/** Returns how many emails of the case wait now. */
export async function noteOnTimeline(
  db: Transaction,
  reference: string,
  at: Instant,
  became: readonly Became[],
): Promise<number> {
  const texts = became.map(({ kind, recipient, words }) => emailText(kind, recipient, words));
  const [row] = await db.$queryRaw<{ waiting: number }[]>`
    WITH entry AS (
      INSERT INTO timeline (reference, at, kind, done_by, text)
      SELECT ${reference}, ${new Date(at).toISOString()}::timestamptz, 'email', 'service', t.text
      FROM jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb) WITH ORDINALITY AS t (text, place) ORDER BY t.place
    )
    UPDATE "case" SET emails_waiting =
      (SELECT count(*) FROM outbox o WHERE o.reference = ${reference} AND o.status IN ('queued', 'sending'))
    WHERE reference = ${reference} RETURNING emails_waiting AS waiting`;
  return row?.waiting ?? 0;
}
