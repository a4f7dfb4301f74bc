/** The tracker: anonymous, without a way back to the case. Nothing here takes a reference, an author or a day. */
import { randomUUID } from 'node:crypto';
import type { PlainDate } from '../domain/calendar/types.ts';
import type { StepBody } from '../domain/forms/index.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { pageOf, readCursor, UUID } from './cursor.ts';
import type { Transaction } from './database.ts';
import type { Statements } from './statements.ts';
import type { Page, TrackerLogEntry } from './types.ts';

/** `2026-Q1` */
const quarterOf = (date: PlainDate): string =>
  `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;

export async function keepTrackerEntry(
  db: Transaction,
  on: PlainDate,
  body: StepBody<'recordTrackerEntry'>,
): Promise<void> {
  const { summary, keyLearning, themes } = body;
  // Nothing is read back: whoever writes an entry reads none.
  await db.trackerEntry.createMany({
    data: [{ id: randomUUID(), quarter: quarterOf(on), summary, keyLearning, themes }],
  });
}

/** In the order of random ids, so that neither place nor page tells when an entry was made. */
export async function readTracker(
  db: Statements,
  theme: string | null,
  cursor: string | null,
  limit: number,
): Promise<Page<TrackerLogEntry>> {
  const after = readCursor(cursor, [UUID]);
  const rows = await db.$queryRaw<(TrackerLogEntry & { id: string })[]>`
    SELECT id::text, quarter, summary, key_learning AS "keyLearning", themes FROM tracker.entry
    WHERE ${theme === null ? Prisma.sql`true` : Prisma.sql`themes @> ARRAY[${theme}]`}
      AND ${after === null ? Prisma.sql`true` : Prisma.sql`id > ${after[0]}::uuid`}
    ORDER BY id LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    ({ id: _, ...entry }) => entry,
    ({ id }) => [id],
  );
}

/** In the order of the alphabet. */
export async function trackerThemes(db: Statements): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ theme: string }[]>`
    SELECT DISTINCT unnest(themes) AS theme FROM tracker.entry ORDER BY theme`;
  return rows.map(({ theme }) => theme);
}
