import { onAnyStep } from './any-form.ts';
import { choice, date, id, text } from './fields.ts';
import { form } from './form.ts';
import { isGiven } from './sent.ts';
import { group } from './shapes.ts';

const ACTION_STATUSES = { open: 'Open', done: 'Done', notNeeded: 'Not needed' };

export const updateAction = form({
  id: 'updateAction',
  version: 1,
  schema: group(
    { label: 'Action' },
    {
      actionId: id({ label: 'Action', of: 'action' }),
      status: choice(ACTION_STATUSES, { label: 'Status', ask: 'Choose open, done or not needed' }),
      ownerId: id({ label: 'Who will do it', ask: 'Choose who will do it', of: 'participant' }).optional(),
      dueOn: date({ label: 'Due date of the action' }, 'toCome').optional(),
      what: text({ label: 'What will be done', ask: 'Say what will be done' }).optional(),
      note: text({
        label: 'Note',
        hint: 'Needed where the action is not needed or is changed',
        neededSometimes: true,
      }).optional(),
      ...onAnyStep,
    },
    (sent, fault) => {
      if (isGiven(sent['note'])) return;
      if (sent['status'] === 'notNeeded') fault('note', 'Say why the action is not needed');
      else if (['ownerId', 'dueOn', 'what'].some((field) => isGiven(sent[field])))
        fault('note', 'Say why the action is changed');
    },
  ),
});
