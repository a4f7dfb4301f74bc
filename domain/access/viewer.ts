/** Who somebody is to one case: the parts in which they read it. Whoever has no part here sees nothing. */
import { daysBetween, londonDate } from '../calendar/index.ts';
import type { Instant } from '../calendar/types.ts';
import { hasRole, isAdministrator, participantOf } from '../case/people.ts';
import type { CaseState, OwnerId, Participant, ParticipantId } from '../case/state.ts';
import { policyOf } from '../process/policy.ts';
import type { Role } from '../process/vocabulary.ts';

/** The parts in which a person reads a case. One person may have several: they see what any of them may see. */
export const READERS = [
  /** Administrators and the business manager, in every case and stage. */
  'administrator',
  /** A facilitator of this case who has declared independence. */
  'facilitator',
  /** A facilitator of this case who has not declared. One with a conflict or not available has no part. */
  'undeclaredFacilitator',
  'requester',
  'leadProfessional',
  'attendee',
  /** Invited, and not attending or replaced by a confirmed deputy, who leaves them their own chronology. */
  'notAttending',
  'actionOwner',
  'interviewer',
  /** Keeps the service running, and is nothing else here. */
  'operator',
] as const;
export type Reader = (typeof READERS)[number];

/** Until the case is closed, or the days after it in which practitioners keep a little. */
export type Phase = 'open' | 'afterClosing';

/** An account, as far as access looks at it. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

export interface Viewer {
  readonly personId: string;
  /** Their id as a participant, while they are on the case. */
  readonly participantId: ParticipantId | null;
  readonly roles: readonly Role[];
  /** Empty: the case does not exist for them. */
  readonly readers: readonly Reader[];
  readonly phase: Phase;
  /** Recorded as having attended the session. */
  readonly attended: boolean;
  /** Ids of the actions that are theirs. */
  readonly ownActions: readonly string[];
}

/** The parts of a participant who is on the case. */
function partsOf(state: CaseState, participant: Participant): readonly Reader[] {
  // Before acceptance nobody but the requester (and administrators) has access.
  if (state.acceptedOn === null) return hasRole(participant, 'requester') ? ['requester'] : [];
  const parts: Reader[] = [];
  if (hasRole(participant, 'facilitator')) {
    if (participant.independence === 'declared') parts.push('facilitator');
    if (participant.independence === null) parts.push('undeclaredFacilitator');
  }
  for (const role of ['requester', 'leadProfessional', 'actionOwner', 'interviewer'] as const) {
    if (hasRole(participant, role)) parts.push(role);
  }
  if (hasRole(participant, 'attendee')) {
    parts.push(participant.response === 'notAttending' ? 'notAttending' : 'attendee');
  } else if (participant.response !== null) {
    // Invited, and no attendee any more: a confirmed deputy has taken over.
    parts.push('notAttending');
  }
  return parts;
}

/** Whether the days in which practitioners keep a closed case have gone by. */
function isOver(state: CaseState, now: Instant): boolean {
  if (state.closedOn === null) return false;
  const days = policyOf(state.policyVersion).accessAfterClosingDays;
  return daysBetween(state.closedOn, londonDate(now)) > days;
}

/**
 * Who this person is to this case.
 * @param now by the case's clock
 */
export function viewerOf(state: CaseState, person: Person, now: Instant): Viewer {
  const participant = participantOf(state, person);
  const readers: Reader[] = isAdministrator(person) ? ['administrator'] : [];
  if (participant !== null && !isOver(state, now)) readers.push(...partsOf(state, participant));
  if (readers.length === 0 && person.roles.includes('operator')) readers.push('operator');
  const owns = (owner: OwnerId): boolean => participant !== null && owner === participant.id;
  return {
    personId: person.id,
    participantId: participant?.id ?? null,
    roles: person.roles,
    readers,
    phase: state.stage === 'closed' ? 'afterClosing' : 'open',
    attended: participant?.attended ?? false,
    ownActions: state.actions.filter((action) => owns(action.ownerId)).map((action) => action.id),
  };
}

/** Whether the case exists for them at all; where not, every call on it is "not found". */
export const maySeeCase = (viewer: Viewer): boolean => viewer.readers.length > 0;

/** Whether any call on the case but reading its header exists for them: an operator who is nothing else has none. */
export const mayEnterCase = (viewer: Viewer): boolean =>
  viewer.readers.some((reader) => reader !== 'operator');

export const isReader = (viewer: Viewer, reader: Reader): boolean => viewer.readers.includes(reader);
