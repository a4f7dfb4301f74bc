/** Appendix 6, post-session views: completed at the end of the session. */
import { onAnyStep } from './any-form.ts';
import { score, successfulOutcomes } from './evaluation.ts';
import { text } from './fields.ts';
import { form } from './form.ts';
import { group } from './shapes.ts';

export const submitPostEvaluation = form({
  id: 'submitPostEvaluation',
  version: 1,
  schema: group(
    { label: 'Post-session views' },
    {
      score: score(
        'How are you feeling about the likely impact and effectiveness of multi-agency planning and interventions moving forward?',
      ),
      workedWell: text({ label: 'What worked well in today’s supervision session?' }),
      better: text({ label: 'What would have made today’s supervision session better?' }),
      learningPoints: text({ label: 'What learning points have you taken away?' }),
      feedback: text({
        label:
          'Any additional feedback or learning points you would like to give the facilitators or to improve the effectiveness of the process?',
      }).optional(),
      successfulOutcomes: successfulOutcomes().optional(),
      ...onAnyStep,
    },
  ),
});
