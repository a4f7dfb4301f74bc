import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { IdempotencyScope, KeptAnswer, Records } from '../../records/types.ts';
import { Problem } from '../problem.ts';
import { callerOf } from './bearer.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The scope of a call's `Idempotency-Key`, or null where it has none. It belongs to the person and the address; of key
 * and body only hashes go on.
 * @param body what was sent, as read: the same answers in another order or spacing are the same body.
 * @throws {Problem} 400 where the key is not 1 to 200 visible ASCII characters.
 */
export function idempotencyScope(req: Request, body: unknown): IdempotencyScope | null {
  const key = req.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Problem('invalid', 'The Idempotency-Key is not understood.', {
      status: 400,
      errors: [
        { field: 'Idempotency-Key', message: 'Use 1 to 200 visible ASCII characters, without spaces' },
      ],
    });
  }
  return scopeOf({ personId: callerOf(req).person.id, address: `${req.method} ${req.path}`, key, body });
}

/** @param body as read: the same answers in another order or spacing are the same body */
export function scopeOf({
  personId,
  address,
  key,
  body,
}: Pick<IdempotencyScope, 'personId' | 'address'> & {
  readonly key: string;
  readonly body: unknown;
}): IdempotencyScope {
  return { personId, address, keyHash: sha256(key), bodyHash: sha256(canonical(body)) };
}

/** The same text for the same JSON, in whatever order its names were written. */
function canonical(body: unknown): string {
  const sorted = (_name: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(body, sorted);
}

export const keyReused = (): Problem =>
  new Problem('idempotency-key-reused', 'This key came with another body before. Use a new one.');

/** Does the work once per key and answers repeats as the first was; without a key it just does it. */
export async function onceOnly(
  records: Pick<Records, 'once'>,
  scope: IdempotencyScope | null,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  if (scope === null) return work();
  const result = await records.once(scope, work);
  switch (result.type) {
    case 'first':
      return result.value;
    case 'repeated':
      return result.answer;
    case 'keyReused':
      throw keyReused();
  }
}
