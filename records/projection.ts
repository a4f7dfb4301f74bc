/** The tables that lists read, as rows worked out from the state: what is in them is what the fold gives. */
import { viewerOf } from '../domain/access/index.ts';
import { addDays, startOfDay } from '../domain/calendar/index.ts';
import type { Instant, PlainDate } from '../domain/calendar/types.ts';
import type { CaseState, Participant, Task } from '../domain/case/state.ts';
import { policyOf } from '../domain/process/policy.ts';

export interface TaskProjection {
  readonly id: string;
  readonly kind: string;
  readonly owner: string;
  readonly opened_on: PlainDate;
  readonly due_on: PlainDate | null;
  readonly status: string;
  readonly about: string | null;
  readonly child_id: string | null;
  readonly done_on: PlainDate | null;
  readonly late: boolean;
}

export interface ParticipantProjection {
  readonly id: string;
  /** Lower case. */
  readonly email: string | null;
  readonly agency: string | null;
  readonly roles: readonly string[];
  readonly joined_on: PlainDate | null;
  readonly left_on: PlainDate | null;
  readonly readers: readonly string[];
}

const taskProjection = (task: Task): TaskProjection => ({
  id: task.id,
  kind: task.kind,
  owner: task.owner,
  opened_on: task.openedOn,
  due_on: task.dueOn,
  status: task.status,
  about: task.about,
  child_id: task.childId,
  done_on: task.doneOn,
  late: task.late,
});

/** In which parts they read the case as it is now; how long after closing is looked at when a list is read. */
function readersOf(state: CaseState, participant: Participant): readonly string[] {
  if (participant.email === null) return [];
  const viewer = viewerOf(state, { id: '', email: participant.email, roles: [] }, state.lastAt);
  return viewer.participantId === participant.id ? viewer.readers : [];
}

const participantProjection = (state: CaseState, participant: Participant): ParticipantProjection => ({
  id: participant.id,
  email: participant.email?.toLowerCase() ?? null,
  agency: participant.agency,
  roles: participant.roles,
  joined_on: participant.joinedOn,
  left_on: participant.leftOn,
  readers: readersOf(state, participant),
});

export const tasksOf = (state: CaseState): readonly TaskProjection[] => state.tasks.map(taskProjection);

export const participantsOf = (state: CaseState): readonly ParticipantProjection[] =>
  state.participants.map((each) => participantProjection(state, each));

/** The rows that are new or other than before. None is ever removed: tasks and participants only change. */
function changed<Row extends { readonly id: string }>(
  before: readonly Row[],
  after: readonly Row[],
): readonly Row[] {
  const known = new Map(before.map((row) => [row.id, row]));
  return after.filter((row) => {
    const was = known.get(row.id);
    return was === undefined || JSON.stringify(was) !== JSON.stringify(row);
  });
}

export function changedTasks(before: CaseState | null, after: CaseState): readonly TaskProjection[] {
  // Most tasks stay as they are in a step, and folding keeps the very object of such a one: it needs no second look.
  const same = new Set(before?.tasks);
  const others = after.tasks.filter((task) => !same.has(task));
  return changed(before === null ? [] : tasksOf(before), others.map(taskProjection));
}

export const changedParticipants = (
  before: CaseState | null,
  after: CaseState,
): readonly ParticipantProjection[] =>
  changed(before === null ? [] : participantsOf(before), participantsOf(after));

/** Until when practitioners see a closed case; null while it is open. */
export function practitionersUntil(state: CaseState): Instant | null {
  if (state.closedOn === null) return null;
  return startOfDay(addDays(state.closedOn, policyOf(state.policyVersion).accessAfterClosingDays + 1));
}
