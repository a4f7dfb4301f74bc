/** Opening, doing, ending and dating tasks within a draft. */
import type { PlainDate } from '../calendar/types.ts';
import { TASK_TABLE } from '../process/tasks.ts';
import type { TaskKind, TaskStatus } from '../process/vocabulary.ts';
import type { EmailData } from './commands.ts';
import { countsBack, isOverdue, preparationDue } from './dates.ts';
import type { Draft } from './draft.ts';
import { idsUsed, ownedBy } from './people.ts';
import type { CaseState, OwnerId, Participant, ParticipantId, Task } from './state.ts';

export const openTasks = (state: CaseState, kind?: TaskKind): readonly Task[] =>
  state.tasks.filter((task) => task.status === 'open' && (kind === undefined || task.kind === kind));

export const hasOpen = (state: CaseState, kind: TaskKind): boolean => openTasks(state, kind).length > 0;

/** A participant's tasks of a kind: their own, or those that administrators hold for them. */
export const tasksOf = (state: CaseState, kind: TaskKind, id: ParticipantId): readonly Task[] =>
  state.tasks.filter(
    (task) =>
      task.kind === kind && (task.owner === id || (task.owner === 'administrators' && task.about === id)),
  );

export const findTask = (state: CaseState, id: string): Task | null =>
  state.tasks.find((task) => task.id === id) ?? null;

export interface TaskToOpen {
  readonly kind: TaskKind;
  readonly owner: OwnerId;
  readonly dueOn: PlainDate | null;
  readonly about?: string | null;
  readonly childId?: string | null;
}

export function openAll(draft: Draft, tasks: readonly TaskToOpen[]): void {
  if (tasks.length === 0) return;
  const first = idsUsed(draft.state).tasks + 1;
  draft.emit({
    type: 'tasksOpened',
    tasks: tasks.map((task, index) => ({
      id: `t${first + index}`,
      kind: task.kind,
      owner: task.owner,
      openedOn: draft.today,
      dueOn: task.dueOn,
      datedOn: draft.today,
      status: 'open',
      about: task.about ?? null,
      childId: task.childId ?? null,
      doneOn: null,
      late: false,
    })),
  });
}

/**
 * Preparation tasks for participants, dated from the session if there is one; `forward` for a kind that counts
 * forward (respondToInvitation). Marks the case as at short notice where one is due today for want of time.
 */
export function openPreparation(
  draft: Draft,
  kind: TaskKind,
  participants: readonly Participant[],
  forward: PlainDate | null = null,
): void {
  const { session } = draft.state;
  const due =
    session === null
      ? { dueOn: forward, shortNotice: false }
      : preparationDue(kind, session, forward, draft.policy, draft.calendar, draft.today);
  openAll(
    draft,
    participants.map((participant) => ({ kind, ...ownedBy(participant), dueOn: due.dueOn })),
  );
  if (due.shortNotice && participants.length > 0) markShortNotice(draft, true);
}

/** Does tasks: open ones, and ones that were given up (not returned, waived, dropped) but come in after all. */
export function doTasks(draft: Draft, tasks: readonly Task[], doneOn: PlainDate): void {
  const undone = tasks.filter((task) => task.status !== 'done');
  const late = undone.filter((task) => isOverdue(task.dueOn, doneOn));
  const inTime = undone.filter((task) => !late.includes(task));
  endTasks(draft, inTime, 'done', doneOn, false);
  endTasks(draft, late, 'done', doneOn, true);
}

export function endTasks(
  draft: Draft,
  tasks: readonly Task[],
  status: Exclude<TaskStatus, 'open'>,
  doneOn: PlainDate | null = null,
  late = false,
): void {
  if (tasks.length === 0) return;
  draft.emit({ type: 'tasksEnded', taskIds: tasks.map((task) => task.id), status, doneOn, late });
}

export const dropOpen = (draft: Draft, kind: TaskKind): void => {
  endTasks(draft, openTasks(draft.state, kind), 'noLongerNeeded');
};

/** The open tasks of these kinds that a participant owns are not needed any more. */
export function dropOf(draft: Draft, kinds: readonly TaskKind[], id: ParticipantId): void {
  endTasks(
    draft,
    kinds.flatMap((kind) => tasksOf(draft.state, kind, id).filter((task) => task.status === 'open')),
    'noLongerNeeded',
  );
}

/**
 * Dates anew every open task whose date depends on the session.
 * @param why `moved`: the session was set or moved, so a date that would be past is today; `calendar`: only the
 *   calendar changed, so what is overdue already stays so
 * @param respondBy for `moved`: the forward date of the invitation
 */
export function dateFromSession(
  draft: Draft,
  why: 'moved' | 'calendar',
  respondBy: PlainDate | null = null,
): void {
  const { session } = draft.state;
  const dates: { taskId: string; dueOn: PlainDate | null }[] = [];
  let short = why === 'calendar' && session?.shortNotice === true;
  for (const task of openTasks(draft.state)) {
    if (session === null) {
      if (countsBack(task.kind) && task.dueOn !== null) dates.push({ taskId: task.id, dueOn: null });
      continue;
    }
    const forward = task.kind === 'respondToInvitation' ? (respondBy ?? task.dueOn) : null;
    if (!countsBack(task.kind) && forward === null) continue;
    const due = preparationDue(task.kind, session, forward, draft.policy, draft.calendar, draft.today);
    if (why === 'calendar' && due.shortNotice && isOverdue(task.dueOn, draft.today)) continue;
    short ||= due.shortNotice;
    if (due.dueOn !== task.dueOn) dates.push({ taskId: task.id, dueOn: due.dueOn });
  }
  if (dates.length > 0) draft.emit({ type: 'tasksDated', dates, on: draft.today });
  if (session !== null) markShortNotice(draft, short);
}

function markShortNotice(draft: Draft, short: boolean): void {
  const { session } = draft.state;
  if (session === null) return;
  if (session.shortNotice !== short) {
    draft.emit({ type: 'sessionChanged', session: { ...session, shortNotice: short } });
  }
  draft.flag('shortNotice', short);
}

export function dateTasks(draft: Draft, tasks: readonly Task[], dueOn: PlainDate | null): void {
  const changed = tasks.filter((task) => task.dueOn !== dueOn);
  if (changed.length === 0) return;
  draft.emit({
    type: 'tasksDated',
    dates: changed.map((task) => ({ taskId: task.id, dueOn })),
    on: draft.today,
  });
}

/** Open tasks that prepare the session. */
export const openPreparationTasks = (state: CaseState): readonly Task[] =>
  openTasks(state).filter((task) => TASK_TABLE[task.kind].preparation);

/** Open tasks past their due date on this London day. */
export const overdueTasks = (state: CaseState, today: PlainDate): readonly Task[] =>
  openTasks(state).filter((task) => isOverdue(task.dueOn, today));

/** A task as emails say it: its kind, dates and ids, nothing that anyone typed. */
export const taskInEmail = (task: Task, overdue = 0): NonNullable<EmailData['tasks']>[number] => ({
  kind: task.kind,
  about: task.about,
  dueOn: task.dueOn,
  overdue,
});

/** The open tasks of a kind, for an email that asks for them. */
export const asksFor = (state: CaseState, kind: TaskKind): EmailData => ({
  tasks: openTasks(state, kind).map((task) => taskInEmail(task)),
});

/** A participant's open tasks of a kind, for an email that asks for them. */
export const asksOf = (state: CaseState, kind: TaskKind, id: ParticipantId): EmailData => ({
  tasks: tasksOf(state, kind, id)
    .filter((task) => task.status === 'open')
    .map((task) => taskInEmail(task)),
});
