/** Which task of the case waits for a step of this person, or of whom they stand in for, and until when. */
import type { CaseState, Task } from '../../../domain/case/state.ts';
import { policyOf } from '../../../domain/process/policy.ts';
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import type { CaseStepId } from '../../../domain/process/vocabulary.ts';
import type { CaseShown } from '../case/case-words.ts';
import { dueWhy, titleOf } from '../case/overview.ts';
import { participantOfTask } from '../whose-task.ts';
import type { StepAsked } from './asked.ts';
import { runsIt } from './step-choices.ts';

interface Waits {
  readonly title: string;
  readonly dueOn: string | null;
  /** Null for an action: its date was agreed for it alone. */
  readonly why: string | null;
  readonly overdue: boolean;
}

export const openTasksOf = (state: CaseState, step: CaseStepId): readonly Task[] =>
  state.tasks.filter(({ kind, status }) => status === 'open' && TASK_TABLE[kind].step === step);

/** The task that the address names, or the one that is due first. */
export function waitsFor(asked: StepAsked, { tasks = [], ...shown }: CaseShown): Waits | null {
  const { step, task: named, seen } = asked;
  const open = tasks
    .filter(({ kind, status }) => status === 'open' && TASK_TABLE[kind].step === step)
    .sort((one, other) => ((one.dueOn ?? '9999') < (other.dueOn ?? '9999') ? -1 : 1));
  const meant = open.find((each) => each.id === named?.id && (isTheirs(asked, each) || runsIt(asked)));
  const task = meant ?? open.find((each) => isTheirs(asked, each));
  if (task === undefined) return null;
  return {
    title: titleOf(task, { tasks, ...shown }),
    dueOn: task.dueOn,
    why: task.kind === 'action' ? null : dueWhy(task, policyOf(seen.record.state.policyVersion)),
    overdue: task.overdue,
  };
}

function isTheirs({ standing, seen }: StepAsked, task: NonNullable<CaseShown['tasks']>[number]): boolean {
  const whose = participantOfTask(task);
  if (whose !== null) return whose === standing.by;
  const taker = seen.record.state.participants.find(({ id }) => id === standing.by);
  return task.owner === 'facilitators'
    ? (taker?.roles.includes('facilitator') ?? false)
    : standing.by === 'administrators';
}
