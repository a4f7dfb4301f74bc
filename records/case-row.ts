/** A case's row: read, or locked for the transaction that changes it. */
import { londonDate } from '../domain/calendar/index.ts';
import type { Instant } from '../domain/calendar/types.ts';
import { overdueTasks, waitsOn } from '../domain/case/index.ts';
import type { CaseState } from '../domain/case/state.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Statements } from './statements.ts';
import type { CaseRecord, CaseRow, ReadRow, ToldView } from './types.ts';

/** For a query over `"case" c`. */
export const CASE_COLUMNS = Prisma.sql`
  c.state, c.clock_ahead::float8 AS "clockAhead", (extract(epoch FROM c.next_due_at) * 1000)::float8 AS "nextDueAt",
  c.next_due_what AS "nextDueWhat", c.emails_waiting AS "emailsWaiting", c.calendar_version AS "calendarVersion",
  (SELECT version FROM calendar_version) AS "newestCalendar"`;

/** Of the row of the case `c`: the transaction that wrote it, so that it is another one after every change. */
export const ROW_VERSION = Prisma.sql`c.xmin::text AS "rowVersion"`;

/** Now by the clock of the case `c`. */
export const caseNow = (realNow: number): Prisma.Sql =>
  Prisma.sql`greatest(${new Date(realNow).toISOString()}::timestamptz + c.clock_ahead * interval '1 millisecond', c.last_at)`;

/** The day in London by the clock of the case `c`. */
export const caseToday = (realNow: number): Prisma.Sql =>
  Prisma.sql`(${caseNow(realNow)} AT TIME ZONE 'Europe/London')::date`;

/** The case's row, held by this transaction until it ends; null where there is none. */
export async function lockCase(db: Statements, reference: string): Promise<CaseRow | null> {
  const rows = await db.$queryRaw<CaseRow[]>`
    SELECT ${CASE_COLUMNS} FROM "case" c WHERE c.reference = ${reference} FOR UPDATE OF c`;
  return rows[0] ?? null;
}

export async function readCase(db: Statements, reference: string): Promise<ReadRow | null> {
  const rows = await db.$queryRaw<ReadRow[]>`
    SELECT ${CASE_COLUMNS}, ${ROW_VERSION} FROM "case" c WHERE c.reference = ${reference}`;
  return rows[0] ?? null;
}

/** These cases, by reference; those that are not there are left out. */
export async function readCases(
  db: Statements,
  references: readonly string[],
  realNow: number,
): Promise<ReadonlyMap<string, CaseRecord>> {
  if (references.length === 0) return new Map();
  const rows = await db.$queryRaw<CaseRow[]>`
    SELECT ${CASE_COLUMNS} FROM "case" c WHERE c.reference = ANY (${[...references]}::text[])`;
  return new Map(rows.map((row) => [row.state.reference, recordOf(row, realNow)]));
}

/** The case's clock, which never goes back before what has happened. */
export const clockOf = (row: CaseRow, realNow: number): Instant =>
  Math.max(realNow + row.clockAhead, row.state.lastAt) as Instant;

export interface NextDue {
  readonly at: Instant;
  readonly what: string;
}

export const viewOf = (
  state: CaseState,
  now: Instant,
  nextDue: NextDue | null,
  emailsWaiting: number,
): ToldView => ({
  version: state.version,
  stage: state.stage,
  nextDue: nextDue?.at ?? null,
  nextDueWhat: nextDue?.what ?? null,
  mailWaiting: emailsWaiting > 0,
  overdueTasks: overdueTasks(state, londonDate(now)).length,
  waitsOn: waitsOn(state, londonDate(now)),
});

export function recordOf(row: CaseRow, realNow: number): CaseRecord {
  const now = clockOf(row, realNow);
  const nextDue = row.nextDueAt === null ? null : { at: row.nextDueAt, what: row.nextDueWhat ?? '' };
  return { state: row.state, now, view: viewOf(row.state, now, nextDue, row.emailsWaiting) };
}
