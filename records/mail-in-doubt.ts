/** Emails that have waited long, and those whose outcome is unknown, case by case. For the doctor. */
import type { Statements } from './statements.ts';
import type { MailInDoubt } from './types.ts';

export async function mailInDoubt(
  db: Statements,
  { unsentBefore, unknownAfter }: { readonly unsentBefore: number; readonly unknownAfter: number },
): Promise<readonly MailInDoubt[]> {
  return db.$queryRaw<MailInDoubt[]>`
    SELECT reference, count(*) FILTER (WHERE status <> 'outcomeUnknown')::int AS unsent,
      count(*) FILTER (WHERE status = 'outcomeUnknown')::int AS unknown
    FROM outbox
    WHERE (status IN ('queued', 'sending') AND made_at < ${new Date(unsentBefore).toISOString()}::timestamptz)
      OR (status = 'outcomeUnknown' AND attempted_at >= ${new Date(unknownAfter).toISOString()}::timestamptz)
    GROUP BY reference ORDER BY reference`;
}
