import { onAnyStep } from './any-form.ts';
import { id, text } from './fields.ts';
import { form } from './form.ts';
import { eachOnce } from './sent.ts';
import { group, list } from './shapes.ts';

export const appointFacilitators = form({
  id: 'appointFacilitators',
  version: 1,
  schema: group(
    { label: 'Facilitators of the session' },
    {
      facilitatorIds: list(
        {
          label: 'Facilitators',
          ask: 'Choose one or two facilitators',
          hint: 'One, or two where need and complexity ask for it; all who facilitate after this change',
          least: 1,
          most: 2,
        },
        id({ label: 'Facilitator', ask: 'Choose a facilitator from the list', of: 'facilitator' }),
      ),
      reason: text({
        label: 'Reason',
        hint: 'Needed to replace a facilitator',
        neededSometimes: true,
      }).optional(),
      ...onAnyStep,
    },
    (sent, fault) => {
      eachOnce(sent['facilitatorIds'], (place) => {
        fault(`facilitatorIds[${place}]`, 'Choose each facilitator once');
      });
    },
  ),
});
