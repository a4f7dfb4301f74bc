/** The list of cases as people turn its pages: newest first, both ways, narrowed by what they look for. */
import { Prisma } from '../prisma/generated/client.ts';
import { isOverdue } from './case-list.ts';
import { CASE_COLUMNS, recordOf } from './case-row.ts';
import { cursorOf, NUMBER, readCursor } from './cursor.ts';
import type { Statements } from './statements.ts';
import { all, hasAgency, isTheirCase, seesCase } from './sight.ts';
import type { CasePage, CaseRow, Records } from './types.ts';

type CasePageQuery = Parameters<Records['casePage']>[0];
type Row = CaseRow & { readonly number: string };

export async function readCasePage(db: Statements, query: CasePageQuery, realNow: number): Promise<CasePage> {
  const { turn, limit } = query;
  const from = turn === null ? null : readCursor(turn.from, [NUMBER])?.[0];
  const conditions = conditionsOf(query, realNow);
  if (turn?.to === 'newer') {
    const rows = await db.$queryRaw<Row[]>`
      SELECT c.number::text, ${CASE_COLUMNS} FROM "case" c
      WHERE ${all([...conditions, Prisma.sql`c.number > ${from}::bigint`])}
      ORDER BY c.number LIMIT ${limit + 1}`;
    // Nearer to the newest than a page: then the first page, whole.
    if (rows.length > limit) return pageOf(rows.slice(0, limit).reverse(), true, true, realNow);
  }
  const older = turn?.to === 'older' ? [Prisma.sql`c.number < ${from}::bigint`] : [];
  const rows = await db.$queryRaw<Row[]>`
    SELECT c.number::text, ${CASE_COLUMNS} FROM "case" c
    WHERE ${all([...conditions, ...older])}
    ORDER BY c.number DESC LIMIT ${limit + 1}`;
  return pageOf(rows.slice(0, limit), turn?.to === 'older', rows.length > limit, realNow);
}

const conditionsOf = (
  { viewer, stage, agency, overdue, mine, reference }: CasePageQuery,
  realNow: number,
): readonly Prisma.Sql[] => [
  ...seesCase(viewer, realNow),
  ...(stage === null ? [] : [Prisma.sql`c.stage = ${stage}`]),
  ...(agency === null ? [] : [hasAgency(viewer, agency)]),
  ...(overdue ? [isOverdue(viewer, realNow)] : []),
  ...(mine ? [isTheirCase(viewer)] : []),
  // Digits and dashes only: nothing in it that LIKE reads otherwise, and every reference is before `…~`.
  ...(reference === null
    ? []
    : [Prisma.sql`c.reference ~>=~ ${reference} AND c.reference ~<~ ${`${reference}~`}`]),
];

function pageOf(rows: readonly Row[], newer: boolean, older: boolean, realNow: number): CasePage {
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    rows: rows.map((row) => recordOf(row, realNow)),
    newer: newer && first !== undefined ? cursorOf([first.number]) : null,
    older: older && last !== undefined ? cursorOf([last.number]) : null,
  };
}
