import { onAnyStep } from './any-form.ts';
import { id, text } from './fields.ts';
import { form } from './form.ts';
import { group } from './shapes.ts';

export const waiveTask = form({
  id: 'waiveTask',
  version: 1,
  schema: group(
    { label: 'Not needed' },
    {
      taskId: id({ label: 'Task', of: 'task' }),
      reason: text({ label: 'Not needed – give a reason', ask: 'Say why it is not needed' }),
      ...onAnyStep,
    },
  ),
});
