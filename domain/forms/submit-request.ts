/** Appendix 2: the request for multi-agency supervision and mapping. */
import { onARequest } from './any-form.ts';
import { form } from './form.ts';
import { requestFields, requestRule } from './request.ts';
import { group } from './shapes.ts';

export const submitRequest = form({
  id: 'submitRequest',
  version: 1,
  schema: group(
    { label: 'Request for multi-agency supervision and mapping' },
    { ...requestFields, ...onARequest },
    requestRule,
  ),
});
