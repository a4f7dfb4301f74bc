import type { CaseState } from '../state.ts';
import type { StepRule } from '../step-rule.ts';
import { endBeforeSession } from './withdraw-request.ts';

/** Why a case cannot be cancelled any more; null when it can. */
export const cannotBeCancelled = (state: CaseState): string | null =>
  state.session?.heldOn == null ? null : 'The session has been held: nothing is cancelled after it';

export const cancelCase: StepRule<'cancelCase'> = {
  notNow: cannotBeCancelled,
  apply: (draft) => {
    endBeforeSession(draft, 'cancelled');
  },
};
