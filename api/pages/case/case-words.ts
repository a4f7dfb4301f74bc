/** What the case page calls things: flags, parts of people, owners of tasks. */
import type { z } from 'zod';
import { dateInWords, plainDate } from '../../../domain/calendar/index.ts';
import { AGENCY_WORDS } from '../../../domain/forms/agencies.ts';
import type { Agency, Flag, Outcome, ParticipantRole } from '../../../domain/process/vocabulary.ts';
import type { caseAnswer } from '../../json/openapi/answers.ts';

/** The case as caseView gives it to this person: what they may not see is absent. */
export type CaseShown = z.infer<typeof caseAnswer>;

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  completed: 'Completed',
  declined: 'Declined',
  redirected: 'Not suitable, another process is used',
  withdrawn: 'Withdrawn',
  cancelled: 'Cancelled',
};

export const FLAG_WORDS: Readonly<Record<Flag, string>> = {
  shortNotice: 'At short notice: some preparation is due on the day that it was asked for',
  sessionLate: 'The session is later than it was due',
  noDeclaration: 'The session was held without a declaration of independence',
  immediateRisk: 'An immediate risk was raised',
  leadProfessionalObjects: 'The lead professional objects to the request',
  possibleConflict: 'A facilitator may have a conflict of interest',
  outsidePartnerDomains: 'Somebody’s email address is outside the partner agencies',
  openActionsAtClosing: 'Some actions were open at closing',
};

export const ROLE_WORDS: Readonly<Record<ParticipantRole, string>> = {
  requester: 'Requester',
  leadProfessional: 'Lead professional',
  attendee: 'Attendee',
  facilitator: 'Facilitator',
  actionOwner: 'Owner of an action',
  interviewer: 'Interviewer',
};

export const agencyWords = (agency: Agency | null): string =>
  agency === null ? 'Agency not given' : AGENCY_WORDS[agency];

/** Whose something is: a participant that this person sees, themselves, or those who run the case. */
export function ownerWords(owner: string, shown: CaseShown, viewerId: string | null): string {
  if (owner === 'facilitators') return 'The facilitators';
  if (owner === 'administrators') return 'The administrators';
  if (owner === 'service') return 'The service';
  const name = shown.participants?.find(({ id }) => id === owner)?.name;
  if (name !== undefined) return owner === viewerId ? `${name} (you)` : name;
  return owner === viewerId ? 'You' : 'Somebody on the case';
}

/** `2026-03-27` → "Friday 27 March 2026"; anything else as it is. */
export function dayWords(text: string): string {
  const day = plainDate(text);
  return day === null ? text : dateInWords(day);
}

const nameIn = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return '';
  const part = (key: string): string => {
    const text: unknown = Reflect.get(value, key);
    return typeof text === 'string' ? text : '';
  };
  return part('name') || `${part('forename')} ${part('surname')}`.trim();
};

/** The name of a child by its place in the request, where this person sees the request. */
export function childName(shown: CaseShown, path: string): string | null {
  const { request } = shown;
  if (request === undefined) return null;
  const sibling = /^siblings\[(\d+)\]$/.exec(path)?.[1];
  const siblings = request['siblings'];
  const place = Number(sibling);
  const found: unknown =
    sibling === undefined ? request['child'] : Array.isArray(siblings) ? siblings[place] : undefined;
  return nameIn(found) || null;
}
