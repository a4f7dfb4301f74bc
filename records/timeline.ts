/** A case's timeline, oldest first. */
import type { Instant } from '../domain/calendar/types.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { NUMBER, pageOf, readCursor } from './cursor.ts';
import type { Statements } from './statements.ts';
import type { Page, TimelineEntry } from './types.ts';

export async function readTimeline(
  db: Statements,
  reference: string,
  cursor: string | null,
  limit: number,
): Promise<Page<TimelineEntry>> {
  const after = readCursor(cursor, [NUMBER]);
  const rows = await db.$queryRaw<(TimelineEntry & { number: string })[]>`
    SELECT t.number::text, ${COLUMNS}
    FROM timeline t
    WHERE reference = ${reference} AND ${after === null ? Prisma.sql`true` : Prisma.sql`t.number > ${after[0]}::bigint`}
    ORDER BY t.number LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    ({ number: _, ...entry }) => entry,
    ({ number }) => [number],
  );
}

/** What happened later than `after`, by the case's clock. */
export function timelineSince(
  db: Statements,
  reference: string,
  after: Instant,
  limit: number,
): Promise<readonly TimelineEntry[]> {
  return db.$queryRaw<TimelineEntry[]>`
    SELECT ${COLUMNS} FROM timeline t
    WHERE reference = ${reference} AND t.at > ${new Date(after).toISOString()}::timestamptz
    ORDER BY t.number LIMIT ${limit}`;
}

const COLUMNS = Prisma.sql`
  (extract(epoch FROM t.at) * 1000)::float8 AS at, kind, step, done_by AS "by", text`;
