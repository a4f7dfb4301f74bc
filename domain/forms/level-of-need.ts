/** "Current level of need" of Appendix 2: the Framework for Action continuum. */
import type { z } from 'zod';
import { choice } from './fields.ts';
import type { FieldNotes } from './wording.ts';

const LEVELS_OF_NEED = {
  universal: 'Universal',
  preventative: 'Preventative',
  earlyHelp: 'Early Help',
  targetedHelp: 'Targeted Help',
  statutoryHelp: 'Statutory Help',
} as const;
type LevelOfNeed = keyof typeof LEVELS_OF_NEED;

export function levelOfNeed(notes: Partial<FieldNotes> = {}): z.ZodEnum<{ [Value in LevelOfNeed]: Value }> {
  return choice(LEVELS_OF_NEED, { label: 'Current level of need', ...notes });
}
