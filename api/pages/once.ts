/**
 * A form that is sent twice (a double click, the back button, "send it again") is taken once: each showing of a form
 * carries a key of its own in the field `_key`, and a repeat with the same answers gets the first answer.
 */
import { randomBytes } from 'node:crypto';
import type { IdempotencyScope } from '../../records/types.ts';
import { scopeOf } from '../middleware/idempotency.ts';
import type { PageCall } from './page.ts';
import { only } from './typed.ts';

const KEY = /^[A-Za-z0-9_-]{22}$/;

/** The key for the form that is shown now: the one that it was sent with, or a new one. */
export function formKey({ typed }: Pick<PageCall, 'typed'>): string {
  const sent = only(typed, '_key');
  return KEY.test(sent) ? sent : newFormKey();
}

export const newFormKey = (): string => randomBytes(16).toString('base64url');

/** Null where the form carries no key. @param body as it is given to the rules */
export function onceByForm(
  { person, req, typed }: Pick<PageCall, 'person' | 'req' | 'typed'>,
  body: unknown,
): IdempotencyScope | null {
  const key = only(typed, '_key');
  if (!KEY.test(key)) return null;
  return scopeOf({ personId: person.id, address: `${req.method} ${req.path}`, key, body });
}
