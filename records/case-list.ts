/** Lists of cases, newest first. */
import { Prisma } from '../prisma/generated/client.ts';
import { CASE_COLUMNS, caseToday, recordOf } from './case-row.ts';
import { NUMBER, pageOf, readCursor } from './cursor.ts';
import type { Statements } from './statements.ts';
import { all, isTheirCase, seesCase, seesTask } from './sight.ts';
import { normalised } from './subject-names.ts';
import type { CaseRecord, CaseRow, Page, Person, Records } from './types.ts';

type CasesQuery = Parameters<Records['cases']>[0];
type SearchQuery = Parameters<Records['searchCases']>[0];

export async function listCases(
  db: Statements,
  query: CasesQuery,
  realNow: number,
): Promise<Page<CaseRecord>> {
  const { viewer, stage, overdue, mine } = query;
  return pageOfCases(db, query, realNow, [
    ...seesCase(viewer, realNow),
    ...(stage === null ? [] : [Prisma.sql`c.stage = ${stage}`]),
    ...(overdue === null
      ? []
      : [overdue ? isOverdue(viewer, realNow) : Prisma.sql`NOT ${isOverdue(viewer, realNow)}`]),
    ...(mine === null ? [] : [mine ? isTheirCase(viewer) : Prisma.sql`NOT (${isTheirCase(viewer)})`]),
  ]);
}

/** Cases of a child or sibling with this surname and date of birth, or either; for those who run the process. */
export async function searchCases(
  db: Statements,
  query: SearchQuery,
  realNow: number,
): Promise<Page<CaseRecord>> {
  const { surname, dateOfBirth } = query;
  const about = all([
    ...(surname === null ? [] : [Prisma.sql`n.surname = ${normalised(surname)}`]),
    ...(dateOfBirth === null ? [] : [Prisma.sql`n.date_of_birth = ${dateOfBirth}::date`]),
  ]);
  return pageOfCases(db, query, realNow, [
    Prisma.sql`c.reference IN (SELECT n.reference FROM subject_name n WHERE ${about})`,
  ]);
}

export async function casesOfSameChildren(
  db: Statements,
  reference: string,
  limit: number,
  realNow: number,
): Promise<readonly CaseRecord[]> {
  const { rows } = await pageOfCases(db, { cursor: null, limit }, realNow, [
    Prisma.sql`c.reference <> ${reference}`,
    Prisma.sql`c.reference IN (
      SELECT theirs.reference FROM subject_name mine JOIN subject_name theirs USING (surname, date_of_birth)
      WHERE mine.reference = ${reference})`,
  ]);
  return rows;
}

/** Of the case `c`, by its own clock: something that this person sees to be waiting is late. */
export const isOverdue = (viewer: Person, realNow: number): Prisma.Sql => {
  const late = Prisma.sql`t.reference = c.reference AND t.status = 'open' AND t.due_on < ${caseToday(realNow)}`;
  return Prisma.sql`(c.stage <> 'closed' AND EXISTS (SELECT FROM task t WHERE ${all([late, ...seesTask(viewer)])}))`;
};

async function pageOfCases(
  db: Statements,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
  realNow: number,
  conditions: readonly Prisma.Sql[],
): Promise<Page<CaseRecord>> {
  const after = readCursor(cursor, [NUMBER]);
  const rows = await db.$queryRaw<(CaseRow & { number: string })[]>`
    SELECT c.number::text, ${CASE_COLUMNS} FROM "case" c
    WHERE ${all([...conditions, ...(after === null ? [] : [Prisma.sql`c.number < ${after[0]}::bigint`])])}
    ORDER BY c.number DESC LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    (row) => recordOf(row, realNow),
    ({ number }) => [number],
  );
}
