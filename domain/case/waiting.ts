/** On whom and what a case waits, counted, as the process engine is told it. */
import type { PlainDate } from '../calendar/types.ts';
import type { Waiting } from '../process/waiting.ts';
import { isOverdue } from './dates.ts';
import type { CaseState, OwnerId } from './state.ts';
import { openTasks } from './tasks.ts';

/** Overdue first, then the soonest due, undated last. `today` is a day in London. */
export function waitsOn(state: CaseState, today: PlainDate): readonly Waiting[] {
  const groups = new Map<string, Waiting>();
  for (const { kind, owner, dueOn } of openTasks(state)) {
    const group = `${kind} ${inWord(owner)} ${dueOn ?? ''}`;
    const count = (groups.get(group)?.count ?? 0) + 1;
    groups.set(group, { task: kind, on: inWord(owner), count, dueOn, overdue: isOverdue(dueOn, today) });
  }
  const key = ({ dueOn, task, on }: Waiting): string => `${dueOn ?? LAST} ${task} ${on}`;
  return [...groups.values()].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** After every date. */
const LAST = '9999-12-31';

const inWord = (owner: OwnerId): Waiting['on'] =>
  owner === 'administrators' || owner === 'facilitators' ? owner : 'participants';
