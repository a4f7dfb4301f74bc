/** The scale of Appendix 6. Its label says 0 to 5, its boxes 1 to 5: the boxes are what people can choose. */
import type { z } from 'zod';
import { text, wholeNumber } from './fields.ts';

export function score(label: string): z.ZodNumber {
  return wholeNumber(
    { label, hint: '1 - not at all effective; 5 - very effective', ask: 'Choose a score' },
    1,
    5,
  );
}

export function successfulOutcomes(): z.ZodString {
  return text({ label: 'What would successful outcomes look like for the child and family?' });
}
