/** What time brings to a case: the transaction of a step, with the command "clock". */
import type { Instant } from '../domain/calendar/types.ts';
import type { Records } from '../records/types.ts';
import type { CaseView } from '../workflows/messages.ts';

export function createDueActivities({ records }: { readonly records: Records }) {
  return {
    /**
     * Idempotent. Null when there is no such case any more.
     * @param at epoch ms by the case's clock, which only the workflow knows
     */
    async bringTime(reference: string, at: number): Promise<CaseView | null> {
      return records.bringTime(reference, instant(at));
    },
  };
}

function instant(at: number): Instant {
  if (!Number.isSafeInteger(at)) throw new RangeError('not an instant');
  return at as Instant;
}
