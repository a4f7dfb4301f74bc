/** "Independent from the line management of the practitioners involved, and of any previous involvement with the child and family." */
import { onAnyStep } from './any-form.ts';
import { choice, exactly, text } from './fields.ts';
import { form } from './form.ts';
import { group, toldBy, toldByPresence } from './shapes.ts';

const CONFLICTS = {
  lineManagement: 'Line management of a practitioner involved',
  previousInvolvement: 'Previous involvement with the child or family',
  other: 'Something else',
};

const independent = {
  label:
    'Are you independent of the line management of the practitioners involved, and of any previous involvement with the child and family?',
  ask: 'Say whether you are independent',
};
const available = { label: 'Not available', ask: 'Say that you are not available' };

const declaration = toldBy('independent', independent, [
  group({ label: 'Independent' }, { independent: exactly(true, independent), ...onAnyStep }),
  group(
    { label: 'In conflict' },
    {
      independent: exactly(false, independent),
      conflict: choice(CONFLICTS, { label: 'Conflict', ask: 'Choose what the conflict is' }),
      detail: text({ label: 'Detail of the conflict', ask: 'Describe the conflict' }),
      ...onAnyStep,
    },
  ),
]);

export const declareIndependence = form({
  id: 'declareIndependence',
  version: 1,
  schema: toldByPresence(
    { label: 'Declaration', ask: 'Say whether you are independent, or that you are not available' },
    { of: ['independent'], shape: declaration },
    {
      of: ['available'],
      shape: group(
        { label: 'Not available' },
        {
          available: exactly(false, available),
          reason: text({ label: 'Reason', ask: 'Say why you are not available' }),
          ...onAnyStep,
        },
      ),
    },
  ),
});
