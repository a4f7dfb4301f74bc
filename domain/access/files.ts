/** Who may fetch a file and who may send one. */
import { inStage } from '../case/takers.ts';
import type { CaseState } from '../case/state.ts';
import type { CaseStepId } from '../process/vocabulary.ts';
import { answerFor, type GivenAnswer } from './answers.ts';
import { isReader, mayEnterCase, type Viewer } from './viewer.ts';

/** The steps whose forms take a file. */
const STEPS_WITH_FILES = [
  'submitChronology',
  'submitAssessmentAndPlan',
] as const satisfies readonly CaseStepId[];

export interface KeptFile {
  /** Account of whoever sent it. */
  readonly sentBy: string;
  /** The answers that name it. */
  readonly answers: readonly GivenAnswer[];
}

/** Whoever may read an answer that names the file may fetch it; until one does, its sender only. */
export function mayReadFile(viewer: Viewer, state: CaseState, file: KeptFile): boolean {
  if (!mayEnterCase(viewer)) return false;
  if (file.answers.length === 0) return file.sentBy === viewer.personId;
  return file.answers.some((answer) => answerFor(viewer, state, answer, file.answers) !== null);
}

/**
 * Whether they may now do a step of the case that takes a file.
 * @param allowedSteps what they may do in their own name, now
 */
export function mayUpload(state: CaseState, viewer: Viewer, allowedSteps: readonly CaseStepId[]): boolean {
  if (STEPS_WITH_FILES.some((step) => allowedSteps.includes(step))) return true;
  // A closed case takes only a correction by the business manager.
  if (state.stage === 'closed') return viewer.roles.includes('businessManager');
  // An administrator may do it for the person whose step it is.
  return isReader(viewer, 'administrator') && STEPS_WITH_FILES.some((step) => inStage(state, step));
}
