/** What was done under child protection procedures: a record, never the referral itself. */
import { onAnyStep } from './any-form.ts';
import { pastDateTime, text } from './fields.ts';
import { form } from './form.ts';
import { group } from './shapes.ts';

export const raiseImmediateRisk = form({
  id: 'raiseImmediateRisk',
  version: 1,
  schema: group(
    { label: 'Immediate risk', hint: 'This record does not make the referral' },
    {
      what: text({
        label: 'What was done under child protection procedures',
        ask: 'Say what was done under child protection procedures',
      }),
      referredTo: text({ label: 'Referred to', ask: 'Say to whom the child was referred' }),
      at: pastDateTime({ label: 'When the referral was made', ask: 'Enter when the referral was made' }),
      by: text({ label: 'Referred by', ask: 'Say who made the referral' }),
      ...onAnyStep,
    },
  ),
});
