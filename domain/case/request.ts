/** What a request says about the people and children of its case. */
import { workingDaysAfter } from '../calendar/index.ts';
import { childrenOf, type SubmitRequest } from '../forms/index.ts';
import type { ParticipantRole } from '../process/vocabulary.ts';
import type { Draft } from './draft.ts';
import { contactOf, sameAddress } from './people.ts';
import type { Child, Contact, LeadProfessional } from './state.ts';
import { dropOpen, hasOpen, openAll } from './tasks.ts';

export const requesterContact = (request: SubmitRequest): Contact => contactOf(request.requester);

export const requesterAttends = (request: SubmitRequest): boolean => request.requesterAttends ?? true;

export function requesterRoles(request: SubmitRequest): readonly ParticipantRole[] {
  return [
    'requester',
    ...(leadProfessionalIn(request).who === 'requester' ? (['leadProfessional'] as const) : []),
    // The lead professional is an attendee too, and the requester unless they said otherwise.
    ...(requesterAttends(request) || leadProfessionalIn(request).who === 'requester'
      ? (['attendee'] as const)
      : []),
  ];
}

/** Somebody else with the requester's own address is the requester: one address is one participant. */
export function leadProfessionalIn(request: SubmitRequest): LeadProfessional {
  const named = request.leadProfessional;
  if (named.who === 'another' && !sameAddress(named.email ?? null, request.requester.email)) {
    return { who: 'another', aware: named.aware, contact: contactOf(named), participantId: null };
  }
  return {
    who: named.who === 'none' ? 'none' : 'requester',
    aware: true,
    contact: null,
    participantId: null,
  };
}

export const childrenIn = (request: SubmitRequest): readonly Child[] =>
  childrenOf(request).map(({ path, subject }, index) => ({ id: `c${index + 1}`, path, subject }));

/** Whether an invitee of the acceptance is the lead professional whom the request names. */
export function isNamedLeadProfessional(named: Contact | null, invitee: Contact): boolean {
  if (named === null) return false;
  if (named.email !== null || invitee.email !== null) return sameAddress(named.email, invitee.email);
  return named.telephone === invitee.telephone && named.name.toLowerCase() === invitee.name.toLowerCase();
}

/** Opens, keeps or drops the task to tell the lead professional, as the request now names them. */
export function askToTellLeadProfessional(draft: Draft): void {
  const { leadProfessional, requestedOn, requesterId } = draft.state;
  const needed = leadProfessional.who === 'another' && !leadProfessional.aware;
  if (!needed) {
    dropOpen(draft, 'confirmLeadProfessional');
  } else if (!hasOpen(draft.state, 'confirmLeadProfessional')) {
    const days = draft.policy.workingDays.confirmLeadProfessional;
    openAll(draft, [
      {
        kind: 'confirmLeadProfessional',
        owner: requesterId,
        dueOn: workingDaysAfter(draft.calendar, requestedOn, days),
      },
    ]);
  }
}

export function tellAwareLeadProfessional(draft: Draft): void {
  const { who, aware, contact } = draft.state.leadProfessional;
  if (who === 'another' && aware && contact?.email) draft.tellAddress('leadProfessionalTold', contact.email);
}
