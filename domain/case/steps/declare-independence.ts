import { workingDaysAfter } from '../../calendar/index.ts';
import type { Draft } from '../draft.ts';
import { facilitators, findParticipant } from '../people.ts';
import type { StepRule } from '../step-rule.ts';
import { asksFor, doTasks, hasOpen, openAll, tasksOf } from '../tasks.ts';
import { releaseFacilitator } from './appoint-facilitators.ts';

export const declareIndependence: StepRule<'declareIndependence'> = {
  notNow: (_state, taker) => (taker.participant === null ? 'A facilitator declares this' : null),
  notThus: ({ state, body }) => {
    const conflict = 'conflict' in body;
    return state.session?.heldOn != null && !conflict
      ? 'The session has been held: only a conflict can be declared now'
      : null;
  },
  choice: (body) => ('conflict' in body ? 'conflict' : 'available' in body ? 'notAvailable' : 'independent'),
  apply: (draft, { body, taker, doneOn }) => {
    const participant = findParticipant(draft.state, taker.by);
    if (participant === null) return;
    doTasks(
      draft,
      tasksOf(draft.state, 'declareIndependence', participant.id).filter((task) => task.status === 'open'),
      doneOn,
    );
    if (!('conflict' in body) && !('available' in body)) {
      draft.emit({ type: 'participantChanged', participant: { ...participant, independence: 'declared' } });
      return;
    }
    const independence = 'conflict' in body ? 'conflict' : 'notAvailable';
    const gone = { ...participant, independence } as const;
    draft.emit({ type: 'participantChanged', participant: gone });
    releaseFacilitator(draft, gone);
    askForFacilitator(draft);
    draft.tell('facilitatorUnavailable', 'administrators', asksFor(draft.state, 'appointFacilitators'));
    if (facilitators(draft.state).length === 0) draft.flag('possibleConflict', false);
  },
};

function askForFacilitator(draft: Draft): void {
  if (hasOpen(draft.state, 'appointFacilitators')) return;
  openAll(draft, [
    {
      kind: 'appointFacilitators',
      owner: 'administrators',
      dueOn: workingDaysAfter(draft.calendar, draft.today, draft.policy.workingDays.appointFacilitators),
    },
  ]);
}
