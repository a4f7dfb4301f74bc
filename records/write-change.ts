/**
 * Writes what changed in a case, as one statement: every table's rows travel as one JSON parameter each, so that a
 * step costs one round trip however much it brings.
 */
import { randomUUID } from 'node:crypto';
import type { Instant } from '../domain/calendar/types.ts';
import type { CaseEvent } from '../domain/case/events.ts';
import type { CaseState } from '../domain/case/state.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { NextDue } from './case-row.ts';
import type { Transaction } from './database.ts';
import { emailText, type NewEmail } from './outbox.ts';
import { changed, participantsOf, practitionersUntil, tasksOf } from './projection.ts';
import type { AuditEntry, IdempotencyScope, KeptAnswer, TimelineEntry } from './types.ts';

export interface NewAnswer {
  readonly id: string;
  readonly step: string;
  readonly given_by: string;
  readonly form_version: number;
  readonly typed_by: string;
  readonly received_on: string | null;
  readonly received_how: string | null;
  readonly body: unknown;
  readonly files: readonly string[];
}

export interface Change {
  /** Null where the case begins. */
  readonly before: CaseState | null;
  readonly after: CaseState;
  /** By the case's clock, where no event says it: `after.lastAt` unless given. */
  readonly at?: Instant;
  readonly events: readonly CaseEvent[];
  readonly timeline: readonly Omit<TimelineEntry, 'at'>[];
  readonly emails: readonly NewEmail[];
  /** Of the event `stepTaken` that causes the emails; null where no step does. */
  readonly stepVersion?: number | null;
  readonly answer: NewAnswer | null;
  readonly nextDue: NextDue | null;
  /** Of the calendar with which the dates were worked out, where all of them were. */
  readonly calendarVersion: number | null;
  readonly kept: { readonly scope: IdempotencyScope; readonly answer: KeptAnswer } | null;
  readonly audit: AuditEntry | null;
  readonly realNow: number;
}

