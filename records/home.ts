/** What somebody finds when they come in: what waits, the sessions' clock, their cases; and of each its case. */
import type { SubmitRequest } from '../domain/forms/index.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { newestRequests } from './answers.ts';
import type { Calendars } from './calendar.ts';
import { CASE_COLUMNS, recordOf } from './case-row.ts';
import type { Statements } from './statements.ts';
import { isToBeHeld, realDue } from './sessions-to-hold.ts';
import { all, isTheirCase, runsTheProcess, seesCase } from './sight.ts';
import { waitingTasks } from './task-list.ts';
import type { CaseRecord, CaseRow, Home, Person, Records } from './types.ts';

type HomeQuery = Parameters<Records['home']>[0];
type Row = CaseRow & { readonly own: number | null; readonly due: number | null };

/** Three queries, and two more where the calendar has changed. */
export async function readHome(
  db: Statements,
  query: HomeQuery,
  { realNow, calendars }: { readonly realNow: number; readonly calendars: Calendars },
): Promise<Home> {
  const { viewer, limit } = query;
  const { theirs, others } = await waitingTasks(db, viewer, limit.tasks + 1, realNow);
  const shown = { theirs: theirs.slice(0, limit.tasks), others: others.slice(0, limit.tasks) };
  const waitedFor = [...new Set([...shown.theirs, ...shown.others].map(({ reference }) => reference))];
  const rows = await readCases(db, query, waitedFor, realNow);
  const records = rows.map((row) => ({ ...row, record: recordOf(row, realNow) }));
  const requests = await newestRequests(
    db,
    rows.map(({ state }) => state.reference),
  );
  const inOrder = (place: (row: Row) => number | null): readonly CaseRecord[] =>
    records
      .flatMap((row) => {
        const at = place(row);
        return at === null ? [] : [{ at, record: row.record }];
      })
      .sort((one, other) => one.at - other.at)
      .map(({ record }) => record);
  return {
    ...shown,
    more: { theirs: theirs.length > limit.tasks, others: others.length > limit.tasks },
    notYetHeld: inOrder(({ due }) => due),
    own: inOrder(({ own }) => own),
    cases: new Map(records.map(({ record }) => [record.state.reference, record])),
    requests: new Map<string, SubmitRequest>(requests),
    calendar: rows[0] === undefined ? null : await calendars.atLeast(db, rows[0].newestCalendar),
  };
}

/** The cases waited for, with the place of each among the viewer's own (newest first) and among those not yet held. */
const readCases = (
  db: Statements,
  { viewer, limit }: HomeQuery,
  waitedFor: readonly string[],
  realNow: number,
): Promise<Row[]> => db.$queryRaw<Row[]>`
  WITH own AS (
    SELECT c.reference, (row_number() OVER (ORDER BY c.number DESC))::int AS place FROM "case" c
    WHERE ${all([...seesCase(viewer, realNow), isTheirCase(viewer)])}
    ORDER BY c.number DESC LIMIT ${limit.cases}
  ), not_yet_held AS (${notYetHeld(viewer, limit.sessions)})
  SELECT own.place AS own, not_yet_held.place AS due, ${CASE_COLUMNS}
  FROM "case" c LEFT JOIN own ON own.reference = c.reference LEFT JOIN not_yet_held ON not_yet_held.reference = c.reference
  WHERE c.reference = ANY (
    ${[...waitedFor]}::text[] || ARRAY(SELECT reference FROM own) || ARRAY(SELECT reference FROM not_yet_held))`;

/** For those who run the process: the fewest days left first, each by its case's own clock. */
function notYetHeld(viewer: Person, limit: number): Prisma.Sql {
  if (!runsTheProcess(viewer)) return Prisma.sql`SELECT NULL AS reference, NULL::int AS place WHERE false`;
  return Prisma.sql`
    SELECT due.reference, (row_number() OVER ())::int AS place
    FROM (
      SELECT c.reference FROM "case" c WHERE ${isToBeHeld}
      ORDER BY ${realDue}, c.number LIMIT ${limit}
    ) due`;
}
