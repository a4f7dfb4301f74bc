import type { Draft } from '../draft.ts';
import { cannotJoin, deputise, isProposed, lacking, proposeParticipant } from '../joining.ts';
import { contactOf, findByContact, findParticipant, isOnTheCase, sameAddress } from '../people.ts';
import type { Participant } from '../state.ts';
import { fault, type StepRule } from '../step-rule.ts';
import { doTasks, dropOf, endTasks, openPreparation, openTasks, tasksOf } from '../tasks.ts';

export const respondToInvitation: StepRule<'respondToInvitation'> = {
  notNow: (state) => (state.session === null ? 'The session has not been scheduled' : null),
  faults: ({ body, taker }) =>
    body.response === 'deputy' && sameAddress(body.deputy.email ?? null, taker.participant?.email ?? null)
      ? [fault('deputy.email', 'Enter the address of somebody else')]
      : [],
  notThus: ({ state, body, taker }) => {
    if (body.response !== 'deputy') return null;
    const known = findByContact(state, contactOf(body.deputy));
    // Named again by the same person: a newer version of the same answer.
    if (known !== null && isProposed(known) && known.standsFor?.participantId === taker.by) return null;
    return cannotJoin(state, contactOf(body.deputy));
  },
  choice: (body) => body.response,
  apply: (draft, { body, taker, doneOn }) => {
    const participant = findParticipant(draft.state, taker.by);
    if (participant === null) return;
    doTasks(
      draft,
      tasksOf(draft.state, 'respondToInvitation', participant.id).filter((task) => task.status === 'open'),
      doneOn,
    );
    dropProposedDeputy(draft, participant);
    const answered: Participant = {
      ...participant,
      response: body.response,
      delegatedAuthority: body.response === 'attending' ? body.delegatedAuthority : null,
    };
    draft.emit({ type: 'participantChanged', participant: answered });
    switch (body.response) {
      case 'attending':
        openPreparation(
          draft,
          'submitPreEvaluation',
          lacking(draft.state, 'submitPreEvaluation', [answered]),
        );
        break;
      case 'notAttending':
        dropOf(draft, ['submitPreEvaluation', 'submitPostEvaluation'], participant.id);
        break;
      case 'deputy': {
        const contact = contactOf(body.deputy);
        const known = findByContact(draft.state, contact);
        if (known !== null && isOnTheCase(known)) {
          draft.emit({
            type: 'participantChanged',
            participant: {
              ...known,
              roles: known.roles.includes('attendee') ? known.roles : [...known.roles, 'attendee'],
            },
          });
          deputise(draft, answered, known);
        } else {
          proposeParticipant(draft, contact, { participantId: participant.id, as: 'deputy' });
        }
        break;
      }
      default:
        body satisfies never;
    }
  },
};

/** A changed answer takes back a deputy who has not been confirmed. */
function dropProposedDeputy(draft: Draft, participant: Participant): void {
  for (const each of draft.state.participants) {
    if (!isProposed(each) || each.standsFor?.participantId !== participant.id) continue;
    endTasks(
      draft,
      openTasks(draft.state, 'confirmParticipant').filter((task) => task.about === each.id),
      'noLongerNeeded',
    );
    draft.emit({ type: 'participantLeft', participantId: each.id, on: draft.today });
  }
}
