/** Every step: who takes it, when, what for, and what its form asks. */
import { formVersion, wordingOf } from '../../domain/forms/index.ts';
import type { Wording } from '../../domain/forms/index.ts';
import { STAGE_TABLE } from '../../domain/process/stages.ts';
import { STEP_TABLE } from '../../domain/process/steps.ts';
import type { StepEntry, StepTaker } from '../../domain/process/steps.ts';
import { STEPS } from '../../domain/process/vocabulary.ts';
import type { StepId } from '../../domain/process/vocabulary.ts';
import { page, table } from './markdown.ts';

const TAKER_WORDS: Readonly<Record<StepTaker, string>> = {
  anyPractitioner: 'any practitioner',
  requester: 'requester',
  leadProfessional: 'lead professional',
  attendee: 'attendee',
  facilitator: 'facilitator',
  administrator: 'administrator',
  actionOwner: 'owner of the action',
  interviewer: 'interviewer',
  namedToSharePlanChanges: 'the person named in the session record',
  anyoneOnTheCase: 'anyone on the case',
};

export function stepsReference(): string {
  return page('Steps', '`domain/process/steps.ts` and `domain/forms/`', [
    'A business manager may do whatever an administrator may. An administrator may give most steps on behalf of whoever takes them. What else must be true for a step is in its rule (`domain/case/steps/`).',
    table(
      ['Step', 'Who', 'Stages'],
      STEPS.map((step) => [`[${STEP_TABLE[step].title}](#${step.toLowerCase()})`, who(step), when(step)]),
    ),
    ...STEPS.map(section),
  ]);
}

const entryOf = (step: StepId): StepEntry => STEP_TABLE[step];
const who = (step: StepId): string =>
  entryOf(step)
    .takers.map((taker) => TAKER_WORDS[taker])
    .join(', ');
const when = (step: StepId): string => {
  const { stages } = entryOf(step);
  return stages.length === 0
    ? 'begins the case'
    : stages.map((stage) => STAGE_TABLE[stage].title.toLowerCase()).join(', ');
};

function section(step: StepId): string {
  const fields = [...wordingOf(step)].map(([path, wording]) => [`\`${path}\``, inWords(wording)]);
  return [
    `## ${step}`,
    `**${STEP_TABLE[step].title}.** ${STEP_TABLE[step].purpose}`,
    `Next: ${STEP_TABLE[step].next}`,
    `Who: ${who(step)}. When: ${when(step)}. Form version ${formVersion(step)}.`,
    ...(fields.length === 0 ? [] : [table(['Field', 'Asks'], fields)]),
  ].join('\n\n');
}

function inWords({ label, hint, options }: Wording): string {
  const choices = Object.entries(options ?? {}).map(([value, words]) => `\`${value}\` ${words}`);
  return [
    label,
    ...(hint === undefined ? [] : [hint]),
    ...(choices.length === 0 ? [] : [choices.join('; ')]),
  ].join('\n');
}
