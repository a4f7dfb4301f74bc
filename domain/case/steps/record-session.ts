import { workingDaysAfter } from '../../calendar/index.ts';
import type { PlainDate } from '../../calendar/types.ts';
import { followUpDue, sharePlanChangesDue } from '../dates.ts';
import type { Draft } from '../draft.ts';
import type { EventBody } from '../events.ts';
import {
  attendees,
  facilitators,
  findParticipant,
  isOnTheCase,
  leadProfessionalOf,
  ownedBy,
} from '../people.ts';
import type { Action, CaseState, Participant } from '../state.ts';
import { type Asked, fault, type StepRule } from '../step-rule.ts';
import {
  dateTasks,
  doTasks,
  dropOf,
  dropOpen,
  endTasks,
  hasOpen,
  openAll,
  openPreparationTasks,
  openTasks,
  type TaskToOpen,
} from '../tasks.ts';
import { openPostEvaluations } from '../time.ts';
import { setActionOwners } from './update-action.ts';
import { putOff } from './schedule-session.ts';

type Held = Extract<Asked<'recordSession'>['body'], { held: true }>;

const isHeld = (state: CaseState): boolean => state.session?.heldOn != null;

const onTheCase = (state: CaseState, id: string): Participant | null => {
  const participant = findParticipant(state, id);
  return participant !== null && isOnTheCase(participant) ? participant : null;
};

/** Who must stand in the attendance: in a correction those who stood in it before. */
const expected = (state: CaseState): readonly Participant[] =>
  isHeld(state) ? state.participants.filter((each) => each.attended !== null) : attendees(state);

export const recordSession: StepRule<'recordSession'> = {
  unknown: ({ state, body }) => {
    if (!body.held) return [];
    return [
      ...body.attendance.flatMap((each, index) =>
        findParticipant(state, each.participantId) === null
          ? [fault(`attendance[${index}].participantId`, 'Choose a participant of this case')]
          : [],
      ),
      ...body.actions.flatMap((action, index) =>
        onTheCase(state, action.ownerId) === null
          ? [fault(`actions[${index}].ownerId`, 'Choose somebody on this case')]
          : [],
      ),
      ...('sharedBy' in body.planChangesSuggested &&
      onTheCase(state, body.planChangesSuggested.sharedBy) === null
        ? [fault('planChangesSuggested.sharedBy', 'Choose somebody on this case')]
        : []),
    ];
  },
  notNow: (state) => (state.stage === 'session' || isHeld(state) ? null : 'The session has not started'),
  notThus: ({ state, body }) =>
    isHeld(state) && !body.held ? 'The session is recorded as held; that cannot become not held' : null,
  whyChanged: (state) => (isHeld(state) ? 'Say why the record is corrected' : null),
  faults: ({ state, body }) => (body.held ? heldFaults(state, body) : []),
  choice: (body) => (body.held ? 'held' : 'notHeld'),
  apply: (draft, { body, doneOn }) => {
    doTasks(draft, openTasks(draft.state, 'recordSession'), doneOn);
    if (!body.held) {
      putOff(draft, { notBefore: null, notHeld: true });
    } else if (isHeld(draft.state)) {
      correct(draft, body);
    } else {
      hold(draft, body);
    }
  },
};

function heldFaults(
  state: CaseState,
  body: Held,
): ReturnType<NonNullable<StepRule<'recordSession'>['faults']>> {
  const wanted = expected(state);
  const given = body.attendance.map((each) => each.participantId);
  const lead = leadProfessionalOf(state);
  const attended = body.attendance.filter((each) => each.attended);
  const leadAbsent = lead !== null && !attended.some((each) => each.participantId === lead.id);
  const heldOn = body.heldOn ?? state.session?.date;
  return [
    ...wanted
      .filter((each) => !given.includes(each.id))
      .map((each) =>
        fault('attendance', `Say for every attendee whether they attended: ${each.id} is missing`),
      ),
    ...given.flatMap((id, index) =>
      findParticipant(state, id) !== null && !wanted.some((each) => each.id === id)
        ? [fault(`attendance[${index}].participantId`, 'This participant is not an attendee')]
        : given.indexOf(id) !== index
          ? [fault(`attendance[${index}].participantId`, 'Name each attendee once')]
          : [],
    ),
    ...((leadAbsent || attended.length < 2) && body.proceededWithout === undefined
      ? [
          fault(
            'proceededWithout',
            'Say why the session went on without the lead professional, or with fewer than two attending',
          ),
        ]
      : []),
    ...(body.heldOn !== undefined && state.acceptedOn !== null && body.heldOn < state.acceptedOn
      ? [fault('heldOn', 'The session cannot have been held before the request was accepted')]
      : []),
    ...(heldOn !== undefined && body.reviewOn < heldOn
      ? [fault('reviewOn', 'The review date must not be before the session')]
      : []),
    ...body.actions.flatMap((action, index) =>
      heldOn !== undefined && action.dueOn < heldOn
        ? [fault(`actions[${index}].dueOn`, 'An action cannot be due before the session')]
        : [],
    ),
  ];
}

