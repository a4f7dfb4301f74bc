import { onAnyStep } from './any-form.ts';
import { text } from './fields.ts';
import { form } from './form.ts';
import { group } from './shapes.ts';

export const cancelCase = form({
  id: 'cancelCase',
  version: 1,
  schema: group(
    { label: 'Cancel the case' },
    { reason: text({ label: 'Reason', ask: 'Say why it is cancelled' }), ...onAnyStep },
  ),
});
