import { workingDaysAfter } from '../../calendar/index.ts';
import type { Participant } from '../state.ts';
import { findParticipant, isAdministrator } from '../people.ts';
import {
  askToTellLeadProfessional,
  childrenIn,
  leadProfessionalIn,
  requesterAttends,
  requesterContact,
  requesterRoles,
  tellAwareLeadProfessional,
} from '../request.ts';
import { fault, type StepRule } from '../step-rule.ts';
import { asksFor, doTasks, hasOpen, openAll, openTasks } from '../tasks.ts';

export const amendRequest: StepRule<'amendRequest'> = {
  notNow: (state, taker) => {
    if (isAdministrator(taker.actor) && taker.onBehalf === null) return null;
    if (state.stage !== 'triage') return 'After acceptance an administrator amends the request';
    return state.returned ? null : 'The request has not been returned for information';
  },
  whyChanged: ({ stage }) => (stage === 'triage' ? null : 'Say why the request is amended after acceptance'),
  faults: ({ state, body }) => {
    const requester = findParticipant(state, state.requesterId);
    return [
      ...(requester?.email?.toLowerCase() !== body.requester.email.toLowerCase()
        ? [fault('requester.email', 'The requester’s address stays; replace the participant to change it')]
        : []),
    ];
  },
  apply: (draft, { body, doneOn }) => {
    const before = draft.state.leadProfessional;
    const requester = findParticipant(draft.state, draft.state.requesterId);
    if (requester === null) return;
    const inTriage = draft.state.stage === 'triage';
    const named = leadProfessionalIn(body);
    const amended: Participant = {
      ...requester,
      ...requesterContact(body),
      roles: inTriage ? requesterRoles(body) : requester.roles,
    };
    draft.emit({
      type: 'requestAmended',
      requester: amended,
      requesterAttends: inTriage ? requesterAttends(body) : draft.state.requesterAttends,
      // After acceptance people change by changing participants; the amended request is a record.
      leadProfessional: inTriage
        ? {
            ...named,
            aware: named.aware || (before.aware && before.contact?.email === named.contact?.email),
            participantId: named.who === 'requester' ? requester.id : null,
          }
        : before,
      children: childrenIn(body),
    });
    if (!inTriage) return;
    doTasks(draft, openTasks(draft.state, 'amendRequest'), doneOn);
    if (!hasOpen(draft.state, 'decideRequest')) {
      const dueOn = workingDaysAfter(draft.calendar, draft.today, draft.policy.workingDays.decideRequest);
      openAll(draft, [{ kind: 'decideRequest', owner: 'administrators', dueOn }]);
    }
    askToTellLeadProfessional(draft);
    const { leadProfessional } = draft.state;
    const newlyTold =
      leadProfessional.aware && !(before.aware && before.contact?.email === leadProfessional.contact?.email);
    if (newlyTold) tellAwareLeadProfessional(draft);
    draft.tell('requestAmended', 'administrators', asksFor(draft.state, 'decideRequest'));
  },
};
