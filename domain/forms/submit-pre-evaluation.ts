/** Appendix 6, pre-session views: completed three working days before the session. */
import { onAnyStep } from './any-form.ts';
import { score, successfulOutcomes } from './evaluation.ts';
import { text } from './fields.ts';
import { form } from './form.ts';
import { group } from './shapes.ts';

export const submitPreEvaluation = form({
  id: 'submitPreEvaluation',
  version: 1,
  schema: group(
    { label: 'Pre-session views' },
    {
      score: score(
        'How are you feeling about the impact and effectiveness of current multi-agency planning and interventions?',
      ),
      why: text({ label: 'Why have you selected this score?', ask: 'Say why you have selected this score' }),
      successfulOutcomes: successfulOutcomes(),
      ...onAnyStep,
    },
  ),
});
