/**
 * The process flow chart (Appendix 1): one durable run per case, from the request to the follow-up six months after
 * the session and the close. Each box waits for steps (signals) and for time (one timer). What a step or an instant
 * means is decided in one transaction outside (domain/case, records); the workflow is told the outcome and holds no more.
 */
import { CaseInHand } from './case-in-hand.ts';
import type { SupervisionCaseInput } from './messages.ts';

export async function supervisionCase(input: SupervisionCaseInput): Promise<void> {
  const theCase = new CaseInHand(input);

  do {
    await carriedToItsEnd(theCase);

    // Closed: nothing more happens by itself; who must be told is told.
    await theCase.closes();
  } while (theCase.isOpen); // the step that closed it was taken back
}

async function carriedToItsEnd(theCase: CaseInHand): Promise<void> {
  while (theCase.isOpen) {
    // Requested. Decided: accepted goes on to preparing; declined, redirected and withdrawn go to closed.
    await theCase.staysIn('requestReceived', 'triage');

    // Acceptance, facilitators, invitations, chronologies, the family's voice; then the session itself.
    do {
      await theCase.staysIn('preparing', 'preparing');
      await theCase.staysIn('session', 'session');
    } while (theCase.stage === 'preparing'); // put off, or not held: prepared again

    // Evaluations, the summary shared with all involved, learning, the tracker.
    await theCase.staysIn('afterTheSession', 'concluding');

    // Interviews six months later, with the lead professional, the children and the family.
    await theCase.staysIn('sixMonthFollowUp', 'followUp');
  }
}
