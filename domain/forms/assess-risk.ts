import { onAnyStep } from './any-form.ts';
import { choice, date, text } from './fields.ts';
import { form } from './form.ts';
import { isGiven } from './sent.ts';
import { group } from './shapes.ts';

const DECISIONS = {
  goOn: 'The session goes on',
  putOff: 'The session is put off',
  cancel: 'The case is cancelled',
};

export const assessRisk = form({
  id: 'assessRisk',
  version: 1,
  schema: group(
    { label: 'Assessment of the risk' },
    {
      decision: choice(DECISIONS, { label: 'Decision', ask: 'Choose whether to go on, put off or cancel' }),
      reason: text({ label: 'Reason', ask: 'Give a reason' }),
      notBefore: date({ label: 'Not before' }, 'toCome').optional(),
      ...onAnyStep,
    },
    (sent, fault) => {
      if (isGiven(sent['notBefore']) && (sent['decision'] === 'goOn' || sent['decision'] === 'cancel')) {
        fault('notBefore', 'Leave out this date, or choose to put the session off');
      }
    },
  ),
});
