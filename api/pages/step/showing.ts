/** The page of a step: why it is asked, until when, what happens next, and its form with whatever was typed. */
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { takesFiles } from '../../../domain/forms/index.ts';
import type { Fault } from '../../../domain/forms/index.ts';
import { STEP_TABLE } from '../../../domain/process/steps.ts';
import type { CaseStepId } from '../../../domain/process/vocabulary.ts';
import type { Draft, KeptAnswerOfStep } from '../../../records/types.ts';
import type { Services } from '../../services.ts';
import { childName, ownerWords } from '../case/case-words.ts';
import type { CaseShown } from '../case/case-words.ts';
import { fileIds, requestAmong, shownCase } from '../case/seen.ts';
import { answerRows } from '../form/answer.ts';
import { formView } from '../form/fields.ts';
import { formModel } from '../form/model.ts';
import { bodyOf } from '../form/to-body.ts';
import type { PageCall, PageReply } from '../page.ts';
import type { Typed } from '../typed.ts';
import { peopleOf, stepHref } from './asked.ts';
import type { StepAsked } from './asked.ts';
import { timesTaken } from './meanwhile.ts';
import { panels } from './panels.ts';
import { earlierAnswer } from './prefill.ts';
import { runsIt, stepChoices, stepRows } from './step-choices.ts';
import { waitsFor } from './waiting.ts';

/** Why the step was not taken, other than by faults of fields. */
export interface Hindrance {
  readonly heading: string;
  readonly texts: readonly string[];
  /** Whether what may be done now is said. */
  readonly stepsNow: boolean;
}

export interface Showing {
  readonly typed: Typed;
  /** Of this showing of the form. */
  readonly key: string;
  readonly all: readonly KeptAnswerOfStep[];
  readonly faults?: readonly Fault[];
  readonly hindrance?: Hindrance;
  /** Where it shows what was typed before and not sent. */
  readonly draft?: Draft | null;
  /** The button that takes the step, where it does not just send it. */
  readonly sendWords?: string;
  readonly status?: 400 | 403 | 409;
}

const FACILITATORS = 500;
const SAME_CHILDREN = 20;

export const shownFor = (
  services: Services,
  { person }: PageCall,
  { seen }: Pick<StepAsked, 'seen'>,
  all: readonly KeptAnswerOfStep[],
): CaseShown => shownCase(services, person, seen, requestAmong(all));

export async function showStep(
  services: Services,
  call: PageCall,
  asked: StepAsked,
  showing: Showing,
): Promise<PageReply> {
  const { step, seen, standing, onBehalfOf } = asked;
  const { state } = seen.record;
  const { typed, all, faults = [], hindrance, status } = showing;
  const shown = shownFor(services, call, asked, all);
  const { listed, sameChildren, files } = await alsoNeeded(services, call, asked, typed);
  const form = formView(formModel(step), typed, {
    faults,
    choices: { ...stepChoices(asked, shown, listed), files },
    fixedRows: stepRows(asked, shown),
    onBehalf: onBehalfOf !== null,
    correction: standing.needsReason,
    given: ['onBehalfOf.participantId'],
    ...(step === 'updateAction' && !runsIt(asked) ? { only: PROGRESS_ONLY } : {}),
    ...(step === 'amendRequest' && standing.by === seen.viewer.participantId
      ? { aboutUser: 'requester' }
      : {}),
  });
  const { title, purpose, next } = STEP_TABLE[step];
  const above = panels({ asked, shown, sameChildren });
  return {
    view: 'step/step.njk',
    title: `${title}: ${shown.reference}`,
    ...(status === undefined ? {} : { status }),
    data: {
      ...frame(shown),
      heading: title,
      purpose,
      next,
      onBehalfOf: onBehalfOf?.name ?? null,
      replaces: replaced(asked, shown, all),
      waits: waitsFor(asked, shown),
      firstPanels: above.filter(({ warning }) => warning !== undefined),
      panels: above.filter(({ warning }) => warning === undefined),
      form,
      // For the title of the page as well.
      errors: hindrance === undefined ? form.errors : [{ text: hindrance.heading }, ...form.errors],
      hindrance: hindrance ?? null,
      stepsNow: hindrance?.stepsNow === true ? stepsNow(shown) : [],
      draftKeptAt: showing.draft == null ? null : londonDateTime(showing.draft.keptAt as Instant),
      sendWords: showing.sendWords ?? 'Send',
      takesFiles: takesFiles(step),
      key: showing.key,
      version: state.version,
      timesTaken: timesTaken(state, step),
      forOthers: onBehalfOf === null ? othersFor(call, asked, shown) : [],
    },
  };
}

