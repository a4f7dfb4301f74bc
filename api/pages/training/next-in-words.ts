/** What falls due next in a case, in words. */
import { instantOf, plainTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import { TASK_KINDS } from '../../../domain/process/vocabulary.ts';
import type { CaseRecord } from '../../../records/types.ts';

const END_OF_DAY = plainTime('23:59');

/** What the process does by itself, as its next step is named in the records. */
const BY_ITSELF: ReadonlyMap<string, string> = new Map([
  ['session starts', 'the session starts'],
  ['session ends', 'the session ends'],
  ['evaluations not returned', 'evaluations still missing are marked as not returned'],
  ['follow-up opens', 'the six-month follow-up opens'],
  ['session due', 'a reminder that the session is due'],
  ['session eve', 'the reminder on the eve of the session'],
]);

/** @param stop where the clock would come to */
export function nextInWords({ state, view }: CaseRecord, stop: Instant): string {
  const due = state.tasks
    .filter(
      ({ status, dueOn }) =>
        status === 'open' && dueOn !== null && END_OF_DAY !== null && instantOf(dueOn, END_OF_DAY) === stop,
    )
    .map(({ kind }) => `“${TASK_TABLE[kind].title}” is due`);
  const byItself = view.nextDue === stop ? (view.nextDueWhat ?? '').split(', ').map(words) : [];
  const found = [...new Set([...byItself, ...due])];
  return found.length === 0 ? 'what is due' : found.join('; ');
}

/** `reminder submitChronology ×4` → a reminder of the task by its title. */
function words(what: string): string {
  const [, name = '', id] = /^(\w+) (\w+)(?: ×\d+)?$/.exec(what) ?? [];
  const kind = TASK_KINDS.find((each) => each === id);
  if (kind === undefined) return BY_ITSELF.get(what) ?? 'the next step of the process';
  return `${name === 'overdue' ? 'a reminder of what is overdue' : 'a reminder'}: “${TASK_TABLE[kind].title}”`;
}
