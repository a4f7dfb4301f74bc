/** Who has which part in the cases, by hand from the design: one row for every person, one word for every part. */
import type { Reader } from '../../../domain/access/viewer.ts';
import type { Who } from './people.ts';

export type Parts = Readonly<Partial<Record<Who, readonly Reader[]>>>;

/** In every case, in every stage, at any time. */
export const ALWAYS: Parts = {
  administrator: ['administrator'],
  businessManager: ['administrator'],
  operator: ['operator'],
  operatorAttending: ['operator'],
};
export const IN_TRIAGE: Parts = { ...ALWAYS, requester: ['requester'] };
/** Not in them: who is a stranger, left, is in conflict or not available, is not confirmed, or was left out. */
export const PREPARED: Parts = {
  ...IN_TRIAGE,
  facilitator: ['facilitator'],
  undeclared: ['undeclaredFacilitator'],
  leadProfessional: ['leadProfessional', 'attendee'],
  attendee: ['attendee'],
  absent: ['attendee'],
  deputy: ['attendee'],
  facilitatorAttending: ['attendee'],
  operatorAttending: ['attendee'],
  notAttending: ['notAttending'],
  represented: ['notAttending'],
};
/** Three of them have an action to do. */
export const HELD: Parts = {
  ...PREPARED,
  leadProfessional: ['leadProfessional', 'attendee', 'actionOwner'],
  attendee: ['attendee', 'actionOwner'],
  represented: ['notAttending', 'actionOwner'],
};
export const WITH_INTERVIEWER: Parts = { ...HELD, interviewer: ['interviewer'] };

export const TWO_FACILITATORS: Parts = {
  ...ALWAYS,
  facilitator: ['facilitator'],
  undeclared: ['facilitator'],
  attendee: ['requester', 'leadProfessional', 'notAttending'],
  absent: ['attendee'],
  notAttending: ['attendee'],
};
export const REDIRECTED: Parts = { ...ALWAYS, leftOut: ['requester'] };
export const ENDED_EARLY: Parts = {
  ...ALWAYS,
  requester: ['requester'],
  leadProfessional: ['leadProfessional', 'attendee'],
  attendee: ['attendee'],
  absent: ['attendee'],
};

export const ATTENDED: readonly Who[] = [
  ...(['leadProfessional', 'attendee', 'deputy', 'facilitatorAttending', 'operatorAttending'] as const),
];
