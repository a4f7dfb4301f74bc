/** A call with an Idempotency-Key is done once; its answer is kept for a week to be given again. */
import type { Database } from './database.ts';
import type { Statements } from './statements.ts';
import type { IdempotencyScope, KeptAnswer, Once } from './types.ts';

const KEPT_FOR_MS = 7 * 24 * 3_600_000;

/** Until when an answer given now is kept, as ISO 8601. */
export const keptUntil = (realNow: number): string => new Date(realNow + KEPT_FOR_MS).toISOString();

type Repeat = Exclude<Once<never>, { type: 'first' }>;

/**
 * Takes the key for this transaction. A repeat at the same moment waits here until the first has ended, and is then
 * given its answer; where the first came to nothing, the repeat becomes the first.
 */
export async function claimKey(
  db: Statements,
  scope: IdempotencyScope,
  realNow: number,
): Promise<Repeat | 'first'> {
  const { personId, address, keyHash, bodyHash } = scope;
  const now = new Date(realNow).toISOString();
  const claimed = await db.$executeRaw`
    INSERT INTO idempotency AS i (person_id, address, key_hash, body_hash, kept_until)
    VALUES (${personId}::uuid, ${address}, ${keyHash}, ${bodyHash}, ${keptUntil(realNow)}::timestamptz)
    ON CONFLICT (person_id, address, key_hash)
    DO UPDATE SET body_hash = EXCLUDED.body_hash, answer = NULL, kept_until = EXCLUDED.kept_until
    WHERE i.kept_until <= ${now}::timestamptz`;
  if (claimed === 1) return 'first';
  const kept = await keptAnswer(db, scope, realNow);
  if (kept === null) throw new Error('A key that was taken has no row');
  return kept;
}

/** The answer kept for this key, if there is one and its week is not over. */
export async function keptAnswer(
  db: Statements,
  scope: IdempotencyScope,
  realNow: number,
): Promise<Repeat | null> {
  const { personId, address, keyHash, bodyHash } = scope;
  const [kept] = await db.$queryRaw<{ bodyHash: string; answer: KeptAnswer }[]>`
    SELECT body_hash AS "bodyHash", answer FROM idempotency
    WHERE person_id = ${personId}::uuid AND address = ${address} AND key_hash = ${keyHash}
      AND kept_until > ${new Date(realNow).toISOString()}::timestamptz`;
  if (kept === undefined) return null;
  return kept.bodyHash === bodyHash ? { type: 'repeated', answer: kept.answer } : { type: 'keyReused' };
}

/** Does the work once per key, and keeps its answer in the same transaction. */
export async function once(
  database: Database,
  scope: IdempotencyScope,
  realNow: number,
  work: () => Promise<KeptAnswer>,
): Promise<Once<KeptAnswer>> {
  return database.joined({ person: scope.personId }, async (db) => {
    const claim = await claimKey(db, scope, realNow);
    if (claim !== 'first') return claim;
    const answer = await work();
    await db.$executeRaw`
      UPDATE idempotency SET answer = ${JSON.stringify(answer)}::json
      WHERE person_id = ${scope.personId}::uuid AND address = ${scope.address} AND key_hash = ${scope.keyHash}`;
    return { type: 'first', value: answer };
  });
}

/** Removes the keys whose week is over. */
export async function forgetOldKeys(db: Statements, realNow: number): Promise<void> {
  await db.$executeRaw`DELETE FROM idempotency WHERE kept_until <= ${new Date(realNow).toISOString()}::timestamptz`;
}
