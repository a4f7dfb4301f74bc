import { onAnyStep } from './any-form.ts';
import { choice, date, exactly, shortText, text } from './fields.ts';
import { form } from './form.ts';
import { inviteeCanBeReached, inviteeFields } from './invitee.ts';
import { group, list, toldBy } from './shapes.ts';

const REDIRECTED_TO = {
  childProtection: 'Child protection process',
  escalationProcess: 'Resolving Professional Disagreements and Escalation Process',
  earlyHelp: 'Early Help',
  existingCase: 'A case that is open already',
  other: 'Another process',
};

const decision = { label: 'Decision', ask: 'Choose what you decide' };

const confirmedParticipant = group(
  { label: 'Participant' },
  {
    ...inviteeFields,
    confirmed: exactly(true, {
      label: 'Name, agency and address are confirmed',
      ask: 'Confirm the name, agency and address, or leave the person out',
    }),
  },
  inviteeCanBeReached,
);

export const decideRequest = form({
  id: 'decideRequest',
  version: 1,
  schema: toldBy('decision', decision, [
    group(
      { label: 'Accept' },
      {
        decision: exactly('accept', decision),
        agreedOn: date(
          { label: 'Date it was agreed to progress the request', hint: 'Today unless given' },
          'past',
        ).optional(),
        sessionBy: date(
          { label: 'Session needed by', hint: 'Where it is needed sooner than within 15 working days' },
          'toCome',
        ).optional(),
        participants: list(
          { label: 'Participants', ask: 'List the participants', hint: 'Whoever is left out does not join' },
          confirmedParticipant,
        ),
        ...onAnyStep,
      },
    ),
    group(
      { label: 'Return for information' },
      {
        decision: exactly('returnForInformation', decision),
        reason: text({ label: 'What is missing', ask: 'Say what is missing' }),
        ...onAnyStep,
      },
    ),
    group(
      { label: 'Decline' },
      {
        decision: exactly('decline', decision),
        reason: text({ label: 'Reason', ask: 'Give a reason' }),
        ...onAnyStep,
      },
    ),
    group(
      { label: 'Not suitable: use another process' },
      {
        decision: exactly('redirect', decision),
        reason: text({ label: 'Reason', ask: 'Give a reason' }),
        redirectTo: choice(REDIRECTED_TO, {
          label: 'Which process to use',
          ask: 'Choose which process to use',
        }),
        existingReference: shortText({ label: 'Meeting identifier of the existing case' }).optional(),
        ...onAnyStep,
      },
    ),
  ]),
});
