import { close } from '../progress.ts';
import { sessionInEmail } from '../session-email.ts';
import type { Draft } from '../draft.ts';
import type { StepRule } from '../step-rule.ts';

export const withdrawRequest: StepRule<'withdrawRequest'> = {
  apply: (draft) => {
    endBeforeSession(draft, 'withdrawn');
  },
};

/** Ends a case whose session is not held: everyone already told is told, and calendar entries are withdrawn. */
export function endBeforeSession(draft: Draft, outcome: 'withdrawn' | 'cancelled'): void {
  const kind = outcome === 'withdrawn' ? 'requestWithdrawn' : 'caseCancelled';
  const { session, leadProfessional } = draft.state;
  const data = sessionInEmail(draft.state, session && { ...session, sequence: session.sequence + 1 });
  draft.tellEverybody(kind, data);
  if (leadProfessional.participantId === null && leadProfessional.aware && leadProfessional.contact?.email) {
    draft.tellAddress(kind, leadProfessional.contact.email);
  }
  close(draft, outcome);
}
