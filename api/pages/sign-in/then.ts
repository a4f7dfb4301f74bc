/** Where to go on after signing in, carried along through its pages; never to another site. */
import type { OpenCall } from '../page.ts';
import { ownPage } from '../page.ts';
import { only } from '../typed.ts';

export const thenOf = ({ typed, query }: Pick<OpenCall, 'typed' | 'query'>): string =>
  ownPage(only(typed, '_then') || query('then'));

/** @param path a page of signing in */
export function withThen(path: string, then: string, why?: 'tries' | 'out' | 'everywhere'): string {
  const query = new URLSearchParams({
    ...(then === '/' ? {} : { then }),
    ...(why === undefined ? {} : { why }),
  }).toString();
  return query === '' ? path : `${path}?${query}`;
}
