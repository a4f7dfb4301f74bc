/** Who did or saw what. Each entry's hash covers the entry before it of the same case: the database chains them. */
import { Prisma } from '../prisma/generated/client.ts';
import { NUMBER, pageOf, readCursor } from './cursor.ts';
import type { Database } from './database.ts';
import type { Statements } from './statements.ts';
import type { AccessLogEntry, AuditEntry, Page } from './types.ts';

/** @param reference null where it is about no case */
export async function writeAudit(
  database: Database,
  { reference, personId, what, why }: AuditEntry & { readonly reference: string | null },
  realNow: number,
): Promise<void> {
  await database.read(
    reference === null ? 'none' : { case: reference },
    (db) => db.$executeRaw`
      INSERT INTO audit (reference, at, person_id, what, why)
      VALUES (${reference ?? ''}, ${new Date(realNow).toISOString()}::timestamptz, ${personId}::uuid, ${what}, ${why})`,
  );
}

/** The entries of whose hash it can be told whether it follows from the one before. */
const chainOf = (rest: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT a.reference, a.number, row_number() OVER entries AS expected,
    a.hash = audit_hash(coalesce(lag(a.hash) OVER entries, ''), a) AS follows
  FROM audit a ${rest} WINDOW entries AS (PARTITION BY a.reference ORDER BY a.number)`;

/** Chains that are looked at by one statement, which has its time limit. */
const CHAINS_AT_ONCE = 500;

/** The first entry of each case whose hash does not follow from the one before it, or that is missing. */
export async function brokenAuditChains(
  database: Database,
): Promise<readonly { readonly reference: string; readonly number: number }[]> {
  const broken: { readonly reference: string; readonly number: number }[] = [];
  for (let after: string | null = null; ;) {
    const from: Prisma.Sql = after === null ? Prisma.sql`true` : Prisma.sql`reference > ${after}`;
    const last: string | null = await database.read('whole', (db) => lastOfSome(db, from));
    if (last === null) return broken;
    const some = Prisma.sql`WHERE ${from} AND reference <= ${last}`;
    const found = await database.read(
      'whole',
      (db) => db.$queryRaw<{ reference: string; number: number }[]>`
        SELECT reference, min(expected)::int AS number
        FROM (${chainOf(some)}) chain
        WHERE number <> expected OR NOT follows
        GROUP BY reference ORDER BY reference`,
    );
    broken.push(...found);
    after = last;
  }
}

async function lastOfSome(db: Statements, from: Prisma.Sql): Promise<string | null> {
  const [some] = await db.$queryRaw<{ last: string | null }[]>`
    SELECT max(reference) AS last FROM (
      SELECT DISTINCT reference FROM audit WHERE ${from} ORDER BY reference LIMIT ${CHAINS_AT_ONCE}) page`;
  return some?.last ?? null;
}

export async function isAuditWhole(db: Statements, reference: string): Promise<boolean> {
  const rows = await db.$queryRaw<{ broken: boolean }[]>`
    SELECT EXISTS (SELECT FROM (${chainOf(Prisma.sql`WHERE a.reference = ${reference}`)}) chain
      WHERE number <> expected OR NOT follows) AS broken`;
  return rows[0]?.broken === false;
}

interface LogRow {
  readonly number: number;
  readonly at: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly byService: boolean;
  readonly what: string;
  readonly why: string | null;
}

/** Newest first. @throws {BadCursor} */
export async function accessLog(
  db: Statements,
  reference: string | null,
  cursor: string | null,
  limit: number,
): Promise<Page<AccessLogEntry>> {
  const after = readCursor(cursor, [NUMBER]);
  const earlier = after === null ? Prisma.sql`true` : Prisma.sql`a.number < ${after[0]}::bigint`;
  const rows = await db.$queryRaw<LogRow[]>`
    SELECT a.number, (extract(epoch FROM a.at) * 1000)::float8 AS at, p.name, p.email,
      a.person_id IS NULL AS "byService", a.what, a.why
    FROM audit a LEFT JOIN person p ON p.id = a.person_id
    WHERE a.reference = ${reference ?? ''} AND ${earlier} ORDER BY a.number DESC LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    ({ name, email, ...entry }) => ({
      ...entry,
      who: name === null || email === null ? null : { name, email },
    }),
    ({ number }) => [String(number)],
  );
}
