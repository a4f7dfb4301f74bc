/**
 * The outbox in hand: emails are taken by one attempt, and what became of each goes on the timeline. One whose attempt
 * died in the middle may have gone out: nobody knows, so it is sent once more, and not again where that is not known
 * either. Each row keeps the attempts of which it is not known; what one of them says late is taken all the same.
 */
import type { Instant } from '../domain/calendar/types.ts';
import type { EmailKind } from '../domain/case/commands.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { CASE_COLUMNS, caseNow, clockOf, lockCase, recordOf } from './case-row.ts';
import type { Database } from './database.ts';
import { emailText, isTakenBack } from './outbox.ts';
import type { Statements } from './statements.ts';
import type { CaseRow, EmailToRepair, OutboxEmail, Records, ToldView } from './types.ts';

/**
 * An attempt that has said nothing for so long (real time) is given up. A case's email is sent by one activity at a time,
 * so it is dead; should it only have been slow, what it says in the end is recorded all the same.
 */
const DEAD_AFTER_MS = 15_000;

type Results = Parameters<Records['mailResults']>[1];
type Outcome = Results[number]['result'];
type Status = EmailToRepair['status'];

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
  const reach = { case: reference };
  const take = () =>
    database.statements('transaction', reach, (db) => takeQueued(db, reference, limit, realNow));
  const taken = await take();
  if (taken.length > 0) return taken;
  const dead = await database.statements('read', reach, (db) => anyDeadAttempt(db, reference, realNow));
  if (!dead) return taken;
  await database.transaction(reach, (db) => giveUpDeadAttempts(db, reference, realNow));
  // Last: what is taken and not sent is in doubt.
  return take();
}

const isDead = (reference: string, realNow: number): Prisma.Sql => Prisma.sql`
  reference = ${reference} AND status = 'sending' AND attempted_at < ${new Date(realNow - DEAD_AFTER_MS).toISOString()}::timestamptz`;

/** None where an attempt is dead: that is given up first. */
const takeQueued = (
  db: Statements,
  reference: string,
  limit: number,
  realNow: number,
): Promise<readonly OutboxEmail[]> => db.$queryRaw<OutboxEmail[]>`
  WITH next AS (
    SELECT id FROM outbox WHERE reference = ${reference} AND status = 'queued'
      AND NOT EXISTS (SELECT FROM outbox WHERE ${isDead(reference, realNow)})
    ORDER BY number LIMIT ${limit} FOR UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE outbox o SET status = 'sending', attempts = attempts + 1, attempted_at = ${new Date(realNow).toISOString()}::timestamptz
    FROM next WHERE o.id = next.id RETURNING o.*
  )
  SELECT id::text, reference, kind, recipient, address, data, message_id AS "messageId",
    (extract(epoch FROM queued_at) * 1000)::float8 AS "queuedAt",
    (extract(epoch FROM made_at) * 1000)::float8 AS "madeAt", attempts, cardinality(unknown_attempts) > 0 AS "onceUnknown"
  FROM taken ORDER BY number`;

/** Almost never: so that the case's row, which steps are waiting for, is not held for nothing. */
async function anyDeadAttempt(db: Statements, reference: string, realNow: number): Promise<boolean> {
  const [row] = await db.$queryRaw<{ any: boolean }[]>`
    SELECT EXISTS (SELECT FROM outbox WHERE ${isDead(reference, realNow)}) AS any`;
  return row?.any === true;
}

/** Of the email `o`, when it is not known whether its newest attempt sent it. */
const onceMore = Prisma.sql`CASE WHEN ${isTakenBack} THEN 'skipped'
  WHEN cardinality(o.unknown_attempts) = 0 THEN 'queued' ELSE 'outcomeUnknown' END`;

/**
 * Records what became of each email; one that this outbox knows the same of already is passed over. An attempt that was
 * given up and says late that it sent the email ends it, unless it is sent already. One that says late that it did not
 * is unknown no longer, and says nothing else where a newer attempt has the email in hand or it was decided otherwise.
 */
export async function mailResults(
  database: Database,
  reference: string,
  results: Results,
  realNow: number,
): Promise<ToldView> {
  const reach = { case: reference };
  if (results.length > 0 && results.every(({ result }) => result === 'sent')) {
    const view = await database.statements('transaction', reach, (db) =>
      allSent(db, reference, results, realNow),
    );
    if (view !== null) return view;
  }
  return database.transaction(reach, async (db) => {
    const row = await lockCase(db, reference);
    if (row === null) throw new Error('Email of a case that is not there');
    const at = clockOf(row, realNow);
    const attempted = results.map(({ email: { id, attempts }, ...of }) => ({ id, attempt: attempts, ...of }));
    const became = await db.$queryRaw<
      {
        kind: EmailKind;
        recipient: string;
        result: Outcome;
        why: string | null;
        attempt: number;
        status: Status;
        noted: boolean;
        overtaken: boolean;
        mayHaveArrived: boolean;
      }[]
    >`
      WITH r AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(attempted)}::jsonb) AS r (id uuid, attempt int, result text, why text)
      ), before AS (
        SELECT o.id, o.failure_noted, r.result <> 'sent' AND o.status NOT IN ('queued', 'outcomeUnknown')
          AND NOT (o.status = 'sending' AND o.attempts = r.attempt) AS overtaken
        FROM outbox o JOIN r USING (id)
        WHERE o.reference = ${reference} AND o.status NOT IN ('sent', r.result)
          AND ((r.attempt = o.attempts AND o.status IN ('sending', 'outcomeUnknown'))
            OR (r.attempt = ANY (o.unknown_attempts) AND r.result <> 'outcomeUnknown'))
        FOR UPDATE OF o
      )
      UPDATE outbox o SET status = CASE
          WHEN before.overtaken THEN o.status
          WHEN r.result = 'outcomeUnknown' THEN ${onceMore}
          WHEN r.result <> 'failed' THEN r.result
          WHEN ${isTakenBack} THEN 'skipped' ELSE 'queued' END,
        unknown_attempts = CASE r.result WHEN 'sent' THEN o.unknown_attempts
          WHEN 'outcomeUnknown' THEN o.unknown_attempts || r.attempt
          ELSE array_remove(o.unknown_attempts, r.attempt) END,
        failure_noted = o.failure_noted OR (r.result = 'failed' AND NOT before.overtaken)
      FROM r JOIN before USING (id) WHERE o.id = r.id
      RETURNING o.kind, o.recipient, r.result, r.why, r.attempt, o.status, before.failure_noted AS noted, before.overtaken,
        cardinality(o.unknown_attempts) > 0 AS "mayHaveArrived"`;
    // A failure that goes on is one entry at its beginning, and one of how it ended.
    const entries = became
      .filter(({ result, status, noted }) => result !== 'failed' || !noted || status === 'skipped')
      .filter(({ overtaken }) => !overtaken)
      .map((email) => ({ kind: email.kind, recipient: email.recipient, words: inWords(email) }));
    const emailsWaiting = await noteOnTimeline(db, reference, at, entries);
    return recordOf({ ...row, emailsWaiting }, realNow).view;
  });
}

