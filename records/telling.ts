/** What the workflows are told, and which of them were not told yet. */
import { Prisma } from '../prisma/generated/client.ts';
import { CASE_COLUMNS, recordOf } from './case-row.ts';
import type { Statements } from './statements.ts';
import type { CaseRow, CaseToTell } from './types.ts';

async function read(db: Statements, rest: Prisma.Sql, realNow: number): Promise<readonly CaseToTell[]> {
  const rows = await db.$queryRaw<CaseRow[]>`SELECT ${CASE_COLUMNS} FROM "case" c WHERE ${rest}`;
  return rows.map((row) => ({
    reference: row.state.reference,
    view: recordOf(row, realNow).view,
    clockAhead: row.clockAhead,
  }));
}

/** Oldest change first. */
export const untold = (db: Statements, limit: number, realNow: number): Promise<readonly CaseToTell[]> =>
  read(db, Prisma.sql`c.told_version < c.version ORDER BY c.changed_at LIMIT ${limit}`, realNow);

/** By reference, from the one after `after`. */
const inPages =
  (which: Prisma.Sql) =>
  (db: Statements, after: string | null, limit: number, realNow: number): Promise<readonly CaseToTell[]> =>
    read(
      db,
      Prisma.sql`${which} AND c.reference > ${after ?? ''} ORDER BY c.reference LIMIT ${limit}`,
      realNow,
    );

export const openCases = inPages(Prisma.sql`(c.stage <> 'closed' OR c.emails_waiting > 0)`);
export const casesWithMail = inPages(Prisma.sql`c.emails_waiting > 0`);

export async function viewToTell(
  db: Statements,
  reference: string,
  realNow: number,
): Promise<Omit<CaseToTell, 'reference'> | null> {
  const [found] = await read(db, Prisma.sql`c.reference = ${reference}`, realNow);
  return found === undefined ? null : { view: found.view, clockAhead: found.clockAhead };
}

/** Also within the transaction of what time brings, so never with less durability than that needs. */
export async function markTold(db: Statements, reference: string, version: number): Promise<void> {
  await db.$executeRaw`
    UPDATE "case" SET told_version = ${version} WHERE reference = ${reference} AND told_version < ${version}`;
}

export async function readBacklog(
  db: Statements,
): Promise<{ readonly untold: number; readonly oldestUnsentAt: number | null }> {
  const [row] = await db.$queryRaw<{ untold: number; oldestUnsentAt: number | null }[]>`
    SELECT (SELECT count(*)::int FROM "case" WHERE told_version < version) AS untold,
      (SELECT (extract(epoch FROM min(made_at)) * 1000)::float8 FROM outbox WHERE status IN ('queued', 'sending')) AS "oldestUnsentAt"`;
  return row ?? { untold: 0, oldestUnsentAt: null };
}
