/** Carries a changed calendar (a holiday proclaimed, a local closure) into the dates of open cases. */
import { heartbeat } from '@temporalio/activity';
import type { Log } from '../config/log.ts';
import type { Engine } from '../engine/index.ts';
import type { Records } from '../records/types.ts';

const PAGE = 100;
const AT_ONCE = 8;

export function createCalendarActivities(parts: {
  readonly records: Records;
  readonly engine: Engine;
  readonly log: Log;
}) {
  const { records, engine, log } = parts;

  /** Whether the case has its new dates. One that fails holds up no other; the schedule tries it again. */
  async function carry(reference: string): Promise<boolean> {
    try {
      const view = await records.carryCalendarChange(reference);
      const clockAhead = await records.clockAhead(reference);
      // Not told now is told by the schedule: the record knows that it was not.
      if (view !== null && clockAhead !== null) void engine.tell({ reference, step: null, view, clockAhead });
      return true;
    } catch (error) {
      log.error('a calendar change could not be carried into a case', { reference, error });
      return false;
    }
  }

  return {
    /** One page of cases. `more`: another call has something to do. */
    async carryCalendarChange(): Promise<{ readonly carried: number; readonly more: boolean }> {
      const references = [...(await records.casesWithOlderCalendar(PAGE))];
      const full = references.length === PAGE;
      let carried = 0;
      while (references.length > 0) {
        heartbeat();
        const results = await Promise.all(references.splice(0, AT_ONCE).map(carry));
        carried += results.filter(Boolean).length;
      }
      return { carried, more: full && carried > 0 };
    },
  };
}
