/** A new version of the request, whole; a confidential address that it leaves out is kept. */
import { onAnyStep } from './any-form.ts';
import { form } from './form.ts';
import { requestFields, requestRule } from './request.ts';
import { group } from './shapes.ts';

export const amendRequest = form({
  id: 'amendRequest',
  version: 1,
  schema: group({ label: 'Amended request' }, { ...requestFields, ...onAnyStep }, requestRule),
  datesMayHavePassedWhenCorrected: true,
});
