/** Finding people on a case, and whose task is whose. */
import type { ParticipantRole } from '../process/vocabulary.ts';
import type { Actor } from './commands.ts';
import type { CaseState, Contact, IdsUsed, OwnerId, Participant, ParticipantId } from './state.ts';

/** Addresses are compared without regard to case. */
export const sameAddress = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && one.trim().toLowerCase() === other.trim().toLowerCase();

export const isOnTheCase = (participant: Participant): boolean =>
  participant.joinedOn !== null && participant.leftOn === null;

export const hasRole = (participant: Participant, role: ParticipantRole): boolean =>
  participant.roles.includes(role);

/** The participant with this id, on the case now or earlier. */
export function findParticipant(state: CaseState, id: ParticipantId): Participant | null {
  return state.participants.find((each) => each.id === id) ?? null;
}

/** The participant whom an account is, while they are on the case. */
export function participantOf(state: CaseState, person: Pick<Actor, 'email'>): Participant | null {
  return (
    state.participants.find((each) => isOnTheCase(each) && sameAddress(each.email, person.email)) ?? null
  );
}

/** Anybody on record for this contact, also one who left or is not confirmed: one address is one participant. */
export function findByContact(state: CaseState, contact: Contact): Participant | null {
  if (contact.email !== null) {
    return state.participants.find((each) => sameAddress(each.email, contact.email)) ?? null;
  }
  return (
    state.participants.find(
      (each) =>
        each.email === null &&
        each.telephone === contact.telephone &&
        each.name.toLowerCase() === contact.name.toLowerCase(),
    ) ?? null
  );
}

const withRole = (state: CaseState, role: ParticipantRole): readonly Participant[] =>
  state.participants.filter((each) => isOnTheCase(each) && hasRole(each, role));

export const attendees = (state: CaseState): readonly Participant[] => withRole(state, 'attendee');
export const facilitators = (state: CaseState): readonly Participant[] => withRole(state, 'facilitator');

export const leadProfessionalOf = (state: CaseState): Participant | null =>
  withRole(state, 'leadProfessional')[0] ?? null;

export const requesterOf = (state: CaseState): Participant | null => {
  const requester = findParticipant(state, state.requesterId);
  return requester !== null && isOnTheCase(requester) ? requester : null;
};

/** Owner of what waits on a participant: one without an address has no account, so administrators own it for them. */
export function ownedBy(participant: Participant | null): { owner: OwnerId; about: string | null } {
  if (participant === null) return { owner: 'administrators', about: null };
  return participant.email === null
    ? { owner: 'administrators', about: participant.id }
    : { owner: participant.id, about: null };
}

export const isAdministrator = (person: Pick<Actor, 'roles'>): boolean =>
  person.roles.includes('administrator') || person.roles.includes('businessManager');

export const isBusinessManager = (person: Pick<Actor, 'roles'>): boolean =>
  person.roles.includes('businessManager');

/** The highest number of ids that are, or were before a step was taken back, in use. */
export const idsUsed = ({ participants, tasks, idsUsed: before }: CaseState): IdsUsed => ({
  participants: highest(participants, before?.participants),
  tasks: highest(tasks, before?.tasks),
});

/** Numbers only go up, so that the newest has the highest. */
const highest = (items: readonly { readonly id: string }[], before = 0): number =>
  Math.max(Number(items.at(-1)?.id.slice(1) ?? 0), before);

/** `p` with the next free number. */
export const nextParticipantId = (state: CaseState): ParticipantId => `p${idsUsed(state).participants + 1}`;

export function newParticipant(
  id: ParticipantId,
  contact: Contact,
  roles: readonly ParticipantRole[],
): Participant {
  return {
    id,
    name: contact.name,
    email: contact.email,
    telephone: contact.telephone,
    agency: contact.agency,
    agencyDetail: contact.agencyDetail,
    organisation: contact.organisation,
    roles,
    joinedOn: null,
    leftOn: null,
    facilitatorId: null,
    response: null,
    delegatedAuthority: null,
    independence: null,
    standsFor: null,
    attended: null,
  };
}

interface ContactFields {
  readonly name: string;
  readonly email?: string | undefined;
  readonly telephone?: string | undefined;
  readonly agency: Contact['agency'];
  readonly agencyDetail?: string | undefined;
  readonly organisation?: string | undefined;
}

/** A practitioner as a form gave them. */
export const contactOf = (fields: ContactFields): Contact => ({
  name: fields.name,
  email: fields.email ?? null,
  telephone: fields.telephone ?? null,
  agency: fields.agency,
  agencyDetail: fields.agencyDetail ?? null,
  organisation: fields.organisation ?? null,
});

/** An owner of tasks as a word, so that an email can say whose task it is without naming anybody. */
export function ownerWord(state: CaseState, owner: OwnerId): string {
  const participant = findParticipant(state, owner);
  if (participant === null) return owner;
  const order = [
    'leadProfessional',
    'requester',
    'facilitator',
    'attendee',
    'interviewer',
    'actionOwner',
  ] as const;
  return order.find((role) => hasRole(participant, role)) ?? 'attendee';
}
