/** Where "to the next due" of a training installation moves a case's clock. */
import { instantOf } from '../calendar/index.ts';
import type { Instant, PlainTime, WorkingCalendar } from '../calendar/types.ts';
import type { Policy } from '../process/policy.ts';
import type { CaseState } from './state.ts';
import { openTasks } from './tasks.ts';
import { nextDue } from './time.ts';

const END_OF_DAY = '23:59' as PlainTime;

/**
 * The next instant at which the process does something by itself, but never past an open task's due date (23:59
 * London on it); null when nothing is due.
 */
export function nextStop(
  state: CaseState,
  policy: Policy,
  calendar: WorkingCalendar,
  now: Instant,
): Instant | null {
  const next = nextDue(state, policy, calendar);
  if (next === null) return null;
  const ends = openTasks(state)
    .flatMap((task) => (task.dueOn === null ? [] : [instantOf(task.dueOn, END_OF_DAY)]))
    .filter((end) => end > now);
  return [next.at, ...ends].reduce((soonest, each) => (each < soonest ? each : soonest));
}
