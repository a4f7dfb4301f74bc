/** "Complete a chronology of your service involvement to support the identification of key themes, patterns, strengths and areas of worry." */
import { onAnyStep } from './any-form.ts';
import { choice, date, exactly, file, shortText, text } from './fields.ts';
import { form } from './form.ts';
import { group, list, toldByPresence } from './shapes.ts';
import type { Rule } from './shapes.ts';

const SIGNIFICANCE = { strength: 'Strength', worry: 'Area of worry', neutral: 'Neutral' };

/** ISO days compare as texts; what is no day is faulted elsewhere. */
function notBefore(earlier: string, later: string, message: string): Rule {
  return (sent, fault) => {
    const [first, second] = [sent[earlier], sent[later]];
    if (typeof first === 'string' && typeof second === 'string' && second < first) fault(later, message);
  };
}

const entry = group(
  { label: 'Entry' },
  {
    on: date({ label: 'Date' }, 'past'),
    until: date({ label: 'Until' }, 'past').optional(),
    what: text({ label: 'What happened', ask: 'Say what happened' }),
    source: shortText({ label: 'Source' }).optional(),
    significance: choice(SIGNIFICANCE, {
      label: 'Strength, area of worry or neutral',
      ask: 'Choose strength, worry or neutral',
    }),
    theme: shortText({ label: 'Theme or pattern' }).optional(),
  },
  notBefore('on', 'until', 'The end must not be before the start'),
);

export const submitChronology = form({
  id: 'submitChronology',
  version: 1,
  schema: toldByPresence(
    { label: 'Chronology', ask: 'Give entries, or a file, or say that there is no involvement to report' },
    {
      of: ['entries'],
      shape: group(
        { label: 'Entries' },
        {
          entries: list(
            {
              label: 'Chronology of your service’s involvement',
              ask: 'Give at least one entry',
              hint: 'Usually no more than 12 months from the request',
              least: 1,
            },
            entry,
          ),
          olderReason: text({
            label: 'Why earlier entries matter',
            hint: 'Needed where an entry is older',
            neededSometimes: true,
          }).optional(),
          ...onAnyStep,
        },
      ),
    },
    {
      of: ['file'],
      shape: group(
        { label: 'A file' },
        {
          file: file({ label: 'Chronology' }),
          from: date({ label: 'From' }, 'past'),
          to: date({ label: 'To' }, 'past'),
          ...onAnyStep,
        },
        notBefore('from', 'to', 'The end must not be before the start'),
      ),
    },
    {
      of: ['nilReturn'],
      shape: group(
        { label: 'No involvement to report' },
        {
          nilReturn: exactly(true, {
            label: 'No involvement to report',
            ask: 'Say that there is no involvement to report',
          }),
          reason: text({ label: 'Reason', ask: 'Say why there is no involvement to report' }),
          ...onAnyStep,
        },
      ),
    },
  ),
});
