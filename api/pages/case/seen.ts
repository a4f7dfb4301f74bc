/** A case as one person sees it, for every page about it: only what the access table gives. */
import { ACCESS_TABLE, answerFor, caseView, mayReadTakenBack } from '../../../domain/access/index.ts';
import type { Viewer } from '../../../domain/access/index.ts';
import { londonDateTime } from '../../../domain/calendar/index.ts';
import { allowedSteps } from '../../../domain/case/index.ts';
import type { StepId } from '../../../domain/process/vocabulary.ts';
import { STEP_TABLE } from '../../../domain/process/steps.ts';
import type { KeptAnswerOfStep, Person } from '../../../records/types.ts';
import { actorOf } from '../../json/case-view.ts';
import type { CaseSeen } from '../../json/case-view.ts';
import { caseAnswer } from '../../json/openapi/answers.ts';
import type { Services } from '../../services.ts';
import type { Choices } from '../form/choices.ts';
import { answerRows } from '../form/answer.ts';
import type { AnswerPart } from '../form/answer.ts';
import { childName, ownerWords } from './case-words.ts';
import type { CaseShown } from './case-words.ts';

/** @param request the newest; null where no page needs it */
export function shownCase(
  { engine }: Pick<Services, 'engine'>,
  person: Person,
  { record: { state, now }, viewer }: CaseSeen,
  request: object | null,
): CaseShown {
  return caseAnswer.parse(
    caseView(state, viewer, {
      now,
      request,
      allowedSteps: allowedSteps(state, actorOf(person), now),
      temporalUrl: engine.links.case(state.reference),
    }),
  );
}

/** Whether there is something of these steps that this person may read, as far as can be told without reading it. */
export function readsAny({ record: { state }, viewer }: CaseSeen, steps: readonly StepId[]): boolean {
  return ACCESS_TABLE.some(
    ({ area, what, reader, phase, sees }) =>
      area === 'answer' &&
      sees !== 'nothing' &&
      phase === viewer.phase &&
      viewer.readers.includes(reader) &&
      (sees !== 'ifAttended' || viewer.attended) &&
      state.given.some(
        ({ step, by }) =>
          step === what &&
          steps.includes(step) &&
          (!['own', 'ownIndependent'].includes(sees) || by === viewer.participantId),
      ),
  );
}

/** Whether there is something of the timeline, or of the request, that this person may see. */
export const readsSome = ({ viewer }: { readonly viewer: Viewer }, part: 'timeline' | 'request'): boolean =>
  ACCESS_TABLE.some(
    ({ area, what, reader, phase, sees }) =>
      area !== 'answer' &&
      what === part &&
      sees !== 'nothing' &&
      phase === viewer.phase &&
      viewer.readers.includes(reader),
  );

/** An answer as this person may read it. */
export interface ReadAnswer {
  readonly step: StepId;
  readonly by: string;
  readonly version: number;
  /** London's date and time by the case's clock. */
  readonly at: string;
  readonly onBehalf: { readonly typedBy: string; readonly receivedOn: string } | null;
  /** Since when it does not count; null while it does. */
  readonly takenBackAt: string | null;
  readonly body: object;
}

/** Those of these steps that this person may read, newest first. @param all every answer of the case that counts */
export function readAnswers(
  { record: { state }, viewer }: CaseSeen,
  all: readonly KeptAnswerOfStep[],
  steps: readonly StepId[],
  takenBack: readonly KeptAnswerOfStep[] = [],
): readonly ReadAnswer[] {
  const gone = takenBack.filter((answer) => mayReadTakenBack(viewer, answer));
  const both = gone.length === 0 ? all : [...all, ...gone].sort((one, other) => other.at - one.at);
  return both.flatMap((answer) => {
    if (!steps.includes(answer.step)) return [];
    const body = answerFor(viewer, state, answer, all);
    if (body === null) return [];
    const { step, by, version, at, onBehalfOf } = answer;
    const takenBackAt = answer.takenBackAt === null ? null : londonDateTime(answer.takenBackAt);
    const onBehalf =
      onBehalfOf === null ? null : { typedBy: onBehalfOf.typedBy, receivedOn: onBehalfOf.receivedOn };
    return [{ step, by, version, at: londonDateTime(at), onBehalf, takenBackAt, body }];
  });
}

/** Of each person's answers to each step the newest. */
export function newestOfEach(answers: readonly ReadAnswer[]): readonly ReadAnswer[] {
  const seen = new Set<string>();
  return answers.filter(({ step, by }) => {
    const key = `${step} ${by}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

export const newestRequest = (all: readonly KeptAnswerOfStep[]): KeptAnswerOfStep | undefined =>
  all.find(({ step }) => step === 'submitRequest' || step === 'amendRequest');

/** The newest request among all answers. */
export function requestAmong(all: readonly KeptAnswerOfStep[]): object | null {
  const body = newestRequest(all)?.body;
  return typeof body === 'object' ? body : null;
}

/** Words for the ids in answers, as far as this person sees what they name. */
export function namesIn(shown: CaseShown): Choices {
  return {
    participants: (shown.participants ?? []).map(({ id, name }) => ({ value: id, text: name })),
    actions: (shown.actions ?? []).map(({ id, what }) => ({ value: id, text: what })),
    successMeasures: (shown.successMeasures ?? []).map(({ id, text }) => ({ value: id, text })),
    children: (shown.children ?? []).map(({ id, path }) => ({
      value: id,
      text: childName(shown, path) ?? (id === 'c1' ? 'The child' : 'A brother or sister'),
    })),
  };
}

export interface AnswerView {
  readonly title: string;
  readonly who: string;
  readonly at: string;
  readonly version: number;
  readonly onBehalf: { readonly typedBy: string; readonly receivedOn: string } | null;
  readonly takenBackAt: string | null;
  readonly parts: readonly AnswerPart[];
  readonly versionsHref: string;
}

/** An answer, read-only, with whose it is. */
export function answerView(
  { step, by, version, at, onBehalf, takenBackAt, body }: ReadAnswer,
  shown: CaseShown,
  viewer: Pick<Viewer, 'participantId'>,
): AnswerView {
  return {
    title: STEP_TABLE[step].title,
    who: ownerWords(by, shown, viewer.participantId),
    at,
    version,
    onBehalf,
    takenBackAt,
    parts: answerRows(step, body, { ...namesIn(shown), files: filesIn(body) }),
    versionsHref: `/cases/${shown.reference}/answers/${step}`,
  };
}

/** Files are named by what they are: their own names may name a child. */
function filesIn(body: object): NonNullable<Choices['files']> {
  return fileIds(body).map((value) => ({ value, text: 'A file: see Documents' }));
}

/** Ids of the files that an answer names, wherever in it they stand. */
export function fileIds(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'file' && typeof inner === 'string' ? [inner] : fileIds(inner),
  );
}