const planChangesIn = (body: Held): { readonly sharedBy: string } | null =>
  'sharedBy' in body.planChangesSuggested ? { sharedBy: body.planChangesSuggested.sharedBy } : null;

function heldEvent(draft: Draft, body: Held, heldOn: PlainDate, actions: readonly Action[]): EventBody {
  return {
    type: 'sessionHeld',
    heldOn,
    followUpDueOn: followUpDue(draft.calendar, draft.policy, heldOn),
    reviewOn: body.reviewOn,
    attendance: body.attendance.map(({ participantId, attended }) => ({ participantId, attended })),
    actions,
    successMeasures: body.successMeasures.map(({ id, text }) => ({ id, text })),
    planChanges: planChangesIn(body),
  };
}

const newAction = (id: string, given: Held['actions'][number]): Action => ({
  id,
  what: given.what,
  ownerId: given.ownerId,
  dueOn: given.dueOn,
  status: 'open',
  successMeasureId: given.successMeasureId ?? null,
});

function hold(draft: Draft, body: Held): void {
  const { session } = draft.state;
  if (session === null) return;
  const heldOn = body.heldOn ?? session.date;
  const undeclared = facilitators(draft.state).some((each) => each.independence !== 'declared');
  draft.emit(
    heldEvent(
      draft,
      body,
      heldOn,
      body.actions.map((action, index) => newAction(`a${index + 1}`, action)),
    ),
  );
  endTasks(draft, openPreparationTasks(draft.state), 'notReturned');
  if (facilitators(draft.state).length > 0) dropOpen(draft, 'appointFacilitators');
  if (undeclared) draft.flag('noDeclaration', true);
  draft.emit({ type: 'stageEntered', stage: 'concluding', outcome: null, on: draft.today });
  settlePostEvaluations(draft, heldOn);

  const { publishSummary, recordLearning, recordTrackerEntry } = draft.policy.workingDays;
  const after = (days: number): PlainDate => workingDaysAfter(draft.calendar, heldOn, days);
  openAll(draft, [
    { kind: 'publishSummary', owner: 'facilitators', dueOn: after(publishSummary) },
    { kind: 'recordLearning', owner: 'facilitators', dueOn: after(recordLearning) },
    { kind: 'recordTrackerEntry', owner: 'administrators', dueOn: after(recordTrackerEntry) },
    ...actionTasks(draft.state, draft.state.actions),
    reviewTask(draft.state),
  ]);
  openPlanChanges(draft, heldOn);
  setActionOwners(draft);
  tellActionOwners(draft, draft.state.actions);
  raiseDiscussedRisk(draft, body);
}

/** Absent: dropped. Attended: asked, whatever they had answered; due on the day the session was held. */
function settlePostEvaluations(draft: Draft, heldOn: PlainDate): void {
  for (const each of draft.state.participants) {
    if (each.attended === false) dropOf(draft, ['submitPostEvaluation'], each.id);
  }
  dateTasks(draft, openTasks(draft.state, 'submitPostEvaluation'), heldOn);
  openPostEvaluations(draft);
}

const actionTasks = (state: CaseState, actions: readonly Action[]): readonly TaskToOpen[] =>
  actions.map((action) => {
    const owner = findParticipant(state, action.ownerId);
    return {
      kind: 'action',
      owner: owner === null ? action.ownerId : ownedBy(owner).owner,
      dueOn: action.dueOn,
      about: action.id,
    };
  });

function reviewTask(state: CaseState): TaskToOpen {
  const lead = leadProfessionalOf(state);
  const owned = lead === null ? ({ owner: 'facilitators', about: null } as const) : ownedBy(lead);
  return { kind: 'reviewActions', ...owned, dueOn: state.reviewOn };
}

