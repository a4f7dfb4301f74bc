/** Joining a case, being confirmed, taking over from somebody, leaving. */
import { workingDaysAfter } from '../calendar/index.ts';
import { TASK_TABLE } from '../process/tasks.ts';
import type { ParticipantRole, TaskKind } from '../process/vocabulary.ts';
import type { Draft } from './draft.ts';
import { openMissingFollowUps } from './follow-up.ts';
import {
  attendees,
  findByContact,
  findParticipant,
  hasRole,
  isOnTheCase,
  leadProfessionalOf,
  newParticipant,
  nextParticipantId,
  ownedBy,
  requesterOf,
} from './people.ts';
import { sessionInEmail } from './session-email.ts';
import type { CaseState, Contact, Participant, Task } from './state.ts';
import { asksFor, asksOf, doTasks, endTasks, openAll, openPreparation, openTasks, tasksOf } from './tasks.ts';
import { openPostEvaluations } from './time.ts';

const merged = (
  one: readonly ParticipantRole[],
  other: readonly ParticipantRole[],
): readonly ParticipantRole[] => [...one, ...other.filter((role) => !one.includes(role))];

/** Whether preparation is still to be done. */
const isPreparing = (state: CaseState): boolean => state.stage === 'preparing' || state.stage === 'session';

/** Puts somebody on the case, confirmed; one address is one participant with several roles. */
export function joinCase(draft: Draft, contact: Contact, roles: readonly ParticipantRole[]): Participant {
  const known = findByContact(draft.state, contact);
  if (known === null) {
    const participant = {
      ...newParticipant(nextParticipantId(draft.state), contact, roles),
      joinedOn: draft.today,
    };
    draft.emit({ type: 'participantJoined', participant });
    markOutside(draft, participant);
    return participant;
  }
  const returns = !isOnTheCase(known);
  const participant: Participant = {
    ...known,
    roles: returns ? roles : merged(known.roles, roles),
    joinedOn: returns ? draft.today : known.joinedOn,
    leftOn: null,
    standsFor: null,
    response: returns ? null : known.response,
  };
  draft.emit({ type: returns ? 'participantJoined' : 'participantChanged', participant });
  return participant;
}

/** An address outside the partners' domains is marked, where the policy names any. */
function markOutside(draft: Draft, participant: Participant): void {
  const { partnerDomains } = draft.policy;
  const domain = participant.email?.split('@').at(-1)?.toLowerCase();
  if (partnerDomains.length > 0 && domain !== undefined && !partnerDomains.includes(domain)) {
    draft.flag('outsidePartnerDomains', true);
  }
}

/** Why this person cannot join as an attendee, whoever asks; null when they can. */
export function cannotJoin(state: CaseState, contact: Contact): string | null {
  const known = findByContact(state, contact);
  if (known === null) return null;
  if (isProposed(known)) return 'They are waiting to be confirmed already';
  if (isOnTheCase(known) && hasRole(known, 'facilitator')) {
    return 'A facilitator cannot be an attendee of the same case';
  }
  return null;
}

/** Names somebody who joins only when an administrator confirms them. */
export function proposeParticipant(
  draft: Draft,
  contact: Contact,
  standsFor: Participant['standsFor'],
): void {
  const known = findByContact(draft.state, contact);
  const participant: Participant = {
    ...(known ?? newParticipant(nextParticipantId(draft.state), contact, [])),
    roles: ['attendee'],
    joinedOn: null,
    leftOn: null,
    standsFor,
  };
  draft.emit({ type: 'participantChanged', participant });
  openAll(draft, [
    {
      kind: 'confirmParticipant',
      owner: 'administrators',
      dueOn: workingDaysAfter(draft.calendar, draft.today, draft.policy.workingDays.confirmParticipant),
      about: participant.id,
    },
  ]);
  draft.tell('confirmParticipant', 'administrators', asksFor(draft.state, 'confirmParticipant'));
}

export const isProposed = (participant: Participant): boolean =>
  participant.joinedOn === null && participant.leftOn === null;

/** Opens for these participants what an attendee and a lead professional prepare, as far as it is still to be done. */
export function openPreparationOf(draft: Draft, participants: readonly Participant[]): void {
  if (!isPreparing(draft.state)) return;
  const on = participants.flatMap((each) => findParticipant(draft.state, each.id) ?? []).filter(isOnTheCase);
  const attending = on.filter((each) => hasRole(each, 'attendee'));
  openPreparation(draft, 'submitChronology', lacking(draft.state, 'submitChronology', attending));
  openPreparation(
    draft,
    'submitAssessmentAndPlan',
    lacking(
      draft.state,
      'submitAssessmentAndPlan',
      on.filter((each) => hasRole(each, 'leadProfessional')),
    ),
  );
  if (draft.state.session === null) return;
  invite(draft, attending);
  openPreparation(draft, 'submitPreEvaluation', lacking(draft.state, 'submitPreEvaluation', attending));
  if (draft.state.session.ended) openPostEvaluations(draft);
}

