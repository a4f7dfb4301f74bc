import { may } from '../../domain/access/index.ts';
import type { Call as CallName } from '../../domain/access/index.ts';
import { Problem } from '../problem.ts';
import type { Call } from './resource.ts';

export const forbidden = (detail: string): Problem => new Problem('forbidden', detail);

/** Makes the 403 check of a call that is about no single case. */
export function requireMay(name: CallName): (call: Call) => void {
  return ({ person }) => {
    if (!may(person, name)) throw forbidden('Your account does not have the role for this.');
  };
}
