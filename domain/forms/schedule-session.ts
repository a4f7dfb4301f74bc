import { onAnyStep } from './any-form.ts';
import { date, exactly, text, timeOfDay, webAddress, wholeNumber } from './fields.ts';
import { form } from './form.ts';
import { isGiven } from './sent.ts';
import { group, toldByPresence } from './shapes.ts';

export const scheduleSession = form({
  id: 'scheduleSession',
  version: 1,
  schema: toldByPresence(
    { label: 'Session', ask: 'Give the date, start and length of the session, or put it off' },
    {
      of: ['date', 'start', 'minutes', 'place', 'link'],
      shape: group(
        { label: 'Set or move the session' },
        {
          date: date({ label: 'Date of the session' }, 'toCome'),
          start: timeOfDay({ label: 'Start' }),
          minutes: wholeNumber({ label: 'Length in minutes' }, 15, 480),
          place: text({
            label: 'Place',
            hint: 'Stands in the invitation: no names of children or families',
            neededSometimes: true,
          }).optional(),
          link: webAddress({
            label: 'Link to join',
            hint: 'Stands in the invitation',
            neededSometimes: true,
          }).optional(),
          reason: text({
            label: 'Reason',
            hint: 'Needed to move the session, or when it is later than due',
            neededSometimes: true,
          }).optional(),
          ...onAnyStep,
        },
        (sent, fault) => {
          if (!isGiven(sent['place']) && !isGiven(sent['link']))
            fault('place', 'Enter a place or a link to join');
        },
      ),
    },
    {
      of: ['putOff'],
      shape: group(
        { label: 'Put the session off' },
        {
          putOff: exactly(true, {
            label: 'Put off without a new date',
            ask: 'Say that the session is put off, or give its date',
          }),
          reason: text({ label: 'Reason', ask: 'Say why the session is put off' }),
          notBefore: date({ label: 'Not before' }, 'toCome').optional(),
          ...onAnyStep,
        },
      ),
    },
  ),
});
