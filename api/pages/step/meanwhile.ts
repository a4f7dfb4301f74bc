/** Whether somebody did the same while a form was filled in: theirs would be replaced unseen. */
import type { Standing } from '../../../domain/case/index.ts';
import type { CaseState } from '../../../domain/case/state.ts';
import type { CaseStepId } from '../../../domain/process/vocabulary.ts';
import type { KeptAnswerOfStep } from '../../../records/types.ts';
import { isFields, ownValue } from '../form/fields-of.ts';

/**
 * What makes two answers to a step the same thing done twice; for other steps it is any two answers. A field: that both
 * are about the same. `never`: each stands for itself.
 */
const SAME: Partial<Record<CaseStepId, 'byTheSame' | 'never' | { readonly field: string }>> = {
  declareIndependence: 'byTheSame',
  respondToInvitation: 'byTheSame',
  submitChronology: 'byTheSame',
  submitPreEvaluation: 'byTheSame',
  submitPostEvaluation: 'byTheSame',
  recordLearning: 'byTheSame',
  updateAction: { field: 'actionId' },
  nameInterviewer: { field: 'taskId' },
  recordFollowUp: { field: 'taskId' },
  changeParticipants: 'never',
  waiveTask: 'never',
  raiseImmediateRisk: 'never',
};

/** How many answers to the step there are: the page carries it, so that a newer one is known by it. */
export const timesTaken = (state: CaseState, step: CaseStepId): number =>
  state.given.filter((given) => given.step === step).reduce((sum, { count }) => sum + count, 0);

/**
 * The newest answer that was given meanwhile to the same.
 * @param newer the answers to the step that the page did not know of, newest first
 */
export function sameDone(
  step: CaseStepId,
  { by }: Standing,
  body: unknown,
  newer: readonly KeptAnswerOfStep[],
): KeptAnswerOfStep | null {
  const same = SAME[step];
  if (same === 'never') return null;
  return (
    newer.find((answer) => {
      if (same === undefined) return true;
      return same === 'byTheSame'
        ? answer.by === by
        : fieldOf(answer.body, same.field) === fieldOf(body, same.field);
    }) ?? null
  );
}

const fieldOf = (body: unknown, field: string): unknown =>
  isFields(body) ? ownValue(body, field) : undefined;
