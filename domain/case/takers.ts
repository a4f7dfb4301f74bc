/** Who may take a step: the process table's takers, held against a person's part in this case. */
import { STEP_TABLE, type StepTaker } from '../process/steps.ts';
import type { CaseStepId, OpenStage } from '../process/vocabulary.ts';
import type { Actor } from './commands.ts';
import type { OnBehalf } from './events.ts';
import { findParticipant, hasRole, isAdministrator, isBusinessManager, participantOf } from './people.ts';
import type { CaseState, OwnerId, Participant, ParticipantId } from './state.ts';
import { tasksOf } from './tasks.ts';

/** Somebody taking a step: themselves, or an administrator for them. */
export interface Taker {
  readonly actor: Actor;
  /** Whose step it is; null where an administrator acts in their own name. */
  readonly participant: Participant | null;
  /** As events and answers name them: the participant, or "administrators". */
  readonly by: OwnerId;
  readonly onBehalf: OnBehalf | null;
}

/** Whether the participant's part in the case is one that takes this step. */
function takes(state: CaseState, step: CaseStepId, taker: StepTaker, participant: Participant): boolean {
  switch (taker) {
    case 'anyPractitioner':
    case 'anyoneOnTheCase':
      return true;
    case 'attendee':
      // A deputy takes over all but the chronology, which stays with the person first invited.
      return (
        hasRole(participant, 'attendee') ||
        (step === 'submitChronology' && tasksOf(state, 'submitChronology', participant.id).length > 0)
      );
    case 'requester':
    case 'leadProfessional':
    case 'facilitator':
      return hasRole(participant, taker);
    case 'actionOwner':
      return state.actions.some((action) => action.ownerId === participant.id);
    case 'interviewer':
      return hasRole(participant, 'interviewer');
    case 'namedToSharePlanChanges':
      return state.planChanges?.sharedBy === participant.id;
    case 'administrator':
      return false;
    default:
      return taker satisfies never;
  }
}

const takersOf = (step: CaseStepId): readonly StepTaker[] => STEP_TABLE[step].takers;

const participantTakes = (state: CaseState, step: CaseStepId, participant: Participant): boolean =>
  takersOf(step).some((taker) => takes(state, step, taker, participant));

/** Administrators act in their own name where the table names them, and may raise a risk in every case. */
const administratorTakes = (step: CaseStepId): boolean =>
  takersOf(step).some((taker) => taker === 'administrator' || taker === 'anyoneOnTheCase');

/**
 * Who takes the step here, if this person may at all, whatever the stage; null where they may not (403).
 * @param onBehalf given by administrators only; its participant may have left the case (one who left still has papers)
 */
export function takerOf(
  state: CaseState,
  step: CaseStepId,
  actor: Actor,
  onBehalf: OnBehalf | null,
): Taker | null {
  if (onBehalf !== null) {
    if (!isAdministrator(actor)) return null;
    const participant = findParticipant(state, onBehalf.participantId);
    if (participant === null || !participantTakes(state, step, participant)) return null;
    // A facilitator who left is replaced; what they would have done is another's now.
    if (participant.leftOn !== null && hasRole(participant, 'facilitator')) return null;
    return { actor, participant, by: participant.id, onBehalf };
  }
  const participant = participantOf(state, actor);
  if (participant !== null && participantTakes(state, step, participant)) {
    return { actor, participant, by: participant.id, onBehalf: null };
  }
  if (isAdministrator(actor) && administratorTakes(step)) {
    return { actor, participant: null, by: 'administrators', onBehalf: null };
  }
  // A closed case takes only a correction by the business manager.
  if (state.stage === 'closed' && isBusinessManager(actor)) {
    return { actor, participant: null, by: 'administrators', onBehalf: null };
  }
  return null;
}

/** Whether this person may take the step at some time in this case: the 403 check, without stage and body. */
export function mayTake(
  state: CaseState,
  step: CaseStepId,
  actor: Actor,
  onBehalfOf: ParticipantId | null,
): boolean {
  if (onBehalfOf === null) return takerOf(state, step, actor, null) !== null;
  if (!isAdministrator(actor)) return false;
  const participant = findParticipant(state, onBehalfOf);
  // A participant who does not exist is a fault of the field (422), not of the person.
  return participant === null || participantTakes(state, step, participant);
}

export const inStage = (state: CaseState, step: CaseStepId): boolean => {
  const stages: readonly OpenStage[] = STEP_TABLE[step].stages;
  return stages.some((stage) => stage === state.stage);
};
