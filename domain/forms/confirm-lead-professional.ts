import { onAnyStep } from './any-form.ts';
import { date, text } from './fields.ts';
import { form } from './form.ts';
import { group } from './shapes.ts';

export const confirmLeadProfessional = form({
  id: 'confirmLeadProfessional',
  version: 1,
  schema: group(
    { label: 'The lead professional has been told' },
    {
      on: date({ label: 'Date on which the lead professional was told' }, 'past'),
      objection: text({
        label: 'Objection',
        hint: 'What the lead professional objects to. It is recorded and read; it does not stop the request',
      }).optional(),
      ...onAnyStep,
    },
  ),
});
