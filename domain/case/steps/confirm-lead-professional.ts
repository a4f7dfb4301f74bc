import type { StepRule } from '../step-rule.ts';
import { doTasks, openTasks } from '../tasks.ts';

export const confirmLeadProfessional: StepRule<'confirmLeadProfessional'> = {
  notNow: (state, taker) => {
    if (state.leadProfessional.who !== 'another') return 'The request names no other lead professional';
    if (state.stage === 'triage' && taker.participant !== null && taker.by !== state.requesterId) {
      return 'Before acceptance the requester confirms this';
    }
    return null;
  },
  choice: (body) => (body.objection === undefined ? null : 'objected'),
  apply: (draft, { body, doneOn }) => {
    const before = draft.state.leadProfessional;
    const objected = body.objection !== undefined;
    draft.emit({ type: 'leadProfessionalTold', objected });
    // A record, not a veto.
    if (objected) draft.flag('leadProfessionalObjects', true);
    doTasks(draft, openTasks(draft.state, 'confirmLeadProfessional'), doneOn);
    if (before.aware) return;
    if (before.participantId !== null) draft.tell('leadProfessionalTold', before.participantId);
    else if (before.contact?.email) draft.tellAddress('leadProfessionalTold', before.contact.email);
  },
};
