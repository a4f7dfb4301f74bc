/** The tracker: anonymous, without a way back to the case. Nothing here takes a reference, an author or a day. */
import { randomUUID } from 'node:crypto';
import type { PlainDate } from '../domain/calendar/types.ts';
import type { StepBody } from '../domain/forms/index.ts';
import { pageOf, readCursor, UUID } from './cursor.ts';
import type { Transaction } from './database.ts';
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
  await db.trackerEntry.create({
    data: { id: randomUUID(), quarter: quarterOf(on), summary, keyLearning, themes },
  });
}

/** In the order of random ids, so that neither place nor page tells when an entry was made. */
export async function readTracker(
  db: Transaction,
  theme: string | null,
  cursor: string | null,
  limit: number,
): Promise<Page<TrackerLogEntry>> {
  const after = readCursor(cursor, [UUID]);
  const rows = await db.trackerEntry.findMany({
    where: {
      ...(theme === null ? {} : { themes: { has: theme } }),
      ...(after === null ? {} : { id: { gt: after[0] ?? '' } }),
    },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  return pageOf(
    rows,
    limit,
    ({ id: _, ...entry }) => entry,
    ({ id }) => [id],
  );
}

/** In the order of the alphabet. */
export async function trackerThemes(db: Transaction): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ theme: string }[]>`
    SELECT DISTINCT unnest(themes) AS theme FROM tracker.entry ORDER BY theme`;
  return rows.map(({ theme }) => theme);
}
