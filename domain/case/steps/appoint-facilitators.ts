import { workingDaysAfter, workingDaysBefore } from '../../calendar/index.ts';
import type { ListedFacilitator, Surroundings } from '../commands.ts';
import { earlier, later } from '../dates.ts';
import type { Draft } from '../draft.ts';
import { joinCase, moveTasks, withdrawInvitation } from '../joining.ts';
import { facilitators, hasRole, isOnTheCase, ownedBy } from '../people.ts';
import { sessionInEmail } from '../session-email.ts';
import type { CaseState, Participant } from '../state.ts';
import { fault, type StepRule } from '../step-rule.ts';
import { asksOf, doTasks, dropOf, hasOpen, openAll, openTasks, tasksOf } from '../tasks.ts';

const byFacilitatorId = (state: CaseState, id: string): Participant | null =>
  state.participants.find((each) => each.facilitatorId === id) ?? null;

const removedBy = (state: CaseState, ids: readonly string[]): readonly Participant[] =>
  facilitators(state).filter((each) => each.facilitatorId !== null && !ids.includes(each.facilitatorId));

export const appointFacilitators: StepRule<'appointFacilitators'> = {
  unknown: ({ state, body, surroundings }) =>
    body.facilitatorIds.flatMap((id, index) => {
      const serves = facilitators(state).some((each) => each.facilitatorId === id);
      return serves || surroundings.facilitators.has(id)
        ? []
        : [fault(`facilitatorIds[${index}]`, 'Choose somebody from the list of facilitators')];
    }),
  notThus: ({ state, body, surroundings }) => {
    for (const id of body.facilitatorIds) {
      const known = byFacilitatorId(state, id);
      if (known?.independence === 'conflict') {
        return 'One of them has declared a conflict in this case';
      }
      const listed = surroundings.facilitators.get(id);
      const part =
        listed &&
        state.participants.find((each) => each.email?.toLowerCase() === listed.email?.toLowerCase());
      if (part && isOnTheCase(part) && !hasRole(part, 'facilitator')) {
        return 'One of them is on this case as a practitioner, so is not independent of it';
      }
    }
    const replaces =
      removedBy(state, body.facilitatorIds).length > 0 || hasOpen(state, 'appointFacilitators');
    if (state.stage === 'followUp' && !replaces) {
      return 'In the follow-up a facilitator can only be replaced';
    }
    return null;
  },
  faults: ({ state, body }) =>
    removedBy(state, body.facilitatorIds).length > 0 && body.reason === undefined
      ? [fault('reason', 'Say why a facilitator is replaced')]
      : [],
  apply: (draft, { body, surroundings, doneOn }) => {
    for (const gone of removedBy(draft.state, body.facilitatorIds)) releaseFacilitator(draft, gone);
    for (const id of body.facilitatorIds) {
      const listed = surroundings.facilitators.get(id);
      const serves = facilitators(draft.state).some((each) => each.facilitatorId === id);
      if (listed !== undefined && !serves) appoint(draft, listed, surroundings);
    }
    doTasks(draft, openTasks(draft.state, 'appointFacilitators'), doneOn);
  },
};

function appoint(draft: Draft, listed: ListedFacilitator, surroundings: Surroundings): void {
  const joined = joinCase(draft, listed, ['facilitator']);
  draft.emit({
    type: 'participantChanged',
    participant: { ...joined, facilitatorId: listed.id, independence: null },
  });
  const { session, stage } = draft.state;
  const own = workingDaysAfter(draft.calendar, draft.today, draft.policy.workingDays.declareIndependence);
  const latest =
    session === null
      ? own
      : later(
          draft.today,
          workingDaysBefore(
            draft.calendar,
            session.date,
            draft.policy.workingDays.latestPreparationBeforeSession,
          ),
        );
  if (stage === 'preparing' || stage === 'session') {
    openAll(draft, [{ kind: 'declareIndependence', ...ownedBy(joined), dueOn: earlier(own, latest) }]);
  }
  if (suggestsConflict(draft.state, listed, surroundings)) draft.flag('possibleConflict', true);
  draft.tell('facilitatorAppointed', joined.id, asksOf(draft.state, 'declareIndependence', joined.id));
  if (stage === 'preparing' && session !== null)
    draft.tell('invitation', joined.id, sessionInEmail(draft.state));
}

/** The same employer as somebody on the case, or an earlier case of the same child. */
function suggestsConflict(state: CaseState, listed: ListedFacilitator, surroundings: Surroundings): boolean {
  const employer = listed.organisation?.trim().toLowerCase();
  const sameEmployer = state.participants.some(
    (each) =>
      isOnTheCase(each) &&
      !hasRole(each, 'facilitator') &&
      employer !== undefined &&
      employer !== '' &&
      each.organisation?.trim().toLowerCase() === employer,
  );
  return sameEmployer || surroundings.involvedEarlier.has(listed.id);
}

/** A facilitator leaves the case at once. */
export function releaseFacilitator(draft: Draft, gone: Participant): void {
  withdrawFrom(draft, gone);
  dropOf(draft, ['declareIndependence'], gone.id);
  draft.tell('replaced', gone.id);
  draft.emit({ type: 'participantLeft', participantId: gone.id, on: draft.today });
  for (const kind of ['recordFollowUp', 'action'] as const) {
    const held = tasksOf(draft.state, kind, gone.id).filter((task) => task.status === 'open');
    moveTasks(draft, held, kind === 'action' ? 'facilitators' : 'administrators');
  }
  for (const action of draft.state.actions) {
    if (action.ownerId === gone.id)
      draft.emit({ type: 'actionChanged', action: { ...action, ownerId: 'facilitators' } });
  }
}

function withdrawFrom(draft: Draft, gone: Participant): void {
  withdrawInvitation(draft, { ...gone, roles: ['attendee'] });
}
