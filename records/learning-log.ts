/** The partnership's learning log: what the newest answer of each facilitator says. */
import type { PlainDate } from '../domain/calendar/types.ts';
import type { StepBody } from '../domain/forms/index.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { NUMBER, pageOf, readCursor } from './cursor.ts';
import type { Transaction } from './database.ts';
import type { Statements } from './statements.ts';
import { runsTheProcess } from './sight.ts';
import type { LearningLogEntry, Page, Person } from './types.ts';

export async function keepLearning(
  db: Transaction,
  {
    reference,
    givenBy,
    on,
    body,
  }: {
    readonly reference: string;
    readonly givenBy: string;
    readonly on: PlainDate;
    readonly body: StepBody<'recordLearning'>;
  },
): Promise<void> {
  await forgetLearning(db, reference, givenBy);
  if (!('entries' in body)) return;
  await db.learningEntry.createMany({
    data: body.entries.map((entry) => ({
      reference,
      givenBy,
      recordedOn: new Date(`${on}T00:00:00Z`),
      theme: entry.theme,
      learning: entry.learning,
      scope: entry.scope,
      isNew: entry.new,
      forStatutoryPartners: entry.forStatutoryPartners,
      actions: body.actions,
    })),
  });
}

export async function forgetLearning(db: Statements, reference: string, givenBy: string): Promise<void> {
  await db.$executeRaw`DELETE FROM learning_log WHERE reference = ${reference} AND given_by = ${givenBy}`;
}

/** Newest first. Administrators and the business manager read all of it, others what they wrote. */
export async function readLearning(
  db: Statements,
  {
    viewer,
    theme,
    cursor,
    limit,
  }: {
    readonly viewer: Person;
    readonly theme: string | null;
    readonly cursor: string | null;
    readonly limit: number;
  },
): Promise<Page<LearningLogEntry>> {
  const after = readCursor(cursor, [NUMBER]);
  const rows = await db.$queryRaw<(LearningLogEntry & { number: string })[]>`
    SELECT l.number::text, l.reference, l.recorded_on::text AS "recordedOn", l.theme, l.learning, l.scope, l.is_new AS "new",
      l.for_statutory_partners AS "forStatutoryPartners", l.actions
    FROM learning_log l
    WHERE ${mayRead(viewer)}
      AND ${theme === null ? Prisma.sql`true` : Prisma.sql`l.theme = ${theme}`}
      AND ${after === null ? Prisma.sql`true` : Prisma.sql`l.number < ${after[0]}::bigint`}
    ORDER BY l.number DESC LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    ({ number: _, ...entry }) => entry,
    ({ number }) => [number],
  );
}

/** Of the entries that this person may read, in the order of the alphabet. */
export async function learningThemes(db: Statements, viewer: Person): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ theme: string }[]>`
    SELECT DISTINCT l.theme FROM learning_log l WHERE ${mayRead(viewer)} ORDER BY l.theme`;
  return rows.map(({ theme }) => theme);
}

const mayRead = (viewer: Person): Prisma.Sql =>
  runsTheProcess(viewer) ? Prisma.sql`true` : writtenBy(viewer);

const writtenBy = (viewer: Person): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM participant p
  WHERE p.reference = l.reference AND p.id = l.given_by AND p.email = ${viewer.email.toLowerCase()} AND p.left_on IS NULL)`;
