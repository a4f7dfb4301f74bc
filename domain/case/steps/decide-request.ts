import { londonDate, workingDaysAfter } from '../../calendar/index.ts';
import type { PlainDate } from '../../calendar/types.ts';
import { sessionDue } from '../dates.ts';
import type { Draft } from '../draft.ts';
import { joinCase, openPreparationOf } from '../joining.ts';
import { contactOf, leadProfessionalOf, ownedBy, requesterOf } from '../people.ts';
import { close } from '../progress.ts';
import { isNamedLeadProfessional } from '../request.ts';
import { type Asked, fault, type StepRule } from '../step-rule.ts';
import { doTasks, dropOpen, openAll, openTasks } from '../tasks.ts';

type Body = Asked<'decideRequest'>['body'];

export const decideRequest: StepRule<'decideRequest'> = {
  unknown: ({ body, surroundings }) =>
    body.decision === 'redirect' &&
    body.existingReference !== undefined &&
    !surroundings.existingReferences.has(body.existingReference)
      ? [fault('existingReference', 'There is no case with this meeting identifier')]
      : [],
  faults: ({ state, body }) =>
    body.decision === 'accept' && body.agreedOn !== undefined && body.agreedOn < state.requestedOn
      ? [fault('agreedOn', 'The date agreed must not be before the request')]
      : [],
  choice: (body) => body.decision,
  apply: (draft, asked) => {
    const { body } = asked;
    doTasks(draft, openTasks(draft.state, 'decideRequest'), asked.doneOn);
    switch (body.decision) {
      case 'accept':
        dropOpen(draft, 'amendRequest');
        accept(draft, asked, body);
        break;
      case 'returnForInformation':
        returnForInformation(draft);
        break;
      case 'decline':
        close(draft, 'declined');
        tellRequestEnded(draft, 'requestDeclined');
        break;
      case 'redirect':
        close(draft, 'redirected');
        tellRequestEnded(draft, 'requestRedirected');
        break;
      default:
        body satisfies never;
    }
  },
};

function returnForInformation(draft: Draft): void {
  draft.emit({ type: 'returned' });
  // Returned again while a return is unanswered: the time to answer starts again.
  dropOpen(draft, 'amendRequest');
  const dueOn = workingDaysAfter(draft.calendar, draft.today, draft.policy.workingDays.amendRequest);
  openAll(draft, [{ kind: 'amendRequest', ...ownedBy(requesterOf(draft.state)), dueOn }]);
  draft.tell('requestReturned', draft.state.requesterId, { dueOn });
}

/** The requester, and a lead professional who was told of the request, learn that it ended. */
function tellRequestEnded(
  draft: Draft,
  kind: 'requestDeclined' | 'requestRedirected' | 'requestWithdrawn',
): void {
  draft.tell(kind, draft.state.requesterId);
  const { who, aware, contact } = draft.state.leadProfessional;
  if (who === 'another' && aware && contact?.email) draft.tellAddress(kind, contact.email);
}

function accept(
  draft: Draft,
  asked: Asked<'decideRequest'>,
  body: Extract<Body, { decision: 'accept' }>,
): void {
  const { policy, at } = asked.surroundings;
  const acceptedOn: PlainDate = body.agreedOn ?? draft.today;
  const sessionDueOn = sessionDue(draft.calendar, policy, acceptedOn, body.sessionBy ?? null);
  // From here on the case keeps the policy in force at its acceptance.
  draft.keepPolicy(policy);
  draft.emit({
    type: 'accepted',
    acceptedOn,
    recordedOn: londonDate(at),
    sessionDueOn,
    policyVersion: policy.version,
  });
  const named = draft.state.leadProfessional.contact;
  for (const invitee of body.participants) {
    const contact = contactOf(invitee);
    const leads = draft.state.leadProfessional.who === 'another' && isNamedLeadProfessional(named, contact);
    const joined = joinCase(draft, contact, leads ? ['leadProfessional', 'attendee'] : ['attendee']);
    if (leads) {
      draft.emit({
        type: 'leadProfessionalChanged',
        leadProfessional: { ...draft.state.leadProfessional, participantId: joined.id },
      });
    }
  }
  draft.emit({ type: 'stageEntered', stage: 'preparing', outcome: null, on: draft.today });

  const { appointFacilitators, scheduleSession } = policy.workingDays;
  openAll(draft, [
    {
      kind: 'appointFacilitators',
      owner: 'administrators',
      dueOn: workingDaysAfter(draft.calendar, acceptedOn, appointFacilitators),
    },
    {
      kind: 'scheduleSession',
      owner: 'administrators',
      dueOn: workingDaysAfter(draft.calendar, acceptedOn, scheduleSession),
    },
  ]);
  openPreparationOf(draft, draft.state.participants);
  const voice = leadProfessionalOf(draft.state) ?? requesterOf(draft.state);
  openAll(draft, [{ kind: 'recordFamilyVoice', ...ownedBy(voice), dueOn: null }]);

  draft.tell('requestAccepted', draft.state.requesterId, { dueOn: sessionDueOn });
  draft.tellEverybody('teamNotified', { dueOn: sessionDueOn }, draft.state.requesterId);
}
