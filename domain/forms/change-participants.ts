import { onAnyStep } from './any-form.ts';
import { choice, id, text } from './fields.ts';
import { form } from './form.ts';
import { inviteeCanBeReached, inviteeFields } from './invitee.ts';
import { group, toldByPresence } from './shapes.ts';

const participantId = id({ label: 'Participant', ask: 'Choose the participant', of: 'participant' });
const reason = text({ label: 'Reason', ask: 'Give a reason' });

export const changeParticipants = form({
  id: 'changeParticipants',
  version: 1,
  schema: toldByPresence(
    { label: 'Change', ask: 'Add, remove or replace one participant' },
    {
      of: ['add'],
      shape: group(
        { label: 'Add' },
        {
          add: group(
            { label: 'Add a participant', ask: 'Say who is added' },
            {
              role: choice(
                { attendee: 'Attendee', leadProfessional: 'Lead professional' },
                {
                  label: 'Part in the case',
                  ask: 'Choose attendee or lead professional',
                },
              ),
              ...inviteeFields,
            },
            inviteeCanBeReached,
          ),
          ...onAnyStep,
        },
      ),
    },
    {
      of: ['remove'],
      shape: group(
        { label: 'Remove' },
        {
          remove: group(
            { label: 'Remove a participant', ask: 'Say who is removed' },
            { participantId, reason },
          ),
          ...onAnyStep,
        },
      ),
    },
    {
      of: ['replace'],
      shape: group(
        { label: 'Replace' },
        {
          replace: group(
            { label: 'Replace a participant', ask: 'Say who is replaced' },
            {
              participantId,
              with: group(
                { label: 'Replaced by', ask: 'Say who takes over' },
                inviteeFields,
                inviteeCanBeReached,
              ),
              reason,
            },
          ),
          ...onAnyStep,
        },
      ),
    },
  ),
});
