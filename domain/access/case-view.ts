/** "The case" as the API shows it: every field that this viewer may see, and no other. */
import { londonDate, londonDateTime } from '../calendar/index.ts';
import type { Instant, PlainDate } from '../calendar/types.ts';
import type { Action, CaseState, Participant, Session, Task } from '../case/state.ts';
import type { CaseStepId, Flag } from '../process/vocabulary.ts';
import {
  CASE_FIELDS,
  FIELD_REACHES,
  FIELD_TABLE,
  FLAG_READERS,
  TASKS_NOT_FOR_PRACTITIONERS,
  type CaseField,
  type FieldReach,
  type FieldRow,
} from './field-table.ts';
import { isObject, type JsonObject } from './json.ts';
import { namesOnly, withoutConfidentialAddresses, withoutFamilyAddresses } from './request.ts';
import { isReader, type Viewer } from './viewer.ts';

export interface ShownCase {
  /** By the case's clock. */
  readonly now: Instant;
  /** The newest request; null where it was not fetched (lists). */
  readonly request: object | null;
  /** What the caller may do in their own name, now. */
  readonly allowedSteps: readonly CaseStepId[];
  /** The case's page in the engine's UI; null where there is none. */
  readonly temporalUrl: string | null;
}

/** The fullest way in which this viewer sees a row; null where they do not. */
export function fullestReach(viewer: Viewer, row: FieldRow): FieldReach | null {
  const granted = new Set(viewer.readers.map((reader) => row[viewer.phase][reader]));
  return FIELD_REACHES.find((reach) => granted.has(reach)) ?? null;
}

const mayReadFlag = (viewer: Viewer, flag: Flag): boolean => {
  const row = FLAG_READERS[flag];
  return (
    row === undefined ||
    isReader(viewer, 'administrator') ||
    row.readers.some((reader) => isReader(viewer, reader))
  );
};

/** Keys whose value is null are absent. */
const present = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));

function participantView(participant: Participant, reach: FieldReach): JsonObject {
  const { id, name, email, roles, agency, organisation, response, independence, leftOn } = participant;
  if (reach === 'namesAndAgencies') return { id, name, agency };
  // A conflict, or not being available, is for administrators only.
  const shown = reach === 'everything' || independence === 'declared' ? independence : null;
  return {
    id,
    name,
    email,
    roles,
    agency,
    organisation,
    ...present({ response, independence: shown, leftOn }),
  };
}

function participantsView(state: CaseState, viewer: Viewer, reach: FieldReach): readonly JsonObject[] {
  const joined = reach === 'onTheCase' || reach === 'namesAndAgencies';
  return state.participants
    .filter((each) => each.id === viewer.participantId || !joined || each.joinedOn !== null)
    .map((each) => participantView(each, each.id === viewer.participantId && joined ? 'onTheCase' : reach));
}

function sessionView(session: Session | null): JsonObject | null {
  if (session === null) return null;
  const { date, start, minutes, place, link, heldOn, shortNotice, late, number } = session;
  return { date, start, minutes, place, link, heldOn, shortNotice, late, number };
}

/** Whether the task is this viewer's: a facilitator's too where it is "facilitators", an administrator's where "administrators". */
function isOwnTask(viewer: Viewer, task: Task): boolean {
  if (task.owner === 'administrators') return isReader(viewer, 'administrator');
  if (task.owner === 'facilitators')
    return isReader(viewer, 'facilitator') || isReader(viewer, 'undeclaredFacilitator');
  return task.owner === viewer.participantId;
}

/** Whether this viewer may see that the task is there, whose it is and until when. */
export function maySeeTask(viewer: Viewer, task: Task): boolean {
  const reach = fullestReach(viewer, FIELD_TABLE.tasks);
  if (reach === null) return false;
  if (reach === 'everything' || reach === 'all' || isOwnTask(viewer, task)) return true;
  return reach === 'onTheCase' && !TASKS_NOT_FOR_PRACTITIONERS.includes(task.kind);
}

/** A task as the API shows it. Overdue from the day after its due date. */
function taskView(task: Task, today: PlainDate): JsonObject {
  const { id, kind, owner, dueOn, status, about, childId, doneOn, late } = task;
  const overdue = status === 'open' && dueOn !== null && dueOn < today;
  const which = kind === 'action' ? { actionId: about } : { about, childId };
  return { id, kind, owner, dueOn, status, ...present({ ...which, doneOn }), late, overdue };
}

function actionView(action: Action): JsonObject {
  const { id, what, ownerId, dueOn, status, successMeasureId } = action;
  return { id, what, ownerId, dueOn, status, ...present({ successMeasureId }) };
}

/** The newest request as this reach shows it; `undefined` leaves the field out. */
function requestView(request: object | null, reach: FieldReach): JsonObject | undefined {
  if (!isObject(request)) return undefined;
  if (reach === 'everything') return request;
  const shown = withoutConfidentialAddresses(request, []);
  if (reach === 'namesOnly') return namesOnly(shown);
  return reach === 'withoutFamilyAddresses' ? withoutFamilyAddresses(shown) : shown;
}

function fieldView(
  field: CaseField,
  state: CaseState,
  viewer: Viewer,
  shown: ShownCase,
  reach: FieldReach,
): unknown {
  switch (field) {
    case 'reference':
    case 'stage':
    case 'outcome':
    case 'version':
    case 'requestedOn':
    case 'acceptedOn':
    case 'sessionDueOn':
    case 'reviewOn':
    case 'followUpDueOn':
      return state[field];
    case 'now':
      return londonDateTime(shown.now);
    case 'session':
      return sessionView(state.session);
    case 'flags':
      return state.flags.filter((flag) => mayReadFlag(viewer, flag));
    case 'participants':
      return participantsView(state, viewer, reach);
    case 'children':
      return state.children.map(({ id, subject, path }) => ({ id, subject, path }));
    case 'tasks': {
      const today = londonDate(shown.now);
      return state.tasks.filter((task) => maySeeTask(viewer, task)).map((task) => taskView(task, today));
    }
    case 'actions':
      return state.actions
        .filter((action) => reach !== 'own' || viewer.ownActions.includes(action.id))
        .map(actionView);
    case 'successMeasures':
      return state.successMeasures.map(({ id, text }) => ({ id, text }));
    case 'allowedSteps':
      return shown.allowedSteps;
    case 'request':
      return requestView(shown.request, reach);
    case 'links':
      return present({ temporal: shown.temporalUrl });
    default:
      return field satisfies never;
  }
}

/**
 * The case for this viewer, as the API's "The case" names its fields; a field that they may not see is absent.
 * Give it only to somebody for whom the case exists (`maySeeCase`).
 */
export function caseView(state: CaseState, viewer: Viewer, shown: ShownCase): JsonObject {
  const view: Record<string, unknown> = {};
  for (const field of CASE_FIELDS) {
    const reach = fullestReach(viewer, FIELD_TABLE[field]);
    const value = reach === null ? undefined : fieldView(field, state, viewer, shown, reach);
    if (value !== undefined) view[field] = value;
  }
  return view;
}
