/** A request starts its case. */
import { londonDate, workingDaysAfter } from '../calendar/index.ts';
import type { SubmitRequest } from '../forms/index.ts';
import type { Actor, Decision, Surroundings } from './commands.ts';
import { draftOf } from './draft.ts';
import { isAdministrator, newParticipant, sameAddress } from './people.ts';
import {
  askToTellLeadProfessional,
  childrenIn,
  leadProfessionalIn,
  requesterAttends,
  requesterContact,
  requesterRoles,
  tellAwareLeadProfessional,
} from './request.ts';
import type { OnBehalf } from './events.ts';
import { asksFor, openAll } from './tasks.ts';

export interface Opening {
  /** The meeting identifier, made by the record. */
  readonly reference: string;
  readonly body: SubmitRequest;
  readonly actor: Actor;
  readonly surroundings: Surroundings;
}

/** Decides a request: refuses it with its faults, or gives the first events of its case. */
export function openCase({ reference, body, actor, surroundings }: Opening): Decision {
  const onBehalf = body.onBehalfOf;
  if (onBehalf !== undefined && !isAdministrator(actor)) {
    return { type: 'forbidden', why: 'Only an administrator may do this for somebody else' };
  }
  if (onBehalf === undefined && !sameAddress(body.requester.email, actor.email)) {
    return {
      type: 'invalid',
      faults: [{ field: 'requester.email', message: 'Enter the address that you are signed in with' }],
    };
  }
  const { at, policy, calendar } = surroundings;
  const today = londonDate(at);
  const requestedOn = onBehalf?.receivedOn ?? today;
  const behalf: OnBehalf | null =
    onBehalf === undefined
      ? null
      : { participantId: 'p1', receivedOn: onBehalf.receivedOn, how: onBehalf.how };
  const leadProfessional = leadProfessionalIn(body);
  const draft = draftOf(
    {
      type: 'requestSubmitted',
      reference,
      policyVersion: policy.version,
      requestedOn,
      requester: { ...newParticipant('p1', requesterContact(body), requesterRoles(body)), joinedOn: today },
      requesterAttends: requesterAttends(body),
      leadProfessional: {
        ...leadProfessional,
        participantId: leadProfessional.who === 'requester' ? 'p1' : null,
      },
      children: childrenIn(body),
      onBehalf: behalf,
    },
    at,
    policy,
    calendar,
  );
  draft.emit({
    type: 'stepTaken',
    step: 'submitRequest',
    by: 'p1',
    onBehalf: behalf,
    choice: null,
    correction: false,
    about: null,
  });
  openAll(draft, [
    {
      kind: 'decideRequest',
      owner: 'administrators',
      dueOn: workingDaysAfter(calendar, requestedOn, policy.workingDays.decideRequest),
    },
  ]);
  askToTellLeadProfessional(draft);
  draft.tell('requestReceived', 'p1');
  draft.tell('requestWaiting', 'administrators', asksFor(draft.state, 'decideRequest'));
  tellAwareLeadProfessional(draft);
  return { type: 'applied', events: draft.events, emails: draft.emails, state: draft.state };
}
