import type { z } from 'zod';
import type { StepId } from '../process/vocabulary.ts';

/** One form: what a step asks. A stored answer keeps the version of the form it was given under. */
export interface Form<Id extends StepId = StepId, Schema extends z.ZodType = z.ZodType> {
  readonly id: Id;
  /** One more whenever fields, their meaning or their rules change. */
  readonly version: number;
  readonly schema: Schema;
  /**
   * Given again with a reason, the whole answer is sent as it stood, so that a review date or an action's date may have
   * passed meanwhile: they are not held against today.
   */
  readonly datesMayHavePassedWhenCorrected?: true;
}

export function form<const Id extends StepId, Schema extends z.ZodType>(
  entry: Form<Id, Schema>,
): Form<Id, Schema> {
  return entry;
}
