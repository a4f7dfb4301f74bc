/** The flow chart, drawn from the stages and the steps that can be taken in each. */
import { STAGE_TABLE } from '../../domain/process/stages.ts';
import { STEP_TABLE } from '../../domain/process/steps.ts';
import type { StepEntry } from '../../domain/process/steps.ts';
import { STAGES, STEPS } from '../../domain/process/vocabulary.ts';
import type { OpenStage, Stage } from '../../domain/process/vocabulary.ts';
import { page } from './markdown.ts';

export function flowChartReference(): string {
  const everywhere = STEPS.filter((step) => stagesOf(step).length === OPEN.length);
  return page('The flow chart', '`domain/process/stages.ts` and `domain/process/steps.ts`', [
    `\`\`\`mermaid\n${['flowchart TB', ...boxes(), ...arrows()].join('\n')}\n\`\`\``,
    `In every stage until the case is closed: ${everywhere.map((step) => STEP_TABLE[step].title.toLowerCase()).join('; ')}.`,
  ]);
}

const OPEN = STAGES.filter((stage): stage is OpenStage => stage !== 'closed');

const stagesOf = (step: keyof typeof STEP_TABLE): readonly Stage[] => {
  const entry: StepEntry = STEP_TABLE[step];
  return entry.stages;
};

/** What goes in one box; what can be done in all of them is said beneath. */
function boxes(): readonly string[] {
  return STAGES.map((stage) => {
    const steps = STEPS.filter(
      (step) => stagesOf(step).includes(stage) && stagesOf(step).length < OPEN.length,
    );
    const lines = [`<b>${STAGE_TABLE[stage].title}</b>`, ...steps.map((step) => STEP_TABLE[step].title)];
    return `  ${stage}["${lines.join('<br>')}"]`;
  });
}

function arrows(): readonly string[] {
  return [
    `  begin(["${STEP_TABLE.submitRequest.title}"]) --> triage`,
    ...STAGES.flatMap((from) =>
      STAGE_TABLE[from].goesOnTo.map(({ stage, when }) => `  ${from} -- "${when}" --> ${stage}`),
    ),
  ];
}
