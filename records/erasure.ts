/**
 * The erasing of one case (decision 0020): everything that is about it goes, in one transaction. Kept are that there was
 * such a case, its audit (ids and enumerated words), who proposed and approved what, and the tracker, which is anonymous.
 */
import { Prisma } from '../prisma/generated/client.ts';
import type { Statements } from './statements.ts';
import { stillActive } from './sessions.ts';

/** To be called with the case's row held, and what must not be erased refused. */
export async function eraseCase(
  db: Statements,
  { reference, realNow }: { readonly reference: string; readonly realNow: number },
): Promise<void> {
  const now = new Date(realNow).toISOString();
  await db.$executeRaw`
    INSERT INTO erased_case (reference, outcome, closed_in, erased_at)
    SELECT c.reference, c.outcome, left(c.state ->> 'closedOn', 4)::int, ${now}::timestamptz
    FROM "case" c WHERE c.reference = ${reference}`;
  await forgetTyped(db, reference);
  await forgetAccounts(db, reference, realNow);
  // What is append-only nobody but the owner of the tables can change: a function of theirs does (migration 0010).
  await db.$executeRaw`SELECT erase_history(${reference})`;
  await db.$executeRaw`
    DELETE FROM answer_file n USING answer a WHERE a.id = n.answer_id AND a.reference = ${reference}`;
  for (const table of OF_A_CASE) {
    await db.$executeRaw`DELETE FROM ${Prisma.raw(table)} WHERE reference = ${reference}`;
  }
  await db.$executeRaw`DELETE FROM "case" WHERE reference = ${reference}`;
}

/** Tables with nothing but what is about one case. The learning log too: what is to stay of it is in the tracker. */
const OF_A_CASE = [
  'answer',
  'file',
  'task',
  'participant',
  'timeline',
  'outbox',
  'subject_name',
  'learning_log',
  'legal_hold',
] as const;

/** What was typed and not submitted, and answers kept to be given again: their addresses or bodies name the case. */
async function forgetTyped(db: Statements, reference: string): Promise<void> {
  // No further digit: `MAS-2026-1000` is not `MAS-2026-10000`.
  const named = `${reference}(?!\\d)`;
  await db.$executeRaw`
    DELETE FROM draft d WHERE d.page ~ ${named}
      OR EXISTS (SELECT FROM approval a WHERE a.reference = ${reference} AND starts_with(d.page, '/approvals/' || a.id))`;
  await db.$executeRaw`
    DELETE FROM idempotency i WHERE i.address ~ ${named} OR i.answer::text ~ ${named}
      OR EXISTS (SELECT FROM approval a WHERE a.reference = ${reference} AND strpos(i.address, a.id::text) > 0)`;
}

/**
 * Accounts that were there for this case only: of people on it, or once written to about it, who are on no other, have no
 * role, are not signed in, hold no token that works, and have begun nothing else. Whoever comes back gets a new one.
 */
async function forgetAccounts(db: Statements, reference: string, realNow: number): Promise<void> {
  const now = new Date(realNow).toISOString();
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT p.id::text FROM person p
    WHERE lower(p.email) IN (
        SELECT email FROM participant WHERE reference = ${reference}
        UNION SELECT lower(address) FROM outbox
        WHERE reference = ${reference} AND recipient ~ '^(p[0-9]+|invited)$')
      AND NOT EXISTS (SELECT FROM participant o WHERE o.email = lower(p.email) AND o.reference <> ${reference})
      AND NOT EXISTS (SELECT FROM person_role r WHERE r.person_id = p.id)
      AND NOT EXISTS (SELECT FROM facilitator f WHERE f.person_id = p.id)
      AND NOT EXISTS (SELECT FROM session s WHERE s.person_id = p.id AND ${stillActive(realNow)})
      AND NOT EXISTS (SELECT FROM token t WHERE t.person_id = p.id AND t.expires_at > ${now}::timestamptz)
      AND NOT EXISTS (SELECT FROM draft d WHERE d.person_id = p.id)
    FOR UPDATE OF p`;
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await db.$executeRaw`
    WITH gone AS (SELECT unnest(${ids}::uuid[]) AS id),
      sessions AS (DELETE FROM session WHERE person_id IN (SELECT id FROM gone)),
      tokens AS (DELETE FROM token WHERE person_id IN (SELECT id FROM gone)),
      apps AS (DELETE FROM authenticator_app WHERE person_id IN (SELECT id FROM gone)),
      passkeys AS (DELETE FROM passkey WHERE person_id IN (SELECT id FROM gone)),
      answers AS (DELETE FROM idempotency WHERE person_id IN (SELECT id FROM gone))
    DELETE FROM sign_in_code c USING person p
    WHERE p.id IN (SELECT id FROM gone) AND lower(c.email) = lower(p.email)`;
  await db.$executeRaw`DELETE FROM person WHERE id = ANY (${ids}::uuid[])`;
}
