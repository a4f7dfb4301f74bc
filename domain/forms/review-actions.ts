import { onAnyStep } from './any-form.ts';
import { choice, date, text } from './fields.ts';
import { form } from './form.ts';
import { isGiven } from './sent.ts';
import { group } from './shapes.ts';

const WHAT_NEXT = { none: 'Nothing further', newDate: 'Another review date', newRequest: 'A new request' };

export const reviewActions = form({
  id: 'reviewActions',
  version: 1,
  schema: group(
    { label: 'Review of the actions' },
    {
      on: date({ label: 'Date of the review' }, 'past'),
      progress: text({ label: 'Progress against the success measures' }),
      next: choice(WHAT_NEXT, { label: 'What next', ask: 'Choose what happens next' }),
      reviewOn: date({ label: 'Next review date', neededSometimes: true }, 'toCome').optional(),
      ...onAnyStep,
    },
    (sent, fault) => {
      const dated = isGiven(sent['reviewOn']);
      if (sent['next'] === 'newDate' && !dated) fault('reviewOn', 'Enter the next review date');
      if ((sent['next'] === 'none' || sent['next'] === 'newRequest') && dated) {
        fault('reviewOn', 'Leave out the next review date, or choose a new date');
      }
    },
  ),
});
