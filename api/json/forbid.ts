import { may } from '../../domain/access/index.ts';
import type { Call as CallName } from '../../domain/access/index.ts';
import { callerOf } from '../middleware/bearer.ts';
import { Problem } from '../problem.ts';
import type { Call } from './resource.ts';

export const forbidden = (detail: string): Problem => new Problem('forbidden', detail);

/** Makes the 403 check of a call that is about no single case. */
export function requireMay(name: CallName): (call: Call) => void {
  return ({ person }) => {
    if (!may(person, name)) throw forbidden('Your account does not have the role for this.');
  };
}

/** As `requireMay`, for what needs two people: who made a token for somebody else must not be both of them. */
export function requireMayThemselves(name: CallName): (call: Call) => void {
  const mayCall = requireMay(name);
  return (call) => {
    mayCall(call);
    if (callerOf(call.req).tokenByAnother) {
      throw forbidden('Sign in yourself to decide this: somebody else made the token that you call with.');
    }
  };
}