/**
 * The usual result, by one statement. Null, and nothing recorded, where the case's row changed meanwhile: what waits is
 * counted on what was read with it.
 */
async function allSent(
  db: Statements,
  reference: string,
  results: Results,
  realNow: number,
): Promise<ToldView | null> {
  const sent = results.map(({ email: { id, attempts, kind, recipient } }) => ({
    id,
    attempt: attempts,
    text: emailText(kind, recipient, sentWords(attempts)),
  }));
  const [row] = await db.$queryRaw<CaseRow[]>`
    WITH ended AS (
      SELECT o.id, o.number, o.status IN ('queued', 'sending') AS waited, r.text
      FROM outbox o JOIN jsonb_to_recordset(${JSON.stringify(sent)}::jsonb) AS r (id uuid, attempt int, text text) USING (id)
      WHERE o.reference = ${reference} AND o.status <> 'sent'
        AND ((r.attempt = o.attempts AND o.status IN ('sending', 'outcomeUnknown')) OR r.attempt = ANY (o.unknown_attempts))
    ), held AS (
      UPDATE "case" c SET emails_waiting = c.emails_waiting - (SELECT count(*) FROM ended WHERE waited)
      WHERE c.reference = ${reference}
        AND c.xmin = (SELECT seen.xmin FROM "case" seen WHERE seen.reference = ${reference})
      RETURNING ${CASE_COLUMNS}, ${caseNow(realNow)} AS now
    ), sent AS (
      UPDATE outbox o SET status = 'sent' FROM ended, held WHERE o.id = ended.id
    ), entry AS (
      INSERT INTO timeline (reference, at, kind, done_by, text)
      SELECT ${reference}, held.now, 'email', 'service', ended.text FROM ended, held ORDER BY ended.number
    )
    SELECT * FROM held`;
  return row === undefined ? null : recordOf(row, realNow).view;
}

const AS_TAKEN_BACK = 'because its step was taken back';

/** What the timeline says of an email that is not sent (any more). */
export const droppedWords = (mayHaveArrived: boolean): string =>
  `not sent${mayHaveArrived ? ' once more' : ''}, ${AS_TAKEN_BACK}`;

async function giveUpDeadAttempts(db: Statements, reference: string, realNow: number): Promise<void> {
  const row = await lockCase(db, reference);
  if (row === null) return;
  const given = await db.$queryRaw<{ kind: EmailKind; recipient: string; status: Status }[]>`
    UPDATE outbox o SET status = ${onceMore}, unknown_attempts = o.unknown_attempts || o.attempts
    WHERE ${isDead(reference, realNow)} RETURNING o.kind, o.recipient, o.status`;
  const entries = given.map(({ kind, recipient, status }) => ({
    kind,
    recipient,
    words: unknownWords(status, 'the service stopped while it was being sent'),
  }));
  await noteOnTimeline(db, reference, clockOf(row, realNow), entries);
}

function inWords(email: {
  readonly result: Outcome;
  readonly why: string | null;
  readonly attempt: number;
  /** What it is now. */
  readonly status: Status;
  readonly mayHaveArrived: boolean;
}): string {
  const { result, why, attempt, status, mayHaveArrived } = email;
  switch (result) {
    case 'sent':
      return sentWords(attempt);
    case 'failed':
      return status === 'skipped'
        ? droppedWords(mayHaveArrived)
        : `failed, will be tried again${because(why)}`;
    case 'refused':
      return `failed${because(why)}`;
    case 'outcomeUnknown':
      return unknownWords(status, why);
    default:
      return result satisfies never;
  }
}

const sentWords = (attempt: number): string => (attempt === 1 ? 'sent' : `sent, at attempt ${attempt}`);

function unknownWords(status: Status, why: string | null): string {
  const how = status === 'queued' ? 'sent once more' : 'not sent again';
  return `outcome unknown, ${how}${status === 'skipped' ? `, ${AS_TAKEN_BACK}` : ''}${because(why)}`;
}

const because = (why: string | null): string => (why === null ? '' : ` (${why})`);

/** Returns how many emails of the case wait now. */
export async function noteOnTimeline(
  db: Statements,
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
