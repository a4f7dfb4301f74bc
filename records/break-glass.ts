/** Break-glass access: that it was taken is an entry of the case's audit, and the entry is what gives it. */
import { GLASS_OPEN_MS, type GlassReason } from '../domain/access/index.ts';
import { clockOf, lockCase } from './case-row.ts';
import type { Statements } from './statements.ts';
import { emailsFor } from './outbox.ts';
import type { Keeping } from './step-transaction.ts';
import { viewToTell } from './telling.ts';
import type { CaseToTell } from './types.ts';
import { writeChange } from './write-change.ts';

const BROKEN = 'break glass';

/** Together with the email to the business manager, or not at all. Null where there is nothing (more) to tell. */
export async function breakGlass(
  { database, now }: Keeping,
  {
    reference,
    personId,
    reason,
  }: { readonly reference: string; readonly personId: string; readonly reason: GlassReason },
): Promise<CaseToTell | null> {
  const realNow = now();
  return database.transaction({ case: reference }, async (db) => {
    const row = await lockCase(db, reference);
    if (row === null) return null;
    // A form sent twice: the business manager is told once.
    if ((await glassOpenUntil(db, { reference, personId }, realNow)) !== null) return null;
    const { state, nextDueAt, nextDueWhat } = row;
    await writeChange(db, {
      before: state,
      after: state,
      at: clockOf(row, realNow),
      events: [],
      timeline: [],
      emails: await emailsFor(db, state, [
        { kind: 'glassBroken', to: { role: 'businessManager' }, data: {} },
      ]),
      answer: null,
      nextDue: nextDueAt === null ? null : { at: nextDueAt, what: nextDueWhat ?? '' },
      calendarVersion: null,
      kept: null,
      audit: { personId, what: BROKEN, why: reason },
      realNow,
    });
    // Should it not be told now that email waits, it is told later.
    await db.$executeRaw`UPDATE "case" SET told_version = least(told_version, version - 1) WHERE reference = ${reference}`;
    const view = await viewToTell(db, reference, realNow);
    return view === null ? null : { reference, ...view };
  });
}

/** Until when (real time, epoch ms) this person may look into the case; null where they may not, or not any more. */
export async function glassOpenUntil(
  db: Statements,
  { reference, personId }: { readonly reference: string; readonly personId: string },
  realNow: number,
): Promise<number | null> {
  const [row] = await db.$queryRaw<{ until: number | null }[]>`
    SELECT (extract(epoch FROM max(at)) * 1000)::float8 + ${GLASS_OPEN_MS}::float8 AS until
    FROM audit WHERE reference = ${reference} AND person_id = ${personId}::uuid AND what = ${BROKEN}`;
  const until = row?.until ?? null;
  return until === null || until <= realNow ? null : until;
}
