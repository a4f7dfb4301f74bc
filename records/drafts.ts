/** What somebody has typed and not yet submitted: the writer's only, for 28 days. All times are real ones. */
import { POLICY } from '../domain/process/policy.ts';
import type { Transaction } from './database.ts';
import type { Draft } from './types.ts';

const DAY_MS = 24 * 3_600_000;

export async function keepDraft(
  db: Transaction,
  { personId, page, typed }: { readonly personId: string } & Pick<Draft, 'page' | 'typed'>,
  realNow: number,
): Promise<void> {
  const now = new Date(realNow).toISOString();
  await db.$executeRaw`
    INSERT INTO draft (person_id, page, typed, kept_at)
    VALUES (${personId}::uuid, ${page}, ${JSON.stringify(typed)}::jsonb, ${now}::timestamptz)
    ON CONFLICT (person_id, page) DO UPDATE SET typed = EXCLUDED.typed, kept_at = EXCLUDED.kept_at`;
}

/** Those whose page begins so, newest first. @param page a whole page for one */
export async function draftsOf(
  db: Transaction,
  { personId, page }: { readonly personId: string; readonly page: string },
): Promise<readonly Draft[]> {
  const rows = await db.$queryRaw<{ page: string; typed: Draft['typed']; keptAt: Date }[]>`
    SELECT page, typed, kept_at AS "keptAt" FROM draft
    WHERE person_id = ${personId}::uuid AND starts_with(page, ${page}) ORDER BY kept_at DESC`;
  return rows.map(({ keptAt, ...draft }) => ({ ...draft, keptAt: keptAt.getTime() }));
}

export async function removeDraft(
  db: Transaction,
  { personId, page }: { readonly personId: string; readonly page: string },
): Promise<void> {
  await db.$executeRaw`DELETE FROM draft WHERE person_id = ${personId}::uuid AND page = ${page}`;
}

export async function forgetOldDrafts(db: Transaction, realNow: number): Promise<void> {
  const before = new Date(realNow - POLICY.draftDays * DAY_MS).toISOString();
  await db.$executeRaw`DELETE FROM draft WHERE kept_at <= ${before}::timestamptz`;
}
