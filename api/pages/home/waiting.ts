/** A task that waits, as a line: what it asks, of whom, until when, and the page where it is done. */
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import type { CaseRecord, TaskRow } from '../../../records/types.ts';
import { participantOfTask } from '../whose-task.ts';

export interface WaitingLine {
  readonly title: string;
  readonly href: string;
  readonly reference: string;
  readonly caseHref: string;
  readonly child: string | null;
  /** On whom it waits. */
  readonly owner: string;
  readonly dueOn: string | null;
  readonly overdue: boolean;
}

/** @param viewerId the viewer as a participant of the case, so that what they do for another says so */
export function waitingLine(
  task: TaskRow,
  { state }: CaseRecord,
  viewerId: string | null,
  child: string | null,
): WaitingLine {
  const { title, step } = TASK_TABLE[task.kind];
  const query = new URLSearchParams({ task: task.id });
  const onBehalf = participantOfTask(task);
  if (onBehalf !== null && onBehalf !== viewerId) query.set('for', onBehalf);
  return {
    title,
    href: `/cases/${task.reference}/steps/${step}?${query.toString()}`,
    reference: task.reference,
    caseHref: `/cases/${task.reference}`,
    child,
    owner: ownerName(task, state.participants),
    dueOn: task.dueOn,
    overdue: task.overdue,
  };
}

function ownerName(
  task: TaskRow,
  participants: readonly { readonly id: string; readonly name: string }[],
): string {
  const name = participants.find(({ id }) => id === participantOfTask(task))?.name;
  if (name !== undefined) return name;
  return task.owner === 'facilitators' ? 'the facilitators' : 'the administrators';
}