const instant = (at: Instant | number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

/** `jsonb_to_recordset` over rows as one parameter. */
const rowsOf = (rows: readonly unknown[], columns: string): Prisma.Sql =>
  Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (${Prisma.raw(columns)})`;

export async function writeChange(db: Transaction, change: Change): Promise<void> {
  const { before, after, events, emails, answer, kept } = change;
  const { reference } = after;
  const at = instant(change.at ?? after.lastAt);
  const tasks = changed(before === null ? [] : tasksOf(before), tasksOf(after));
  const participants = changed(before === null ? [] : participantsOf(before), participantsOf(after));
  const timeline = [
    ...change.timeline.map(({ kind, step, by, text }) => ({ kind, step, done_by: by, text })),
    ...emails.map(({ kind, recipient }) => ({
      kind: 'email',
      step: null,
      done_by: 'service',
      text: emailText(kind, recipient, 'queued'),
    })),
  ];
  await db.$executeRaw`
    WITH new_event AS (
      INSERT INTO case_event (reference, version, at, body)
      SELECT ${reference}, r.version, r.at, r.body
      FROM ${rowsOf(
        events.map((event) => ({ ...event, at: instant(event.at) })),
        'version int, at timestamptz, body jsonb',
      )}
    ), new_task AS (
      INSERT INTO task (reference, id, kind, owner, opened_on, due_on, status, about, child_id, done_on, late)
      SELECT ${reference}, r.*
      FROM ${rowsOf(tasks, 'id text, kind text, owner text, opened_on date, due_on date, status text, about text, child_id text, done_on date, late boolean')}
      ON CONFLICT (reference, id) DO UPDATE SET owner = EXCLUDED.owner, due_on = EXCLUDED.due_on,
        status = EXCLUDED.status, about = EXCLUDED.about, done_on = EXCLUDED.done_on, late = EXCLUDED.late
    ), new_participant AS (
      INSERT INTO participant (reference, id, email, agency, roles, joined_on, left_on, readers)
      SELECT ${reference}, r.*
      FROM ${rowsOf(participants, 'id text, email text, agency text, roles text[], joined_on date, left_on date, readers text[]')}
      ON CONFLICT (reference, id) DO UPDATE SET email = EXCLUDED.email, agency = EXCLUDED.agency, roles = EXCLUDED.roles,
        joined_on = EXCLUDED.joined_on, left_on = EXCLUDED.left_on, readers = EXCLUDED.readers
    ), new_account AS (
      INSERT INTO person (id, email, name)
      SELECT r.id, r.email, r.name FROM ${rowsOf(accountsOf(before, after), 'id uuid, email text, name text')}
      ON CONFLICT (lower(email)) DO NOTHING
    ), new_answer AS (
      INSERT INTO answer (id, reference, step, given_by, version, at, form_version, typed_by, received_on, received_how, body)
      SELECT r.id, ${reference}, r.step, r.given_by,
        -- Those that were taken back keep their numbers.
        1 + coalesce((SELECT max(a.version) FROM answer a
          WHERE a.reference = ${reference} AND a.step = r.step AND a.given_by = r.given_by), 0),
        ${at}::timestamptz, r.form_version, r.typed_by, r.received_on, r.received_how, r.body
      FROM ${rowsOf(answer === null ? [] : [answer], 'id uuid, step text, given_by text, form_version int, typed_by uuid, received_on date, received_how text, body jsonb')}
    ), named_file AS (
      INSERT INTO answer_file (answer_id, file_id)
      SELECT DISTINCT r.answer_id, r.file_id
      FROM ${rowsOf(
        (answer?.files ?? []).map((file) => ({ answer_id: answer?.id, file_id: file })),
        'answer_id uuid, file_id uuid',
      )}
    ), new_timeline AS (
      INSERT INTO timeline (reference, at, kind, step, done_by, text)
      SELECT ${reference}, ${at}::timestamptz, r.*
      FROM ${rowsOf(timeline, 'kind text, step text, done_by text, text text')}
    ), new_email AS (
      INSERT INTO outbox (id, reference, kind, recipient, address, data, message_id, status, queued_at, made_at, step_version)
      SELECT r.id, ${reference}, r.kind, r.recipient, r.address, r.data, r.message_id, 'queued', ${at}::timestamptz, ${instant(change.realNow)}::timestamptz, ${change.stepVersion ?? null}::int
      FROM ${rowsOf(emails, 'id uuid, kind text, recipient text, address text, data jsonb, message_id text')}
    ), kept_answer AS (
      UPDATE idempotency i SET answer = r.answer::json
      FROM ${rowsOf(kept === null ? [] : [{ ...kept.scope, answer: JSON.stringify(kept.answer) }], '"personId" uuid, address text, "keyHash" text, answer text')}
      WHERE i.person_id = r."personId" AND i.address = r.address AND i.key_hash = r."keyHash"
    ), new_audit AS (
      INSERT INTO audit (reference, at, person_id, what, why)
      SELECT ${reference}, ${instant(change.realNow)}::timestamptz, r."personId", r.what, r.why
      FROM ${rowsOf(change.audit === null ? [] : [change.audit], '"personId" uuid, what text, why text')}
    )
    ${before === null ? beginning(change) : goingOn(change)}`;
}

function beginning({ after, nextDue, calendarVersion, emails, realNow }: Change): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO "case" (reference, version, stage, state, requested_on, last_at, next_due_at, next_due_what,
      emails_waiting, calendar_version, changed_at)
    VALUES (${after.reference}, ${after.version}, ${after.stage}, ${JSON.stringify(after)}::jsonb,
      ${after.requestedOn}::date, ${instant(after.lastAt)}::timestamptz, ${instant(nextDue?.at ?? null)}::timestamptz,
      ${nextDue?.what ?? null}, ${emails.length}, ${calendarVersion}, ${instant(realNow)}::timestamptz)`;
}

function goingOn({ after, nextDue, calendarVersion, emails, realNow }: Change): Prisma.Sql {
  return Prisma.sql`
    UPDATE "case" SET version = ${after.version}, stage = ${after.stage}, outcome = ${after.outcome},
      state = ${JSON.stringify(after)}::jsonb, requested_on = ${after.requestedOn}::date,
      accepted_on = ${after.acceptedOn}::date, session_due_on = ${after.sessionDueOn}::date,
      practitioners_until = ${instant(practitionersUntil(after))}::timestamptz,
      last_at = ${instant(after.lastAt)}::timestamptz, next_due_at = ${instant(nextDue?.at ?? null)}::timestamptz,
      next_due_what = ${nextDue?.what ?? null}, emails_waiting = emails_waiting + ${emails.length},
      calendar_version = coalesce(${calendarVersion}, calendar_version), changed_at = ${instant(realNow)}::timestamptz
    WHERE reference = ${after.reference}`;
}

/** Whoever is confirmed gets an account, unless their address has one. */
function accountsOf(
  before: CaseState | null,
  after: CaseState,
): readonly { id: string; email: string; name: string }[] {
  const known = new Set(
    before?.participants.filter((each) => each.joinedOn !== null).map((each) => each.email?.toLowerCase()),
  );
  const accounts = new Map<string, { id: string; email: string; name: string }>();
  for (const { joinedOn, leftOn, email, name } of after.participants) {
    if (joinedOn === null || leftOn !== null || email === null || known.has(email.toLowerCase())) continue;
    accounts.set(email.toLowerCase(), { id: randomUUID(), email, name });
  }
  return [...accounts.values()];
}