function openPlanChanges(draft: Draft, heldOn: PlainDate): void {
  const named = draft.state.planChanges && findParticipant(draft.state, draft.state.planChanges.sharedBy);
  if (!named) return;
  const dueOn = sharePlanChangesDue(draft.calendar, draft.policy, heldOn, null);
  openAll(draft, [{ kind: 'sharePlanChanges', ...ownedBy(named), dueOn }]);
}

function tellActionOwners(draft: Draft, actions: readonly Action[]): void {
  for (const owner of new Set(actions.map((action) => action.ownerId))) {
    draft.tell('actionAssigned', owner, {
      tasks: actions
        .filter((action) => action.ownerId === owner)
        .map((action) => ({ kind: 'action', about: action.id, dueOn: action.dueOn, overdue: 0 })),
    });
  }
}

/** An immediate risk that came up in the session is on the case, and the business manager knows. */
function raiseDiscussedRisk(draft: Draft, body: Held): void {
  if (!body.immediateRiskDiscussed || draft.state.flags.includes('immediateRisk')) return;
  draft.flag('immediateRisk', true);
  draft.tell('riskRaised', 'businessManager');
}

function correct(draft: Draft, body: Held): void {
  const before = draft.state;
  if (before.session?.heldOn == null) return;
  const heldOn = body.heldOn ?? before.session.heldOn;
  const kept = matchActions(before.actions, body);
  draft.emit(heldEvent(draft, body, heldOn, kept));
  settlePostEvaluations(draft, heldOn);
  if (heldOn !== before.session.heldOn) dateAfterSession(draft, heldOn);
  dateTasks(draft, openTasks(draft.state, 'reviewActions'), body.reviewOn);

  const fresh = kept.filter((action) => !before.actions.some((each) => each.id === action.id));
  const dropped = kept.filter((action) => action.status === 'notNeeded').map((action) => action.id);
  endTasks(
    draft,
    openTasks(draft.state, 'action').filter((task) => task.about !== null && dropped.includes(task.about)),
    'noLongerNeeded',
  );
  for (const action of kept) {
    const tasks = openTasks(draft.state, 'action').filter((task) => task.about === action.id);
    dateTasks(draft, tasks, action.dueOn);
  }
  openAll(draft, actionTasks(draft.state, fresh));
  setActionOwners(draft);
  tellActionOwners(draft, fresh);
  correctPlanChanges(draft, before, heldOn);
  raiseDiscussedRisk(draft, body);
}

/** An action with the same wording and owner is the same action; one that is gone is not needed any more. */
function matchActions(before: readonly Action[], body: Held): readonly Action[] {
  const left = [...before];
  const named = body.actions.map((given, index): Action => {
    const at = left.findIndex((each) => each.what === given.what && each.ownerId === given.ownerId);
    const same = at === -1 ? undefined : left.splice(at, 1)[0];
    if (same === undefined) return newAction(`a${before.length + index + 1}`, given);
    return { ...same, dueOn: given.dueOn, successMeasureId: given.successMeasureId ?? null };
  });
  const gone = left.map((each): Action => (each.status === 'open' ? { ...each, status: 'notNeeded' } : each));
  return [...named, ...gone];
}

function dateAfterSession(draft: Draft, heldOn: PlainDate): void {
  const { publishSummary, recordLearning, recordTrackerEntry } = draft.policy.workingDays;
  const after = (days: number): PlainDate => workingDaysAfter(draft.calendar, heldOn, days);
  dateTasks(draft, openTasks(draft.state, 'publishSummary'), after(publishSummary));
  dateTasks(draft, openTasks(draft.state, 'recordLearning'), after(recordLearning));
  dateTasks(draft, openTasks(draft.state, 'recordTrackerEntry'), after(recordTrackerEntry));
  dateTasks(draft, openTasks(draft.state, 'recordFollowUp'), draft.state.followUpDueOn);
}

function correctPlanChanges(draft: Draft, before: CaseState, heldOn: PlainDate): void {
  if (draft.state.planChanges?.sharedBy === before.planChanges?.sharedBy) return;
  dropOpen(draft, 'sharePlanChanges');
  const done = draft.state.tasks.some((task) => task.kind === 'sharePlanChanges' && task.status === 'done');
  if (!done && !hasOpen(draft.state, 'sharePlanChanges')) openPlanChanges(draft, heldOn);
}