/** Opens the invitation of those who have none open. */
export function invite(draft: Draft, participants: readonly Participant[]): void {
  if (draft.state.stage !== 'preparing') return;
  const forward = workingDaysAfter(draft.calendar, draft.today, draft.policy.workingDays.respondToInvitation);
  const uninvited = participants.filter(
    (each) => !tasksOf(draft.state, 'respondToInvitation', each.id).some((task) => task.status === 'open'),
  );
  openPreparation(draft, 'respondToInvitation', uninvited, forward);
}

/** Those who neither have this task (but for one that was dropped) nor gave the answer unasked. */
export function lacking(
  state: CaseState,
  kind: TaskKind,
  participants: readonly Participant[],
): readonly Participant[] {
  return participants.filter(
    (each) =>
      !tasksOf(state, kind, each.id).some((task) => task.status !== 'noLongerNeeded') &&
      !state.given.some((given) => given.by === each.id && given.step === TASK_TABLE[kind].step),
  );
}

/** Sends a newcomer the invitation to a session that is set and still to come. */
export function sendInvitation(draft: Draft, participant: Participant): void {
  if (draft.state.session !== null && draft.state.stage === 'preparing') {
    draft.tell('invitation', participant.id, {
      ...sessionInEmail(draft.state),
      ...asksOf(draft.state, 'respondToInvitation', participant.id),
    });
  }
}

export function withdrawInvitation(draft: Draft, participant: Participant): void {
  const { session } = draft.state;
  if (session === null || session.heldOn !== null || !hasRole(participant, 'attendee')) return;
  // Kept on the session, so that an invitation sent again later counts as newer than this.
  draft.emit({ type: 'sessionChanged', session: { ...session, sequence: session.sequence + 1 } });
  draft.tell('invitationWithdrawn', participant.id, sessionInEmail(draft.state));
}

/** Makes somebody the lead professional: what the requester or the facilitators held for want of one moves to them. */
export function becomeLeadProfessional(draft: Draft, participant: Participant): void {
  draft.emit({
    type: 'leadProfessionalChanged',
    leadProfessional: { who: 'another', aware: true, contact: null, participantId: participant.id },
  });
  endTasks(draft, openTasks(draft.state, 'confirmLeadProfessional'), 'noLongerNeeded');
  moveTasks(draft, openTasks(draft.state, 'recordFamilyVoice'), participant);
  moveTasks(draft, openTasks(draft.state, 'reviewActions'), participant);
  openMissingFollowUps(draft);
}

const NAMES_SOMETHING: readonly TaskKind[] = ['action', 'recordFollowUp', 'confirmParticipant'];

/** Moves tasks to another owner; their dates stay. */
export function moveTasks(
  draft: Draft,
  tasks: readonly Task[],
  to: Participant | 'facilitators' | 'administrators',
): void {
  const owned = typeof to === 'string' ? { owner: to, about: null } : ownedBy(to);
  for (const task of tasks) {
    const about = NAMES_SOMETHING.includes(task.kind) ? task.about : owned.about;
    if (task.owner === owned.owner && task.about === about) continue;
    draft.emit({ type: 'tasksMoved', taskIds: [task.id], owner: owned.owner, about });
  }
}

const openTasksOf = (state: CaseState, participant: Participant): readonly Task[] =>
  openTasks(state).filter(
    (task) =>
      task.owner === participant.id ||
      (task.owner === 'administrators' &&
        task.about === participant.id &&
        task.kind !== 'confirmParticipant'),
  );

const TAKEN_OVER_BY_DEPUTY: readonly TaskKind[] = [
  'respondToInvitation',
  'submitPreEvaluation',
  'submitPostEvaluation',
];

/** A confirmed deputy takes over invitation, attendance and both evaluations; the chronology stays. */
export function deputise(draft: Draft, original: Participant, deputy: Participant): void {
  const handed = openTasksOf(draft.state, original).filter((task) =>
    TAKEN_OVER_BY_DEPUTY.includes(task.kind),
  );
  moveTasks(draft, handed, deputy);
  draft.emit({
    type: 'participantChanged',
    participant: { ...original, roles: original.roles.filter((role) => role !== 'attendee') },
  });
  if (draft.state.session === null) return;
  invite(draft, [deputy]);
  const gave = draft.state.given.some(
    (each) => each.step === 'submitPreEvaluation' && each.by === original.id,
  );
  if (!gave)
    openPreparation(draft, 'submitPreEvaluation', lacking(draft.state, 'submitPreEvaluation', [deputy]));
}

const EVALUATIONS: readonly TaskKind[] = ['submitPreEvaluation', 'submitPostEvaluation'];

