/** What no order of a case's events may show. */
import type { CaseEvent } from '../../../domain/case/events.ts';
import { evolve } from '../../../domain/case/index.ts';
import type { CaseState } from '../../../domain/case/state.ts';

/** Goes through the events one by one: reminders only for open tasks of that owner, nothing after closing. */
export function walkEvents(events: readonly CaseEvent[]): void {
  let state: CaseState | null = null;
  for (const event of events) {
    if (state !== null) {
      if (event.at < state.lastAt)
        throw new Error(`Event ${event.version} happened before the one before it`);
      const corrects =
        event.body.type === 'stepTakenBack' || (event.body.type === 'stepTaken' && event.body.correction);
      if (state.stage === 'closed' && !corrects) throw new Error(`${event.body.type} after closing`);
      if (event.body.type === 'remindersGiven') {
        for (const reminder of event.body.reminders) {
          const task = state.tasks.find((each) => each.id === reminder.taskId);
          if (task?.status !== 'open' || task.owner !== reminder.owner) {
            throw new Error(`A reminder of ${reminder.taskId} that is not open, or not theirs`);
          }
        }
      }
    }
    state = evolve(state, event);
  }
}
