/** Folds a case from its events. No rule is here: `decide` worked out everything that an event says. */
import type { CaseEvent, EventBody } from './events.ts';
import type { CaseState, Participant, Task } from './state.ts';

/**
 * The case after one more event.
 * @throws where the first event is not `requestSubmitted`, or a version is missing: the record would be damaged.
 */
export function evolve(state: CaseState | null, event: CaseEvent): CaseState {
  if (state === null) return begin(event);
  if (event.version !== state.version + 1) {
    throw new Error(`Event ${event.version} cannot follow version ${state.version} of ${state.reference}`);
  }
  return { ...change(state, event.body, event), version: event.version, lastAt: event.at };
}

/** Folds all events of a case, oldest first. */
export function fold(events: Iterable<CaseEvent>): CaseState {
  let state: CaseState | null = null;
  for (const event of events) state = evolve(state, event);
  if (state === null) throw new Error('A case has at least one event');
  return state;
}

function begin(event: CaseEvent): CaseState {
  const { body } = event;
  if (body.type !== 'requestSubmitted' || event.version !== 1) {
    throw new Error('A case begins with its request, as version 1');
  }
  return {
    reference: body.reference,
    version: 1,
    stage: 'triage',
    outcome: null,
    policyVersion: body.policyVersion,
    lastAt: event.at,
    remindedTo: event.at,
    requestedOn: body.requestedOn,
    acceptedOn: null,
    acceptanceRecordedOn: null,
    sessionDueOn: null,
    returned: false,
    requesterId: body.requester.id,
    requesterAttends: body.requesterAttends,
    leadProfessional: body.leadProfessional,
    participants: [body.requester],
    children: body.children,
    session: null,
    sessionsSet: 0,
    pausedUntil: null,
    planChanges: null,
    reviewOn: null,
    followUpDueOn: null,
    followUpOpened: false,
    riskRaised: false,
    tasks: [],
    actions: [],
    successMeasures: [],
    flags: [],
    given: [],
    closedOn: null,
  };
}

function change(state: CaseState, body: EventBody, event: CaseEvent): CaseState {
  switch (body.type) {
    case 'requestSubmitted':
      throw new Error('A case begins once');
    case 'stepTaken':
      return { ...state, given: countGiven(state, body) };
    case 'accepted':
      return {
        ...state,
        acceptedOn: body.acceptedOn,
        acceptanceRecordedOn: body.recordedOn,
        sessionDueOn: body.sessionDueOn,
        policyVersion: body.policyVersion,
      };
    case 'returned':
      return { ...state, returned: true };
    case 'requestAmended':
      return {
        ...state,
        requesterAttends: body.requesterAttends,
        leadProfessional: body.leadProfessional,
        children: body.children,
        participants: replaceParticipant(state, body.requester),
      };
    case 'leadProfessionalTold':
      return { ...state, leadProfessional: { ...state.leadProfessional, aware: true } };
    case 'leadProfessionalChanged':
      return { ...state, leadProfessional: body.leadProfessional };
    case 'requesterChanged':
      return { ...state, requesterId: body.requesterId };
    case 'stageEntered':
      return {
        ...state,
        stage: body.stage,
        outcome: body.outcome,
        closedOn: body.stage === 'closed' ? body.on : null,
      };
    case 'tasksOpened':
      return { ...state, tasks: [...state.tasks, ...body.tasks] };
    case 'tasksEnded':
      return changeTasks(state, body.taskIds, () => ({
        status: body.status,
        doneOn: body.doneOn,
        late: body.late,
      }));
    case 'tasksDated': {
      const dates = new Map(body.dates.map(({ taskId, dueOn }) => [taskId, dueOn]));
      return changeTasks(state, [...dates.keys()], (task) => ({
        dueOn: dates.get(task.id) ?? null,
        datedOn: body.on,
      }));
    }
    case 'tasksMoved':
      return changeTasks(state, body.taskIds, () => ({ owner: body.owner, about: body.about }));
    case 'participantJoined':
    case 'participantChanged':
      return { ...state, participants: replaceParticipant(state, body.participant) };
    case 'participantLeft':
      return {
        ...state,
        participants: state.participants.map((each) =>
          each.id === body.participantId ? { ...each, leftOn: body.on, standsFor: null } : each,
        ),
      };
    case 'sessionScheduled':
      return { ...state, session: body.session, sessionsSet: body.session.number };
    case 'sessionChanged':
      return { ...state, session: body.session };
    case 'sessionPutOff':
      return { ...state, session: null, pausedUntil: body.notBefore ?? state.pausedUntil };
    case 'sessionEnded':
      return { ...state, session: state.session && { ...state.session, ended: true } };
    case 'sessionHeld': {
      const attended = new Map(body.attendance.map((each) => [each.participantId, each.attended]));
      return {
        ...state,
        session: state.session && { ...state.session, heldOn: body.heldOn, ended: true },
        followUpDueOn: body.followUpDueOn,
        reviewOn: body.reviewOn,
        actions: body.actions,
        successMeasures: body.successMeasures,
        planChanges: body.planChanges,
        participants: state.participants.map((each) => ({
          ...each,
          attended: attended.get(each.id) ?? each.attended,
        })),
      };
    }
    case 'actionChanged':
      return {
        ...state,
        actions: state.actions.map((each) => (each.id === body.action.id ? body.action : each)),
      };
    case 'reviewDated':
      return { ...state, reviewOn: body.reviewOn };
    case 'planChangesNamed':
      return { ...state, planChanges: { sharedBy: body.sharedBy } };
    case 'followUpOpened':
      return { ...state, followUpOpened: true };
    case 'flagged':
      return {
        ...state,
        flags: body.raised
          ? [...state.flags.filter((flag) => flag !== body.flag), body.flag]
          : state.flags.filter((flag) => flag !== body.flag),
      };
    case 'riskRaised':
      return { ...state, riskRaised: true };
    case 'remindersGiven':
    case 'sessionDueReminded':
    case 'eveReminded':
      return { ...state, remindedTo: event.at };
    case 'escalated':
      return state;
    case 'datePutRight':
      return { ...state, [body.date]: body.to, sessionDueOn: body.sessionDueOn };
    case 'stepTakenBack':
      return body.state;
    default:
      return body satisfies never;
  }
}

function countGiven(state: CaseState, step: Extract<EventBody, { type: 'stepTaken' }>): CaseState['given'] {
  const { by } = step;
  const before = state.given.find((each) => each.step === step.step && each.by === by);
  if (before === undefined) return [...state.given, { step: step.step, by, count: 1 }];
  return state.given.map((each) => (each === before ? { ...each, count: each.count + 1 } : each));
}

function replaceParticipant(state: CaseState, participant: Participant): readonly Participant[] {
  return state.participants.some((each) => each.id === participant.id)
    ? state.participants.map((each) => (each.id === participant.id ? participant : each))
    : [...state.participants, participant];
}

function changeTasks(state: CaseState, ids: readonly string[], to: (task: Task) => Partial<Task>): CaseState {
  const wanted = new Set(ids);
  return {
    ...state,
    tasks: state.tasks.map((task) => (wanted.has(task.id) ? { ...task, ...to(task) } : task)),
  };
}
