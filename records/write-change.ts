/**
 * Writes what changed in a case, as one statement: every table's rows travel as one JSON parameter each, so that a
 * step costs one round trip however much it brings, and needs no transaction around it.
 */
import { randomUUID } from 'node:crypto';
import type { Instant } from '../domain/calendar/types.ts';
import type { CaseEvent } from '../domain/case/events.ts';
import type { CaseState } from '../domain/case/state.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { NextDue } from './case-row.ts';
import { keptUntil } from './idempotency.ts';
import { emailText, type NewEmail } from './outbox.ts';
import { changedParticipants, changedTasks, practitionersUntil } from './projection.ts';
import type { Statements } from './statements.ts';
import type { SubjectName } from './subject-names.ts';
import type { AuditEntry, IdempotencyScope, KeptAnswer, ReadRow, TimelineEntry } from './types.ts';

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
  /** By which the case is found, where it begins. */
  readonly subjectNames?: readonly SubjectName[];
  readonly kept: { readonly scope: IdempotencyScope; readonly answer: KeptAnswer } | null;
  readonly audit: AuditEntry | null;
  readonly realNow: number;
}

const instant = (at: Instant | number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

/** A change that is a transaction by itself, not part of one that holds the case and has claimed the key. */
export interface Alone {
  /** With which the change was worked out; null where the case begins. */
  readonly row: ReadRow | null;
}

/** What goes into one table. */
interface Part {
  readonly name: string;
  readonly into: Prisma.Sql;
}

/** Where there are rows; only then is its statement put together, which takes time. */
const some = (name: string, rows: readonly unknown[], into: () => Prisma.Sql): readonly Part[] =>
  rows.length === 0 ? [] : [{ name, into: into() }];

/** Of a table that gets one row at most: its values are parameters, which cost PostgreSQL less than rows in JSON. */
const one = <Row>(name: string, row: Row | null, into: (row: Row) => Prisma.Sql): readonly Part[] =>
  row === null ? [] : [{ name, into: into(row) }];

/** The case's row as it is after the change, beside the rows as one parameter: where that is not written, nothing is. */
const rowsOf = (rows: readonly unknown[], columns: string): Prisma.Sql =>
  Prisma.sql`held h, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (${Prisma.raw(columns)})`;

/**
 * Only the tables in which something changes are named: each costs time even for no row.
 * @returns false where the row is not as it was read any more: then nothing is written
 */
export async function writeChange(
  db: Statements,
  change: Change,
  alone: Alone | null = null,
): Promise<boolean> {
  const parts = [...partsOfCase(change), ...partsBeside(change, alone)];
  const named = parts.map(({ name, into }) => Prisma.sql`, ${Prisma.raw(name)} AS (${into})`);
  const held = await db.$executeRaw`
    WITH held AS (${change.before === null ? beginning(change) : goingOn(change, alone?.row ?? null)} RETURNING reference)
    ${named.length === 0 ? Prisma.empty : Prisma.join(named, '')}
    SELECT FROM held`;
  return held === 1;
}

/** What the case is: its events, and the tables that are worked out from them. */
function partsOfCase({ before, after, events }: Change): readonly Part[] {
  const tasks = changedTasks(before, after);
  const participants = changedParticipants(before, after);
  const accounts = accountsOf(before, after);
  return [
    ...some(
      'new_event',
      events,
      () => Prisma.sql`
        INSERT INTO case_event (reference, version, at, body)
        SELECT h.reference, r.version, r.at, r.body
        FROM ${rowsOf(
          events.map((event) => ({ ...event, at: instant(event.at) })),
          'version int, at timestamptz, body jsonb',
        )}`,
    ),
    ...some(
      'new_task',
      tasks,
      () => Prisma.sql`
        INSERT INTO task (reference, id, kind, owner, opened_on, due_on, status, about, child_id, done_on, late)
        SELECT h.reference, r.*
        FROM ${rowsOf(tasks, 'id text, kind text, owner text, opened_on date, due_on date, status text, about text, child_id text, done_on date, late boolean')}
        ON CONFLICT (reference, id) DO UPDATE SET owner = EXCLUDED.owner, due_on = EXCLUDED.due_on,
          status = EXCLUDED.status, about = EXCLUDED.about, done_on = EXCLUDED.done_on, late = EXCLUDED.late`,
    ),
    ...some(
      'new_participant',
      participants,
      () => Prisma.sql`
        INSERT INTO participant (reference, id, email, agency, roles, joined_on, left_on, readers)
        SELECT h.reference, r.*
        FROM ${rowsOf(participants, 'id text, email text, agency text, roles text[], joined_on date, left_on date, readers text[]')}
        ON CONFLICT (reference, id) DO UPDATE SET email = EXCLUDED.email, agency = EXCLUDED.agency,
          roles = EXCLUDED.roles, joined_on = EXCLUDED.joined_on, left_on = EXCLUDED.left_on,
          readers = EXCLUDED.readers`,
    ),
    ...some(
      'new_account',
      accounts,
      () => Prisma.sql`
        INSERT INTO person (id, email, name)
        SELECT r.id, r.email, r.name FROM ${rowsOf(accounts, 'id uuid, email text, name text')}
        ON CONFLICT (lower(email)) DO NOTHING`,
    ),
  ];
}

/** What is kept of the change itself: the answer, what people read of it, emails, the key, the audit. */
function partsBeside(change: Change, alone: Alone | null): readonly Part[] {
  const { after, emails, answer, kept } = change;
  const at = instant(change.at ?? after.lastAt);
  const realNow = instant(change.realNow);
  const files = (answer?.files ?? []).map((file) => ({ answer_id: answer?.id, file_id: file }));
  const timeline = [
    ...change.timeline.map(({ kind, step, by, text }) => ({ kind, step, done_by: by, text })),
    ...emails.map(({ kind, recipient }) => ({
      kind: 'email',
      step: null,
      done_by: 'service',
      text: emailText(kind, recipient, 'queued'),
    })),
  ];
  const subjects = change.subjectNames ?? [];
  return [
    ...one(
      'new_answer',
      answer,
      (given) => Prisma.sql`
        INSERT INTO answer (id, reference, step, given_by, version, at, form_version, typed_by, received_on, received_how, body)
        SELECT ${given.id}::uuid, h.reference, ${given.step}, ${given.given_by},
          -- Those that were taken back keep their numbers.
          1 + coalesce((SELECT max(a.version) FROM answer a
            WHERE a.reference = h.reference AND a.step = ${given.step} AND a.given_by = ${given.given_by}), 0),
          ${at}::timestamptz, ${given.form_version}::int, ${given.typed_by}::uuid, ${given.received_on}::date,
          ${given.received_how}, ${JSON.stringify(given.body)}::jsonb
        FROM held h`,
    ),
    ...some(
      'named_file',
      files,
      () => Prisma.sql`
        INSERT INTO answer_file (answer_id, file_id)
        SELECT DISTINCT r.answer_id, r.file_id FROM ${rowsOf(files, 'answer_id uuid, file_id uuid')}`,
    ),
    ...some(
      'new_timeline',
      timeline,
      () => Prisma.sql`
        INSERT INTO timeline (reference, at, kind, step, done_by, text)
        SELECT h.reference, ${at}::timestamptz, r.*
        FROM ${rowsOf(timeline, 'kind text, step text, done_by text, text text')}`,
    ),
    ...some(
      'new_email',
      emails,
      () => Prisma.sql`
        INSERT INTO outbox (id, reference, kind, recipient, address, data, message_id, status, queued_at, made_at, step_version)
        SELECT r.id, h.reference, r.kind, r.recipient, r.address, r.data, r.message_id, 'queued', ${at}::timestamptz,
          ${realNow}::timestamptz, ${change.stepVersion ?? null}::int
        FROM ${rowsOf(emails, 'id uuid, kind text, recipient text, address text, data jsonb, message_id text')}`,
    ),
    ...some(
      'new_subject_name',
      subjects,
      () => Prisma.sql`
        INSERT INTO subject_name (reference, path, surname, date_of_birth)
        SELECT h.reference, r.* FROM ${rowsOf(subjects, 'path text, surname text, date_of_birth date')}`,
    ),
    ...one(
      'kept_answer',
      kept,
      // A transaction has claimed the key before; what stands alone claims it now, once.
      ({ scope, answer: given }) => Prisma.sql`
        INSERT INTO idempotency (person_id, address, key_hash, body_hash, kept_until, answer)
        SELECT ${scope.personId}::uuid, ${scope.address}, ${scope.keyHash}, ${scope.bodyHash},
          ${keptUntil(change.realNow)}::timestamptz, ${JSON.stringify(given)}::json
        FROM held h
        ${alone === null ? Prisma.sql`ON CONFLICT (person_id, address, key_hash) DO UPDATE SET answer = EXCLUDED.answer` : Prisma.empty}`,
    ),
    ...one(
      'new_audit',
      change.audit,
      ({ personId, what, why }) => Prisma.sql`
        INSERT INTO audit (reference, at, person_id, what, why)
        SELECT h.reference, ${realNow}::timestamptz, ${personId}::uuid, ${what}, ${why} FROM held h`,
    ),
  ];
}

function beginning({ after, nextDue, calendarVersion, emails, realNow }: Change): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO "case" (reference, version, stage, state, requested_on, last_at, next_due_at, next_due_what,
      emails_waiting, calendar_version, changed_at)
    VALUES (${after.reference}, ${after.version}, ${after.stage}, ${JSON.stringify(after)}::jsonb,
      ${after.requestedOn}::date, ${instant(after.lastAt)}::timestamptz, ${instant(nextDue?.at ?? null)}::timestamptz,
      ${nextDue?.what ?? null}, ${emails.length}, ${calendarVersion}, ${instant(realNow)}::timestamptz)`;
}

function goingOn(
  { after, nextDue, calendarVersion, emails, realNow }: Change,
  seen: ReadRow | null,
): Prisma.Sql {
  return Prisma.sql`
    UPDATE "case" SET version = ${after.version}, stage = ${after.stage}, outcome = ${after.outcome},
      state = ${JSON.stringify(after)}::jsonb, requested_on = ${after.requestedOn}::date,
      accepted_on = ${after.acceptedOn}::date, session_due_on = ${after.sessionDueOn}::date,
      practitioners_until = ${instant(practitionersUntil(after))}::timestamptz,
      last_at = ${instant(after.lastAt)}::timestamptz, next_due_at = ${instant(nextDue?.at ?? null)}::timestamptz,
      next_due_what = ${nextDue?.what ?? null}, emails_waiting = emails_waiting + ${emails.length},
      calendar_version = coalesce(${calendarVersion}, calendar_version), changed_at = ${instant(realNow)}::timestamptz
    WHERE reference = ${after.reference}
      ${seen === null ? Prisma.empty : Prisma.sql`AND xmin = ${seen.rowVersion}::xid`}`;
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
