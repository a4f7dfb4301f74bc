/** What of an answer somebody reads: the table, held against who they are. */
import type { Instant } from '../calendar/types.ts';
import type { CaseState, OwnerId } from '../case/state.ts';
import type { StepId } from '../process/vocabulary.ts';
import { ANSWER_REACHES, ANSWER_TABLE, type AnswerReach, type AnswerRow } from './answer-table.ts';
import { isObject, objectsIn, only, without, type JsonObject } from './json.ts';
import { withoutConfidential, withoutFamilyAddresses } from './request.ts';
import { isReader, type Viewer } from './viewer.ts';

/** An answer as it is kept, as far as access looks at it. */
export interface GivenAnswer {
  readonly id: string;
  readonly step: StepId;
  /** The participant whose answer it is, or "administrators". */
  readonly by: OwnerId;
  readonly at: Instant;
  readonly body: unknown;
}

interface Reading {
  readonly viewer: Viewer;
  readonly answer: GivenAnswer;
  /** Newest first. */
  readonly all: readonly GivenAnswer[];
}

const isRequest = (step: StepId): boolean => step === 'submitRequest' || step === 'amendRequest';

/** How this viewer may read answers to a step, the fullest way first. */
function reachesFor(viewer: Viewer, step: StepId): readonly AnswerReach[] {
  const row: AnswerRow = ANSWER_TABLE[step];
  const granted = new Set(viewer.readers.map((reader) => row[viewer.phase][reader]));
  return ANSWER_REACHES.filter((reach) => granted.has(reach));
}

/** The versions of the request that were given after this one. */
function requestsAfter({ answer, all }: Pick<Reading, 'answer' | 'all'>): readonly unknown[] {
  const place = all.findIndex((other) => other.id === answer.id);
  return (place === -1 ? all : all.slice(0, place))
    .filter((other) => isRequest(other.step))
    .map((other) => other.body);
}

const isNewest = (answer: GivenAnswer, all: readonly GivenAnswer[]): boolean =>
  all.find((other) => other.step === answer.step)?.id === answer.id;

/** Of each voice that was gained: whose it is, and what they agreed to share. */
const agreedToShare = (body: JsonObject): JsonObject => ({
  voices: objectsIn(body['voices'])
    .filter((voice) => voice['gained'] === true)
    .map((voice) => only(voice, 'who', 'childId', 'gained', 'agreedToShare')),
});

/** The body as this reach shows it; null where the reach does not cover this answer. */
function bodyWithin(
  reach: Exclude<AnswerReach, 'everything'>,
  body: JsonObject,
  { viewer, answer, all }: Reading,
): JsonObject | null {
  const own = viewer.participantId === answer.by;
  switch (reach) {
    case 'all':
      return body;
    case 'withoutFamilyAddresses':
      return withoutFamilyAddresses(body);
    case 'own':
      return own ? body : null;
    case 'ownIndependent':
      return own && body['independent'] === true ? body : null;
    case 'ownAction': {
      const { actionId } = body;
      return own || (typeof actionId === 'string' && viewer.ownActions.includes(actionId)) ? body : null;
    }
    case 'ifAttended':
      return viewer.attended ? body : null;
    case 'withoutOtherCase':
      return without(body, 'existingReference');
    case 'agreedToShare':
      return isNewest(answer, all) ? agreedToShare(body) : null;
    default:
      return reach satisfies never;
  }
}

/** An answer whose step was taken back is read by whoever gave it, and by those who look after the case. */
export const mayReadTakenBack = (viewer: Viewer, { by }: Pick<GivenAnswer, 'by'>): boolean =>
  by === viewer.participantId || isReader(viewer, 'administrator');

/** Whether `all` holds every answer that was given to this answer's kind of step: a missing one might hide more. */
function isComplete(state: CaseState, answer: GivenAnswer, all: readonly GivenAnswer[]): boolean {
  const kind = (step: StepId): boolean =>
    isRequest(answer.step) ? isRequest(step) : step === answer.step && step === 'recordFamilyVoice';
  const given = state.given.filter((each) => kind(each.step)).reduce((sum, each) => sum + each.count, 0);
  return all.filter((each) => kind(each.step)).length >= given;
}

/**
 * The body of an answer with what this viewer may not see left out; null where they may not see the answer at all.
 * @param all every answer of the case (at least all requests, amendments and family voices), newest first: a later
 *   request may mark an address as confidential, and a later family voice replaces what was agreed to share. Without
 *   them only administrators read these answers.
 */
export function answerFor(
  viewer: Viewer,
  state: CaseState,
  answer: GivenAnswer,
  all: readonly GivenAnswer[],
): JsonObject | null {
  if (!isObject(answer.body)) return null;
  const complete = isComplete(state, answer, all);
  for (const reach of reachesFor(viewer, answer.step)) {
    if (reach === 'everything') return answer.body;
    if (!complete) continue;
    const reading: Reading = { viewer, answer, all };
    const shown = isRequest(answer.step)
      ? withoutConfidential(answer.body, requestsAfter(reading))
      : answer.body;
    const body = bodyWithin(reach, shown, reading);
    if (body !== null) return body;
  }
  return null;
}