/** The answer whose place the form would take. */
function replaced(
  asked: StepAsked,
  shown: CaseShown,
  all: readonly KeptAnswerOfStep[],
): { readonly who: string; readonly at: string } | null {
  const earlier = earlierAnswer(asked, all);
  if (earlier === null) return null;
  const { participantId } = asked.seen.viewer;
  const who =
    earlier.by === participantId ? 'you' : withinSentence(ownerWords(earlier.by, shown, participantId));
  return { who, at: londonDateTime(earlier.at) };
}

/** What an action’s owner answers: its owner, date and wording are for those who run the case. */
const PROGRESS_ONLY = ['actionId', 'status', 'note', 'onBehalfOf', 'correctionReason'];

/** What few steps need besides the case. */
async function alsoNeeded(
  { records }: Services,
  { person }: PageCall,
  { step, seen }: StepAsked,
  typed: Typed,
) {
  const { reference } = seen.record.state;
  const ids = takesFiles(step) ? fileIds(bodyOf(formModel(step), typed)) : [];
  const [listed, sameChildren, names] = await Promise.all([
    step === 'appointFacilitators' ? records.facilitators(null, FACILITATORS).then(({ rows }) => rows) : [],
    step === 'decideRequest' ? records.casesOfSameChildren(reference, SAME_CHILDREN) : [],
    ids.length === 0 ? null : records.fileNames({ reference, ids, sentBy: person.id }),
  ]);
  const files = ids.map((id) => ({ value: id, text: names?.get(id) ?? 'the file sent before' }));
  return { listed, sameChildren, files };
}

/** “The administrators” within a sentence. */
export const withinSentence = (words: string): string => words.replace(/^The /, 'the ');

/** What every page of a step begins with. */
function frame(shown: CaseShown): {
  readonly reference: string;
  readonly home: string;
  readonly children: readonly string[];
} {
  return {
    reference: shown.reference,
    home: `/cases/${shown.reference}`,
    children: (shown.children ?? [])
      .filter(({ subject }) => subject)
      .flatMap(({ path }) => childName(shown, path) ?? []),
  };
}

const stepsNow = ({ allowedSteps = [], reference }: CaseShown) =>
  allowedSteps.map((step) => ({
    text: STEP_TABLE[step].title,
    href: step === 'submitRequest' ? '/requests/new' : stepHref(reference, step),
  }));

/** For whom an administrator could enter it as well, where they can now. */
const othersFor = (call: PageCall, asked: StepAsked, { reference }: CaseShown) =>
  peopleOf(asked, call)
    .filter(({ notNow }) => notNow === null)
    .map(({ participant: { id, name } }) => ({ text: name, href: stepHref(reference, asked.step, id) }));

/** A step that cannot be taken now: why, what may be done instead, and what was typed of it. */
export function showNotNow(asked: StepAsked, shown: CaseShown, why: string, draft: Draft | null): PageReply {
  const { step } = asked;
  const { title, purpose } = STEP_TABLE[step];
  return {
    view: 'step/not-now.njk',
    title: `${title}: ${shown.reference}`,
    status: 409,
    data: {
      ...frame(shown),
      heading: title,
      purpose,
      why,
      stepsNow: stepsNow(shown),
      draft:
        draft === null
          ? null
          : {
              keptAt: londonDateTime(draft.keptAt as Instant),
              parts: answerRows(
                step,
                bodyOf(formModel(step), new Map(Object.entries(draft.typed))),
                stepChoices(asked, shown, []),
              ),
            },
    },
  };
}

/** For whom an administrator takes a step that is somebody’s own. */
export function showWhose(
  shown: CaseShown,
  step: CaseStepId,
  people: ReturnType<typeof peopleOf>,
): PageReply {
  const { title, purpose } = STEP_TABLE[step];
  return {
    view: 'step/whose.njk',
    title: `${title}: ${shown.reference}`,
    data: {
      ...frame(shown),
      heading: title,
      purpose,
      people: people.map(({ participant: { id, name }, notNow }) => ({
        name,
        notNow,
        href: stepHref(shown.reference, step, id),
      })),
    },
  };
}
