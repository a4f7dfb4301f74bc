/** What every form takes besides its own questions. */
import { choice, date, id, text } from './fields.ts';
import { group } from './shapes.ts';

const WAYS_OF_RECEIVING = {
  email: 'By email',
  post: 'By post',
  telephone: 'By telephone',
  inPerson: 'In person',
};

const received = {
  receivedOn: date({ label: 'Date received', hint: 'This date decides whether it was late' }, 'past'),
  how: choice(WAYS_OF_RECEIVING, { label: 'How it was received', ask: 'Choose how it was received' }),
};

const correctionReason = {
  correctionReason: text({
    label: 'Reason for the change',
    hint: 'Needed where an earlier answer is replaced',
    neededSometimes: true,
  }).optional(),
};

/** A request has no participants yet, so on behalf of whom is its requester. */
export const onARequest = {
  onBehalfOf: group(
    { label: 'On behalf of the requester', hint: 'Administrators only' },
    received,
  ).optional(),
  ...correctionReason,
};

export const onAnyStep = {
  onBehalfOf: group(
    { label: 'On behalf of', hint: 'Administrators only' },
    {
      participantId: id({
        label: 'Whose answer this is',
        ask: 'Choose whose answer this is',
        of: 'participant',
      }),
      ...received,
    },
  ).optional(),
  ...correctionReason,
};
