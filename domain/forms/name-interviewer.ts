import { onAnyStep } from './any-form.ts';
import { id } from './fields.ts';
import { form } from './form.ts';
import { inviteeCanBeReached, inviteeFields } from './invitee.ts';
import { group, toldByPresence } from './shapes.ts';

const taskId = id({ label: 'Follow-up interview', ask: 'Choose the follow-up interview', of: 'task' });

export const nameInterviewer = form({
  id: 'nameInterviewer',
  version: 1,
  schema: toldByPresence(
    { label: 'Interviewer', ask: 'Choose a participant or give the details of somebody else' },
    {
      of: ['participantId'],
      shape: group(
        { label: 'A participant' },
        {
          taskId,
          participantId: id({ label: 'Participant', ask: 'Choose the participant', of: 'participant' }),
          ...onAnyStep,
        },
      ),
    },
    {
      of: ['invitee'],
      shape: group(
        { label: 'Somebody else' },
        {
          taskId,
          invitee: group(
            { label: 'Interviewer', ask: 'Say who holds the interview' },
            inviteeFields,
            inviteeCanBeReached,
          ),
          ...onAnyStep,
        },
      ),
    },
  ),
});
