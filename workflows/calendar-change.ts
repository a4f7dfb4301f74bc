/**
 * Carries a change of the calendar (a holiday proclaimed, a local closure) through every open case, page by page:
 * dates that count back from the session are worked out again and each case's workflow is told.
 * One run at a time; a change that comes while it runs is carried by one more round.
 */
import { continueAsNew, defineSignal, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { CALENDAR_CHANGED } from './messages.ts';

const { carryCalendarChange } = proxyActivities<Activities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

export async function calendarChange(): Promise<void> {
  let changed = true;
  setHandler(defineSignal(CALENDAR_CHANGED), () => {
    changed = true;
  });
  while (changed) {
    changed = false;
    for (let carried = await carryCalendarChange(); carried.more; carried = await carryCalendarChange()) {
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof calendarChange>();
    }
  }
}
