/** An immediate risk: the child protection procedure comes first; this is the record that it did. */
import { workingDaysAfter } from '../../calendar/index.ts';
import { endBeforeSession } from './withdraw-request.ts';
import { cannotBeCancelled } from './cancel-case.ts';
import { putOff } from './schedule-session.ts';
import type { StepRule } from '../step-rule.ts';
import { asksFor, doTasks, hasOpen, openAll, openTasks } from '../tasks.ts';

export const raiseImmediateRisk: StepRule<'raiseImmediateRisk'> = {
  apply: (draft) => {
    draft.emit({ type: 'riskRaised' });
    draft.flag('immediateRisk', true);
    if (!hasOpen(draft.state, 'assessRisk')) {
      const dueOn = workingDaysAfter(draft.calendar, draft.today, draft.policy.workingDays.assessRisk);
      openAll(draft, [{ kind: 'assessRisk', owner: 'administrators', dueOn }]);
    }
    draft.tell('riskRaised', 'businessManager', asksFor(draft.state, 'assessRisk'));
  },
};

export const assessRisk: StepRule<'assessRisk'> = {
  notNow: (state) => (state.riskRaised ? null : 'No immediate risk has been raised'),
  notThus: ({ state, body }) => {
    switch (body.decision) {
      case 'goOn':
        return null;
      case 'putOff':
        return state.stage === 'preparing' || state.stage === 'session'
          ? null
          : 'There is no session to put off at this stage';
      case 'cancel':
        return cannotBeCancelled(state);
      default:
        return body.decision satisfies never;
    }
  },
  choice: (body) => body.decision,
  apply: (draft, { body, doneOn }) => {
    doTasks(draft, openTasks(draft.state, 'assessRisk'), doneOn);
    if (body.decision === 'putOff') putOff(draft, { notBefore: body.notBefore ?? null, notHeld: false });
    if (body.decision === 'cancel') endBeforeSession(draft, 'cancelled');
  },
};
