/** The cases whose session is still to be held, the fewest days left first, each by its own clock. */
import { Prisma } from '../prisma/generated/client.ts';
import { CASE_COLUMNS, recordOf } from './case-row.ts';
import { NUMBER, pageOf, readCursor } from './cursor.ts';
import type { Statements } from './statements.ts';
import type { CaseRecord, CaseRow, Page } from './types.ts';

type Row = CaseRow & { readonly due: string; readonly number: string };

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Of the case `c`: it was accepted, and its session is still to be held. */
export const isToBeHeld = Prisma.sql`(c.stage IN ('preparing', 'session') AND c.session_due_on IS NOT NULL)`;
/** Of the case `c`: when its session is due, as far ahead of the real day as it is of the case's. */
export const realDue = Prisma.sql`(c.session_due_on - (c.clock_ahead / 86400000)::integer)`;

export async function listSessionsToHold(
  db: Statements,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
  realNow: number,
): Promise<Page<CaseRecord>> {
  const after = readCursor(cursor, [DATE, NUMBER]);
  const beyond =
    after === null
      ? Prisma.sql`true`
      : Prisma.sql`(${realDue}, c.number) > (${after[0]}::date, ${after[1]}::bigint)`;
  const rows = await db.$queryRaw<Row[]>`
    SELECT ${CASE_COLUMNS}, ${realDue}::text AS due, c.number::text AS number
    FROM "case" c WHERE ${isToBeHeld} AND ${beyond} ORDER BY ${realDue}, c.number LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    (row) => recordOf(row, realNow),
    ({ due, number }) => [due, number],
  );
}
