/**
 * The flow chart of Appendix 1, drawn from the process table, with where a case is. One column, so that it can be read
 * at the width of a phone; to its right the ways to the end, to its left the way back.
 */
import { STAGE_TABLE } from '../../../domain/process/stages.ts';
import { STEP_TABLE } from '../../../domain/process/steps.ts';
import type { StepEntry } from '../../../domain/process/steps.ts';
import { STAGES, STEPS } from '../../../domain/process/vocabulary.ts';
import type { Stage, StepId } from '../../../domain/process/vocabulary.ts';

type Progress = 'done' | 'now' | 'toCome' | 'notReached';

/** As far as the chart looks at a case. */
export interface CaseOnChart {
  readonly stage: Stage;
  readonly outcome: string | null;
  readonly accepted: boolean;
  readonly held: boolean;
}

interface Line {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly as: 'title' | 'progress' | 'step';
}

interface Box {
  readonly stage: Stage;
  readonly title: string;
  readonly progress: Progress;
  readonly inWords: string;
  readonly steps: readonly string[];
  /** Where it goes on to, in words. */
  readonly onward: readonly string[];
  readonly y: number;
  readonly height: number;
  readonly lines: readonly Line[];
}

interface Arrow {
  readonly path: string;
  /** Beside an arrow straight down. */
  readonly labels: readonly { readonly text: string; readonly x: number; readonly y: number }[];
}

export interface FlowChart {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly boxWidth: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly description: string;
}

const WIDTH = 340;
const LEFT = 22;
const BOX_WIDTH = 292;
const RIGHT = LEFT + BOX_WIDTH;
const MIDDLE = LEFT + 24;
const LINE = 19;
/** Letters that fit on a line at the chart's size of type. */
const FITS = { box: 36, label: 28 };

const PROGRESS_WORDS: Readonly<Record<Progress, string>> = {
  done: '✓ Done',
  now: '▶ Now: this case is here',
  toCome: 'To come',
  notReached: 'Not reached',
};

const ORDER = new Map(STAGES.map((stage, place) => [stage, place]));
const placeOf = (stage: Stage): number => ORDER.get(stage) ?? 0;

/** What can be done in every open stage is said once, beneath the chart. */
const isEverywhere = ({ stages }: StepEntry): boolean => stages.length === STAGES.length - 1;
const entryOf = (step: StepId): StepEntry => STEP_TABLE[step];
export const stepsOfAnyStage: readonly string[] = STEPS.filter((step) => isEverywhere(entryOf(step))).map(
  (step) => STEP_TABLE[step].title,
);
const stepsIn = (stage: Stage): readonly string[] =>
  STEPS.filter(
    (step) => entryOf(step).stages.some((each) => each === stage) && !isEverywhere(entryOf(step)),
  ).map((step) => STEP_TABLE[step].title);

function progressOf(stage: Stage, shown: CaseOnChart): Progress {
  if (stage === shown.stage) return 'now';
  if (shown.stage !== 'closed') return placeOf(stage) < placeOf(shown.stage) ? 'done' : 'toCome';
  const isReached = stage === 'triage' || (stage === 'preparing' ? shown.accepted : shown.held);
  return isReached ? 'done' : 'notReached';
}

/** Words on lines of at most so many letters. */
function wrapped(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  return lines;
}

function boxAt(y: number, stage: Stage, shown: CaseOnChart): Box {
  const { title, goesOnTo } = STAGE_TABLE[stage];
  const progress = progressOf(stage, shown);
  const ended = stage === 'closed' && shown.outcome !== null ? `: ${shown.outcome}` : '';
  const inWords = PROGRESS_WORDS[progress] + ended;
  const steps = stepsIn(stage);
  const texts: readonly Omit<Line, 'x' | 'y'>[] = [
    { text: title, as: 'title' },
    ...wrapped(inWords, FITS.box).map((text) => ({ text, as: 'progress' as const })),
    ...steps.flatMap((step) =>
      wrapped(step, FITS.box).map((text, part) => ({
        text: `${part === 0 ? '• ' : '   '}${text}`,
        as: 'step' as const,
      })),
    ),
  ];
  return {
    stage,
    title,
    progress,
    inWords,
    steps,
    onward: goesOnTo.map(({ stage: next, when }) => `${STAGE_TABLE[next].title}: ${when}`),
    y,
    height: texts.length * LINE + 18,
    lines: texts.map((line, place) => ({ ...line, x: LEFT + 12, y: y + 24 + place * LINE })),
  };
}

/** Straight down to the next stage, along the right to the end, along the left back to an earlier one. */
function arrowsOf(boxes: readonly Box[]): readonly Arrow[] {
  return boxes.flatMap((from) =>
    STAGE_TABLE[from.stage].goesOnTo.flatMap(({ stage }): readonly Arrow[] => {
      const to = boxes.find((box) => box.stage === stage);
      if (to === undefined) return [];
      const bottom = from.y + from.height;
      if (placeOf(stage) === placeOf(from.stage) + 1) {
        const path = `M${MIDDLE} ${bottom} V${to.y - 2}`;
        const labels = onwardLabel(from.stage).map((text, place) => ({
          text,
          x: MIDDLE + 12,
          y: bottom + 21 + place * 17,
        }));
        return [{ path, labels }];
      }
      const isBack = placeOf(stage) < placeOf(from.stage);
      const [edge, rail] = isBack ? [LEFT, LEFT - 12] : [RIGHT, RIGHT + 14];
      const end = isBack ? edge - 2 : edge + 2;
      return [{ path: `M${edge} ${from.y + 30} H${rail} V${to.y + 20} H${end}`, labels: [] }];
    }),
  );
}

/** What is said beside the arrow straight down from a stage. */
const onwardLabel = (from: Stage): readonly string[] =>
  STAGE_TABLE[from].goesOnTo
    .filter(({ stage }) => placeOf(stage) === placeOf(from) + 1)
    .flatMap(({ when }) => wrapped(when, FITS.label));

/** Beneath a box, so that what is said beside its arrow has room. */
const gapBelow = (from: Stage): number => 34 + 17 * onwardLabel(from).length;

export function flowChart(shown: CaseOnChart): FlowChart {
  const boxes: Box[] = [];
  for (const stage of STAGES) {
    const above = boxes.at(-1);
    boxes.push(boxAt(above === undefined ? 4 : above.y + above.height + gapBelow(above.stage), stage, shown));
  }
  const last = boxes.at(-1);
  return {
    width: WIDTH,
    height: (last === undefined ? 0 : last.y + last.height) + 4,
    left: LEFT,
    boxWidth: BOX_WIDTH,
    boxes,
    arrows: arrowsOf(boxes),
    description: boxes
      .map(({ title, progress }) => `${title}: ${PROGRESS_WORDS[progress].replace(/^\W+/, '')}.`)
      .join(' '),
  };
}