/** Everything of one participant becomes another's: roles, open tasks, actions; the first leaves. */
export function replaceParticipant(draft: Draft, gone: Participant, contact: Contact): Participant {
  const roles = gone.roles.filter((role) => role !== 'facilitator');
  const joined = joinCase(draft, contact, roles);
  if (gone.attended === true) {
    // Nobody can evaluate a session for somebody else.
    endTasks(
      draft,
      openTasksOf(draft.state, gone).filter((task) => EVALUATIONS.includes(task.kind)),
      'notReturned',
    );
  }
  const actions = draft.state.actions.filter((action) => action.ownerId === gone.id);
  for (const action of actions)
    draft.emit({ type: 'actionChanged', action: { ...action, ownerId: joined.id } });
  moveTasks(draft, openTasksOf(draft.state, gone), joined);
  if (draft.state.requesterId === gone.id) draft.emit({ type: 'requesterChanged', requesterId: joined.id });
  if (draft.state.planChanges?.sharedBy === gone.id) {
    draft.emit({ type: 'planChangesNamed', sharedBy: joined.id });
  }
  if (hasRole(gone, 'leadProfessional')) {
    draft.emit({
      type: 'leadProfessionalChanged',
      leadProfessional: { ...draft.state.leadProfessional, participantId: joined.id, aware: true },
    });
  }
  withdrawInvitation(draft, gone);
  draft.tell('replaced', gone.id);
  draft.emit({ type: 'participantLeft', participantId: gone.id, on: draft.today });
  openPreparationOf(draft, [joined]);
  draft.tell('joined', joined.id);
  sendInvitation(draft, joined);
  return joined;
}

/** What others take over from somebody who is removed; their own answers nobody else can give. */
const FOR_FACILITATORS: readonly TaskKind[] = ['action', 'reviewActions'];
const FOR_ADMINISTRATORS: readonly TaskKind[] = [
  'confirmLeadProfessional',
  'amendRequest',
  'sharePlanChanges',
  'recordFollowUp',
];

/** Takes somebody off the case; what only they could do is not needed any more, the rest finds another owner. */
export function removeParticipant(draft: Draft, gone: Participant): void {
  const proposed = isProposed(gone);
  withdrawInvitation(draft, gone);
  if (!proposed) draft.tell('removed', gone.id);
  draft.emit({ type: 'participantLeft', participantId: gone.id, on: draft.today });
  doTasks(
    draft,
    openTasks(draft.state, 'confirmParticipant').filter((task) => task.about === gone.id),
    draft.today,
  );
  for (const each of draft.state.participants) {
    if (each.standsFor?.participantId === gone.id && isProposed(each)) removeParticipant(draft, each);
  }
  const heir = leadProfessionalOf(draft.state) ?? requesterOf(draft.state) ?? 'administrators';
  for (const action of draft.state.actions) {
    if (action.ownerId === gone.id)
      draft.emit({ type: 'actionChanged', action: { ...action, ownerId: 'facilitators' } });
  }
  for (const task of openTasksOf(draft.state, gone)) {
    if (task.kind === 'recordFamilyVoice') moveTasks(draft, [task], heir);
    else if (FOR_FACILITATORS.includes(task.kind)) moveTasks(draft, [task], 'facilitators');
    else if (FOR_ADMINISTRATORS.includes(task.kind)) moveTasks(draft, [task], 'administrators');
    else endTasks(draft, [task], 'noLongerNeeded');
  }
  if (hasRole(gone, 'leadProfessional')) endLeadProfessionalInterview(draft);
}

function endLeadProfessionalInterview(draft: Draft): void {
  endTasks(
    draft,
    openTasks(draft.state, 'recordFollowUp').filter((task) => task.about === 'leadProfessional'),
    'noLongerNeeded',
  );
  draft.emit({
    type: 'leadProfessionalChanged',
    leadProfessional: { who: 'none', aware: true, contact: null, participantId: null },
  });
}

/** An administrator confirms somebody who was named: they join, and take over where they stand for another. */
export function confirmProposed(draft: Draft, proposed: Participant, contact: Contact): void {
  const { standsFor } = proposed;
  doTasks(
    draft,
    openTasks(draft.state, 'confirmParticipant').filter((task) => task.about === proposed.id),
    draft.today,
  );
  const original = standsFor === null ? null : findParticipant(draft.state, standsFor.participantId);
  if (standsFor?.as === 'replacement' && original !== null && isOnTheCase(original)) {
    replaceParticipant(draft, original, contact);
    return;
  }
  const joined = joinCase(draft, contact, ['attendee']);
  draft.tell('joined', joined.id);
  if (standsFor?.as === 'deputy' && original !== null && isOnTheCase(original)) {
    deputise(draft, original, joined);
  } else {
    openPreparationOf(draft, [joined]);
  }
  sendInvitation(draft, joined);
}

/** Attendees and facilitators: who gets the invitation. */
export const invited = (state: CaseState): readonly Participant[] => [
  ...attendees(state),
  ...state.participants.filter(
    (each) => isOnTheCase(each) && hasRole(each, 'facilitator') && !hasRole(each, 'attendee'),
  ),
];
