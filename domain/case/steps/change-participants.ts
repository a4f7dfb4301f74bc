import {
  becomeLeadProfessional,
  cannotJoin,
  confirmProposed,
  isProposed,
  joinCase,
  openPreparationOf,
  proposeParticipant,
  removeParticipant,
  replaceParticipant,
  sendInvitation,
} from '../joining.ts';
import {
  contactOf,
  findByContact,
  findParticipant,
  hasRole,
  isAdministrator,
  isOnTheCase,
  leadProfessionalOf,
} from '../people.ts';
import type { CaseState, Contact, Participant } from '../state.ts';
import { type Asked, fault, type StepRule } from '../step-rule.ts';

type Body = Asked<'changeParticipants'>['body'];

/** Whom the change is about: somebody on the case or waiting to be confirmed. */
function target(state: CaseState, body: Body): { field: string; participant: Participant | null } | null {
  const named =
    'remove' in body
      ? (['remove', body.remove] as const)
      : 'replace' in body
        ? (['replace', body.replace] as const)
        : null;
  if (named === null) return null;
  const participant = findParticipant(state, named[1].participantId);
  return {
    field: `${named[0]}.participantId`,
    participant:
      participant !== null && (isOnTheCase(participant) || isProposed(participant)) ? participant : null,
  };
}

export const changeParticipants: StepRule<'changeParticipants'> = {
  forbidden: ({ state, body, taker }) => {
    if (isAdministrator(taker.actor)) return null;
    const onlyAttendees = 'A facilitator changes attendees only';
    if ('add' in body) return body.add.role === 'attendee' ? null : onlyAttendees;
    const participant = target(state, body)?.participant;
    const more = participant?.roles.some((role) => role !== 'attendee' && role !== 'actionOwner') ?? false;
    return more ? onlyAttendees : null;
  },
  unknown: ({ state, body }) => {
    const found = target(state, body);
    return found !== null && found.participant === null
      ? [fault(found.field, 'Choose somebody on this case')]
      : [];
  },
  notThus: ({ state, body, taker }) => {
    const participant = target(state, body)?.participant;
    if (participant && hasRole(participant, 'facilitator')) {
      return 'Facilitators are changed by appointing them anew';
    }
    if ('add' in body) {
      const lead = leadProfessionalOf(state);
      const known = findByContact(state, contactOf(body.add));
      if (body.add.role === 'leadProfessional' && lead !== null) {
        return 'The case has a lead professional; replace them';
      }
      if (known !== null) {
        const never = cannotJoin(state, contactOf(body.add));
        // An administrator confirms somebody proposed by adding them.
        if (never !== null && !(isProposed(known) && isAdministrator(taker.actor))) return never;
        if (isOnTheCase(known) && body.add.role === 'attendee' && hasRole(known, 'attendee'))
          return 'They are on this case already';
      }
    }
    if ('replace' in body) {
      const known = findByContact(state, contactOf(body.replace.with));
      if (known !== null && known.id === participant?.id) return 'They cannot replace themselves';
      if (participant && isProposed(participant))
        return 'They have not joined yet; remove them and add somebody else';
      return cannotJoin(state, contactOf(body.replace.with));
    }
    return null;
  },
  choice: (body) => ('add' in body ? 'add' : 'remove' in body ? 'remove' : 'replace'),
  about: (body) =>
    'remove' in body ? body.remove.participantId : 'replace' in body ? body.replace.participantId : null,
  apply: (draft, { body, taker }) => {
    const confirms = isAdministrator(taker.actor);
    const participant = target(draft.state, body)?.participant ?? null;
    if ('add' in body) {
      const contact = contactOf(body.add);
      const known = findByContact(draft.state, contact);
      if (!confirms && !(known !== null && isOnTheCase(known))) {
        proposeParticipant(draft, contact, null);
      } else if (known !== null && isProposed(known) && body.add.role === 'attendee') {
        confirmProposed(draft, known, contact);
      } else {
        const joined = joinCase(
          draft,
          contact,
          body.add.role === 'leadProfessional' ? ['leadProfessional', 'attendee'] : ['attendee'],
        );
        if (body.add.role === 'leadProfessional') becomeLeadProfessional(draft, joined);
        if (draft.state.stage === 'triage') return;
        openPreparationOf(draft, [joined]);
        draft.tell('joined', joined.id);
        sendInvitation(draft, joined);
      }
    } else if (participant === null) {
      return;
    } else if ('remove' in body) {
      removeParticipant(draft, participant);
    } else if (confirms || isKnownOnTheCase(draft.state, contactOf(body.replace.with))) {
      replaceParticipant(draft, participant, contactOf(body.replace.with));
    } else {
      proposeParticipant(draft, contactOf(body.replace.with), {
        participantId: participant.id,
        as: 'replacement',
      });
    }
  },
};

/** Somebody who is on the case has been confirmed before. */
function isKnownOnTheCase(state: CaseState, contact: Contact): boolean {
  const known = findByContact(state, contact);
  return known !== null && isOnTheCase(known);
}
