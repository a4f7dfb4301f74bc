/** What happens when, from the process table and the policy: stages, and what waits on whom in each. */
import { withFigures } from '../../../domain/process/figures.ts';
import { POLICY } from '../../../domain/process/policy.ts';
import { STAGE_TABLE } from '../../../domain/process/stages.ts';
import { CASE_STEPS, STEP_TABLE } from '../../../domain/process/steps.ts';
import type { StepEntry } from '../../../domain/process/steps.ts';
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import { STAGES, TASK_KINDS } from '../../../domain/process/vocabulary.ts';
import type { CaseStepId, Stage, TaskKind } from '../../../domain/process/vocabulary.ts';
import { dueWords } from '../due-words.ts';

export interface WaitsOn {
  readonly title: string;
  readonly owner: string;
  readonly opens: string;
  readonly due: string;
}

export interface StageHelp {
  readonly title: string;
  readonly waits: readonly WaitsOn[];
  readonly goesOn: readonly { readonly to: string; readonly when: string }[];
}

const isOpen = (stage: Stage): boolean => stage !== 'closed';
const OPEN_STAGES = STAGES.filter(isOpen).length;

const stagesOf = (step: CaseStepId): StepEntry['stages'] => STEP_TABLE[step].stages;
const isOfAnyStage = (step: CaseStepId): boolean => stagesOf(step).length === OPEN_STAGES;

const waitsOn = (kind: TaskKind): WaitsOn => {
  const { title, owner, opens } = TASK_TABLE[kind];
  return { title, owner, opens: withFigures(opens, POLICY), due: dueWords(kind, POLICY) };
};

/** Each stage with what first waits in it. */
export const stagesInWords: readonly StageHelp[] = STAGES.filter(isOpen).map((stage) => ({
  title: STAGE_TABLE[stage].title,
  waits: TASK_KINDS.filter((kind) => {
    const { step } = TASK_TABLE[kind];
    return !isOfAnyStage(step) && stagesOf(step)[0] === stage;
  }).map(waitsOn),
  goesOn: STAGE_TABLE[stage].goesOnTo.map(({ stage: to, when }) => ({ to: STAGE_TABLE[to].title, when })),
}));

/** What can wait in any stage. */
export const waitsAtAnyTime: readonly WaitsOn[] = TASK_KINDS.filter((kind) =>
  isOfAnyStage(TASK_TABLE[kind].step),
).map(waitsOn);

export interface StepHelp {
  readonly title: string;
  readonly purpose: string;
  readonly stages: string;
}

/** The steps that any of these may take. */
export const stepsOf = (takers: readonly StepEntry['takers'][number][]): readonly StepHelp[] =>
  CASE_STEPS.filter((step) => STEP_TABLE[step].takers.some((taker) => takers.includes(taker))).map((step) => {
    const { title, purpose } = STEP_TABLE[step];
    return {
      title,
      purpose,
      stages: isOfAnyStage(step)
        ? 'At any time until the case is closed'
        : stagesOf(step)
            .map((stage) => STAGE_TABLE[stage].title)
            .join(', '),
    };
  });

export const FIGURES = {
  sessionWithin: POLICY.workingDays.sessionWithin,
  followUpMonths: POLICY.followUpMonths,
  keptDays: POLICY.accessAfterClosingDays,
  draftDays: POLICY.draftDays,
};
