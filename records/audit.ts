/** Who did or saw what. Each entry's hash covers the entry before it of the same case: the database chains them. */
import type { Database } from './database.ts';
import type { AuditEntry } from './types.ts';

/** @param reference null where it is about no case */
export async function writeAudit(
  database: Database,
  { reference, personId, what, why }: AuditEntry & { readonly reference: string | null },
  realNow: number,
): Promise<void> {
  await database.read(
    (db) => db.$executeRaw`
      INSERT INTO audit (reference, at, person_id, what, why)
      VALUES (${reference ?? ''}, ${new Date(realNow).toISOString()}::timestamptz, ${personId}::uuid, ${what}, ${why})`,
  );
}

/** The first entry of each case whose hash does not follow from the one before it, or that is missing. */
export async function brokenAuditChains(
  database: Database,
): Promise<readonly { readonly reference: string; readonly number: number }[]> {
  return database.read(
    (db) => db.$queryRaw<{ reference: string; number: number }[]>`
      SELECT reference, min(expected)::int AS number
      FROM (
        SELECT a.reference, a.number, row_number() OVER entries AS expected,
          a.hash = audit_hash(coalesce(lag(a.hash) OVER entries, ''), a) AS follows
        FROM audit a WINDOW entries AS (PARTITION BY a.reference ORDER BY a.number)
      ) chain
      WHERE number <> expected OR NOT follows
      GROUP BY reference ORDER BY reference`,
  );
}
