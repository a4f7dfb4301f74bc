/** Where the case goes on by itself once its tasks are done: process.md "Stages". */
import type { Outcome, TaskKind } from '../process/vocabulary.ts';
import type { Draft } from './draft.ts';
import { interviewsSettled } from './follow-up.ts';
import { endTasks, hasOpen, openTasks } from './tasks.ts';

const CONCLUDED: readonly TaskKind[] = ['submitPostEvaluation', 'publishSummary', 'recordLearning'];
const COMPLETED: readonly TaskKind[] = [
  'publishSummary',
  'recordLearning',
  'recordTrackerEntry',
  'sharePlanChanges',
  'reviewActions',
];

/** Enters the next stage where everything that holds the case in this one is settled. */
export function goOn(draft: Draft): void {
  const none = (kinds: readonly TaskKind[]): boolean => kinds.every((kind) => !hasOpen(draft.state, kind));
  if (draft.state.stage === 'concluding' && (draft.state.followUpOpened || none(CONCLUDED))) {
    draft.emit({ type: 'stageEntered', stage: 'followUp', outcome: null, on: draft.today });
  }
  if (draft.state.stage === 'followUp' && interviewsSettled(draft.state) && none(COMPLETED)) {
    close(draft, 'completed');
    draft.tellEverybody('caseClosed');
  }
}

/** Ends the case: what is still open is not needed any more; open actions are shown as open at closing. */
export function close(draft: Draft, outcome: Outcome): void {
  if (hasOpen(draft.state, 'action')) draft.flag('openActionsAtClosing', true);
  endTasks(draft, openTasks(draft.state), 'noLongerNeeded');
  draft.emit({ type: 'stageEntered', stage: 'closed', outcome, on: draft.today });
}
