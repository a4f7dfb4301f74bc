/** The tracker: "summarises anonymous information about each multi-agency supervision, including the key learning points". */
import { onAnyStep } from './any-form.ts';
import { confirmedAnonymous, shortText, text } from './fields.ts';
import { form } from './form.ts';
import { group, list } from './shapes.ts';

export const recordTrackerEntry = form({
  id: 'recordTrackerEntry',
  version: 1,
  schema: group(
    { label: 'Tracker entry' },
    {
      summary: text({
        label: 'Anonymous summary',
        hint: 'No names, dates of birth, addresses or meeting identifier',
      }),
      keyLearning: list(
        { label: 'Key learning points', ask: 'Give at least one key learning point', least: 1 },
        text({ label: 'Key learning point' }),
      ),
      themes: list(
        { label: 'Themes', ask: 'List the themes, or give an empty list' },
        shortText({ label: 'Theme' }),
      ),
      confirmedAnonymous: confirmedAnonymous(),
      ...onAnyStep,
    },
  ),
});
