/** What no person does: what time brings, and a changed calendar. The same transaction as a step's. */
import type { Instant } from '../domain/calendar/types.ts';
import type { Command } from '../domain/case/commands.ts';
import { decide, nextDue, timelineOf } from '../domain/case/index.ts';
import { POLICY, policyOf } from '../domain/process/policy.ts';
import { clockOf, lockCase, type NextDue, viewOf } from './case-row.ts';
import type { Statements } from './statements.ts';
import { emailsFor } from './outbox.ts';
import type { Keeping } from './step-transaction.ts';
import { NO_SURROUNDINGS } from './surroundings.ts';
import { markTold } from './telling.ts';
import type { CaseRow, ToldView } from './types.ts';
import { writeChange } from './write-change.ts';

/** A workflow's clock this far ahead of the record's was moved by an advance that did not live to say so. */
const MOVED_MS = 60_000;

/** @param until by the case's clock, as its workflow has it */
export async function bringTime(
  keeping: Keeping,
  reference: string,
  until: Instant,
): Promise<ToldView | null> {
  const realNow = keeping.now();
  const brought = await keeping.database.transaction({ case: reference }, async (db) => {
    const row = await lockCase(db, reference);
    if (row === null) return null;
    if (until > realNow + row.clockAhead + MOVED_MS) await writeClockAhead(db, reference, until - realNow);
    const at = Math.max(until, row.state.lastAt) as Instant;
    const view = await happen(keeping, db, row, { type: 'clock' }, at, null);
    // Its workflow asks, and learns from the answer all that there is to tell.
    await markTold(db, reference, view.version);
    return { view, lateMs: latenessOf(row, until, realNow) };
  });
  if (brought === null) return null;
  if (brought.lateMs !== null) keeping.watch?.timeBrought(brought.lateMs);
  return brought.view;
}

/** Real milliseconds since what is due now was due; null where nothing is, or the case's clock is not the real one. */
function latenessOf({ clockAhead, nextDueAt }: CaseRow, until: Instant, realNow: number): number | null {
  const isReal = clockAhead === 0 && until <= realNow + MOVED_MS;
  return isReal && nextDueAt !== null && nextDueAt <= until ? realNow - nextDueAt : null;
}

export async function carryCalendarChange(keeping: Keeping, reference: string): Promise<ToldView | null> {
  return keeping.database.transaction({ case: reference }, async (db) => {
    const row = await lockCase(db, reference);
    if (row === null) return null;
    const version = Math.max(row.newestCalendar, row.calendarVersion);
    return happen(keeping, db, row, { type: 'calendarChanged' }, clockOf(row, keeping.now()), version);
  });
}

/** Lists what waits on somebody whose account was disabled to the administrators, in every case where anything does. */
export async function listOpenTasksOf(keeping: Keeping, email: string): Promise<void> {
  const { database } = keeping;
  const waiting = await database.read(
    'whole',
    (db) => db.$queryRaw<{ reference: string }[]>`
      SELECT DISTINCT p.reference FROM participant p
      JOIN task t ON t.reference = p.reference AND t.owner = p.id AND t.status = 'open'
      WHERE p.email = lower(${email}) AND p.left_on IS NULL ORDER BY p.reference`,
  );
  for (const { reference } of waiting) {
    await database.transaction({ case: reference }, async (db) => {
      const row = await lockCase(db, reference);
      if (row === null) return;
      await happen(keeping, db, row, { type: 'accountDisabled', email }, clockOf(row, keeping.now()), null);
    });
  }
}

async function happen(
  { calendars, now }: Keeping,
  db: Statements,
  row: CaseRow,
  command: Command,
  at: Instant,
  calendarVersion: number | null,
): Promise<ToldView> {
  const { state: before } = row;
  const calendar = await calendars.atLeast(db, Math.max(row.newestCalendar, row.calendarVersion));
  const decision = decide(before, command, {
    ...NO_SURROUNDINGS,
    at,
    calendar,
    policy: POLICY,
    casePolicy: policyOf(before.policyVersion),
  });
  if (decision.type !== 'applied')
    throw new Error(`What nobody asks for cannot be refused: ${decision.type}`);
  const { state: after, events } = decision;
  const next: NextDue | null = nextDue(after, policyOf(after.policyVersion), calendar);
  if (events.length === 0) {
    await noteNextDue(db, row, next, calendarVersion);
    return viewOf(after, at, next, row.emailsWaiting);
  }
  const emails = await emailsFor(db, after, decision.emails);
  await writeChange(db, {
    before,
    after,
    events,
    timeline: events.flatMap((event) => timelineOf(event, after) ?? []),
    emails,
    answer: null,
    nextDue: next,
    calendarVersion,
    kept: null,
    audit: { personId: null, what: command.type, why: null },
    realNow: now(),
  });
  return viewOf(after, at, next, row.emailsWaiting + emails.length);
}

/** Nothing happened; yet what is due next, and the calendar it was worked out with, may be others. */
async function noteNextDue(
  db: Statements,
  row: CaseRow,
  next: NextDue | null,
  calendarVersion: number | null,
): Promise<void> {
  const moved = next?.at !== (row.nextDueAt ?? undefined);
  const same = !moved && next?.what === (row.nextDueWhat ?? undefined);
  if (same && (calendarVersion ?? row.calendarVersion) === row.calendarVersion) return;
  await db.$executeRaw`
    UPDATE "case" SET next_due_at = ${next === null ? null : new Date(next.at).toISOString()}::timestamptz,
      next_due_what = ${next?.what ?? null}, calendar_version = coalesce(${calendarVersion}, calendar_version),
      -- A clock's answer is heard by the workflow itself; a calendar's must be told, and told again if that is lost.
      told_version = CASE WHEN ${moved && calendarVersion !== null} THEN least(told_version, version - 1) ELSE told_version END
    WHERE reference = ${row.state.reference}`;
}

/** @param clockAhead case time minus real time, ms */
export async function writeClockAhead(db: Statements, reference: string, clockAhead: number): Promise<void> {
  await db.$executeRaw`UPDATE "case" SET clock_ahead = ${Math.round(clockAhead)} WHERE reference = ${reference}`;
}
