import { onAnyStep } from './any-form.ts';
import { exactly, text, yesNo } from './fields.ts';
import { form } from './form.ts';
import { inviteeCanBeReached, inviteeFields } from './invitee.ts';
import { group, toldBy } from './shapes.ts';

const response = { label: 'Response', ask: 'Say whether you will attend' };

export const respondToInvitation = form({
  id: 'respondToInvitation',
  version: 1,
  schema: toldBy('response', response, [
    group(
      { label: 'Attending' },
      {
        response: exactly('attending', response),
        delegatedAuthority: yesNo({
          label: 'Do you have delegated authority to agree plan and future action for your agency?',
          ask: 'Say whether you have delegated authority for your agency',
        }),
        ...onAnyStep,
      },
    ),
    group(
      { label: 'Sending a deputy' },
      {
        response: exactly('deputy', response),
        deputy: group(
          { label: 'Deputy', ask: 'Say who will attend in your place' },
          inviteeFields,
          inviteeCanBeReached,
        ),
        ...onAnyStep,
      },
    ),
    group(
      { label: 'Not attending' },
      {
        response: exactly('notAttending', response),
        reason: text({ label: 'Reason' }).optional(),
        ...onAnyStep,
      },
    ),
  ]),
});
