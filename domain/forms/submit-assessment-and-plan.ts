/** "The lead professional should also provide a copy of the most recent assessment and multi-agency plan." */
import { onAnyStep } from './any-form.ts';
import { file, text } from './fields.ts';
import { form } from './form.ts';
import { group, toldByPresence } from './shapes.ts';

function fileOrWhyNot(label: string, ask: string) {
  return toldByPresence(
    { label, ask },
    {
      of: ['file'],
      shape: group(
        { label: 'A file' },
        { file: file({ label, hint: 'PDF, Word, OpenDocument or text, up to 20 MB' }) },
      ),
    },
    {
      of: ['unavailable'],
      shape: group(
        { label: 'Not available' },
        { unavailable: text({ label: 'Why it is not available', ask: 'Say why it is not available' }) },
      ),
    },
  );
}

export const submitAssessmentAndPlan = form({
  id: 'submitAssessmentAndPlan',
  version: 1,
  schema: group(
    { label: 'Assessment and plan' },
    {
      assessment: fileOrWhyNot(
        'Most recent assessment',
        'Give the most recent assessment, or say why it is not available',
      ),
      plan: fileOrWhyNot('Multi-agency plan', 'Give the multi-agency plan, or say why it is not available'),
      ...onAnyStep,
    },
  ),
});
