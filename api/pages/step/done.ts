/** That a step was taken, said on the page that follows it. */
import { STEP_TABLE } from '../../../domain/process/steps.ts';
import { STEPS } from '../../../domain/process/vocabulary.ts';
import type { StepId } from '../../../domain/process/vocabulary.ts';

interface Done {
  readonly title: string;
  readonly next: string;
}

/** @param asked what the address says was done: a step’s id, or anything */
export function doneOf(asked: string): Done | null {
  const step = STEPS.find((id) => id === asked);
  return step === undefined ? null : { title: STEP_TABLE[step].title, next: STEP_TABLE[step].next };
}

export const doneHref = (home: string, step: StepId): string =>
  `${home}?${new URLSearchParams({ done: step }).toString()}`;
