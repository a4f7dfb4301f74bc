/** Appendix 4: identifier, date, facilitators, attendees and agreed actions are filled in from the case. */
import { onAnyStep } from './any-form.ts';
import { text } from './fields.ts';
import { form } from './form.ts';
import { isGiven } from './sent.ts';
import { group, list } from './shapes.ts';

export const publishSummary = form({
  id: 'publishSummary',
  version: 1,
  schema: group(
    { label: 'Discussion and action summary' },
    {
      keyLearningPoints: list(
        { label: 'Key learning points', ask: 'Give at least one key learning point', least: 1 },
        text({ label: 'Key learning point' }),
      ),
      escalationIssues: text({ label: 'Escalation issues' }).optional(),
      escalatedTo: text({
        label: 'Escalated to',
        hint: 'Needed where there are escalation issues',
        neededSometimes: true,
      }).optional(),
      ...onAnyStep,
    },
    (sent, fault) => {
      if (isGiven(sent['escalationIssues']) && !isGiven(sent['escalatedTo']))
        fault('escalatedTo', 'Say to whom it was escalated');
    },
  ),
});
