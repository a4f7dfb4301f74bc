/** Learning and actions for the partnership’s learning log, and what goes to the Quality Practice Group. */
import { onAnyStep } from './any-form.ts';
import { choice, confirmedAnonymous, date, exactly, shortText, text, yesNo } from './fields.ts';
import { form } from './form.ts';
import { group, list, toldByPresence } from './shapes.ts';

export const SCOPES = {
  practice: 'Practice',
  agency: 'An agency',
  locality: 'The locality',
  system: 'The whole system',
};

const also = {
  qualityPracticeGroup: group(
    {
      label: 'For the Quality Practice Group',
      hint: 'Wider learning, for example trends within the locality or learning needs of an agency',
    },
    {
      issue: text({ label: 'Issue' }),
      toldOn: date({ label: 'Date on which the group was told' }, 'past').optional(),
    },
  ).optional(),
  confirmedAnonymous: confirmedAnonymous(),
  ...onAnyStep,
};

const entry = group(
  { label: 'Learning' },
  {
    theme: shortText({ label: 'Theme' }),
    learning: text({ label: 'Learning' }),
    scope: choice(SCOPES, { label: 'Where it applies', ask: 'Choose where it applies' }),
    new: yesNo({ label: 'Is it emerging or new learning?' }),
    forStatutoryPartners: yesNo({ label: 'Is it for the statutory partners to consider?' }),
  },
);

const action = group(
  { label: 'Action' },
  {
    what: text({ label: 'What will be done', ask: 'Say what will be done' }),
    by: date({ label: 'By when' }, 'either').optional(),
  },
);

const NOTHING_GIVEN = 'Give what was learned, or say that there is none';

export const recordLearning = form({
  id: 'recordLearning',
  version: 1,
  schema: toldByPresence(
    { label: 'Learning', ask: NOTHING_GIVEN },
    {
      of: ['entries', 'actions'],
      shape: group(
        { label: 'Learning and actions' },
        {
          entries: list({ label: 'Learning', ask: 'List what was learned' }, entry),
          actions: list({ label: 'Actions', ask: 'List the actions, or give an empty list' }, action),
          ...also,
        },
        ({ entries, actions }, fault) => {
          const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
          if (isEmpty(entries) && isEmpty(actions)) fault('entries', NOTHING_GIVEN);
        },
      ),
    },
    {
      of: ['none'],
      shape: group(
        { label: 'None' },
        { none: exactly(true, { label: 'No learning to record', ask: NOTHING_GIVEN }), ...also },
      ),
    },
  ),
});
