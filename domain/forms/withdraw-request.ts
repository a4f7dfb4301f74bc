import { onAnyStep } from './any-form.ts';
import { text } from './fields.ts';
import { form } from './form.ts';
import { group } from './shapes.ts';

export const withdrawRequest = form({
  id: 'withdrawRequest',
  version: 1,
  schema: group(
    { label: 'Withdraw the request' },
    { reason: text({ label: 'Reason', ask: 'Say why it is withdrawn' }), ...onAnyStep },
  ),
});
