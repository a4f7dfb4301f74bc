/** "Where any changes to the child/family plan are suggested, this will be shared with the child/family." */
import { onAnyStep } from './any-form.ts';
import { date, exactly, text } from './fields.ts';
import { form } from './form.ts';
import { group, toldBy } from './shapes.ts';

const shared = {
  label: 'Have the suggested changes been shared with the child and family?',
  ask: 'Say whether the suggested changes were shared with the child and family',
};

export const sharePlanChanges = form({
  id: 'sharePlanChanges',
  version: 1,
  schema: toldBy('shared', shared, [
    group(
      { label: 'Shared' },
      {
        shared: exactly(true, shared),
        on: date({ label: 'Date on which it was shared' }, 'past'),
        how: text({ label: 'How it was shared', ask: 'Say how it was shared' }),
        ...onAnyStep,
      },
    ),
    group(
      { label: 'Not shared' },
      {
        shared: exactly(false, shared),
        reason: text({ label: 'Why it is unsafe to share', ask: 'Say why it was not shared' }),
        ...onAnyStep,
      },
    ),
  ]),
});
