/** What somebody has typed and not yet submitted: the writer's only, for 28 days. All times are real ones. */
import { POLICY } from '../domain/process/policy.ts';
import type { Statements } from './statements.ts';
import type { Draft, DraftChange, DraftPage } from './types.ts';

const DAY_MS = 24 * 3_600_000;

export async function keepDraft(
  db: Statements,
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
  db: Statements,
  { personId, page }: { readonly personId: string; readonly page: string },
): Promise<readonly Draft[]> {
  const rows = await db.$queryRaw<{ page: string; typed: Draft['typed']; keptAt: Date }[]>`
    SELECT page, typed, kept_at AS "keptAt" FROM draft
    WHERE person_id = ${personId}::uuid AND starts_with(page, ${page}) ORDER BY kept_at DESC`;
  return rows.map(({ keptAt, ...draft }) => ({ ...draft, keptAt: keptAt.getTime() }));
}

/**
 * A draft as `change` makes it, alone: what two tabs keep at the same moment is kept of both. What was kept below its page
 * while a session lapsed ends in it. Null where there is no such draft.
 */
export async function changeDraft(
  db: Statements,
  { personId, page, change }: DraftChange,
  realNow: number,
): Promise<Draft | null> {
  const held = await db.$queryRaw<Pick<Draft, 'page' | 'typed'>[]>`
    SELECT page, typed FROM draft
    WHERE person_id = ${personId}::uuid AND (page = ${page} OR starts_with(page, ${`${page}/`}))
    ORDER BY kept_at FOR UPDATE`;
  const own = held.find((draft) => draft.page === page);
  if (own === undefined) return null;
  const late = held.filter((draft) => draft !== own);
  const typed = change(own.typed, late);
  await keepDraft(db, { personId, page, typed }, realNow);
  if (late.length > 0) {
    await db.$executeRaw`
      DELETE FROM draft WHERE person_id = ${personId}::uuid AND page = ANY (${late.map((draft) => draft.page)}::text[])`;
  }
  return { page, typed, keptAt: realNow };
}

/** What somebody has begun, without the answers, newest first. */
export async function draftPages(db: Statements, personId: string): Promise<readonly DraftPage[]> {
  const rows = await db.$queryRaw<{ page: string; keptAt: Date; child: string }[]>`
    SELECT page, kept_at AS "keptAt",
      btrim(concat_ws(' ', typed #>> '{child.forename,0}', typed #>> '{child.surname,0}')) AS child
    FROM draft WHERE person_id = ${personId}::uuid ORDER BY kept_at DESC`;
  return rows.map(({ page, keptAt, child }) => ({
    page,
    keptAt: keptAt.getTime(),
    child: child === '' ? null : child,
  }));
}

export async function removeDraft(
  db: Statements,
  { personId, page }: { readonly personId: string; readonly page: string },
): Promise<void> {
  await db.$executeRaw`DELETE FROM draft WHERE person_id = ${personId}::uuid AND page = ${page}`;
}

export async function forgetOldDrafts(db: Statements, realNow: number): Promise<void> {
  const before = new Date(realNow - POLICY.draftDays * DAY_MS).toISOString();
  await db.$executeRaw`DELETE FROM draft WHERE kept_at <= ${before}::timestamptz`;
}
