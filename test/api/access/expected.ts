/**
 * What each person is to see of a case, worked out from the rows of the access table and from everything that is kept of
 * the case. Which parts somebody has, and what the words of the table mean, is said here anew, by hand from the design:
 * nothing of what the API and the pages decide with is used.
 */
import { ACCESS_TABLE } from '../../../domain/access/index.ts';
import type { AccessCell } from '../../../domain/access/table.ts';
import type { Phase, Reader } from '../../../domain/access/viewer.ts';
import type { CaseState, Participant, Task } from '../../../domain/case/state.ts';
import type { Flag, StepId } from '../../../domain/process/vocabulary.ts';
import type { KeptAnswerOfStep, TimelineEntry } from '../../../records/types.ts';
import type { RunningApi } from '../running-api.ts';
import { needlesAt } from './markers.ts';
import { accountName, emailOf } from './people.ts';
import type { Who } from './people.ts';

export interface KeptFile {
  readonly id: string;
  readonly name: string;
  readonly sentBy: string;
  readonly answers: readonly string[];
}

/** Everything that is kept of a case. */
export interface WholeCase {
  readonly state: CaseState;
  /** Newest first. */
  readonly answers: readonly KeptAnswerOfStep[];
  readonly files: readonly KeptFile[];
  readonly timeline: readonly TimelineEntry[];
}

export async function wholeCase({ records, sql }: RunningApi, reference: string): Promise<WholeCase> {
  const [found, answers, timeline, files] = await Promise.all([
    records.findCase(reference),
    records.answers(reference, null),
    records.timeline(reference, null, 10_000),
    sql.query<KeptFile>(
      `SELECT f.id::text, f.name, f.sent_by::text AS "sentBy", array_remove(array_agg(n.answer_id::text), NULL) AS answers
       FROM file f LEFT JOIN answer_file n ON n.file_id = f.id WHERE f.reference = $1 GROUP BY f.id`,
      [reference],
    ),
  ]);
  if (found === null) throw new Error(`${reference} is gone`);
  return { state: found.state, answers, timeline: timeline.rows, files: files.rows };
}

/** One person before one case. */
export interface Sight {
  readonly who: Who;
  readonly account: string;
  readonly parts: readonly Reader[];
  readonly attended: boolean;
  readonly phase: Phase;
  readonly whole: WholeCase;
}

/** As a participant, while they have a part. */
const selfIn = ({ who, whole }: Sight): Participant | undefined =>
  whole.state.participants.find(
    ({ email, joinedOn, leftOn }) => email === emailOf(who) && joinedOn !== null && leftOn === null,
  );

const rowOf = (area: string, what: string, phase: Phase): string => `${area} ${what} ${phase}`;
const ROWS = new Map<string, AccessCell[]>();
for (const cell of ACCESS_TABLE) {
  const row = rowOf(cell.area, cell.what, cell.phase);
  ROWS.set(row, [...(ROWS.get(row) ?? []), cell]);
}

const cellsOf = ({ parts, phase }: Sight, area: AccessCell['area'], what: string): readonly AccessCell[] =>
  (ROWS.get(rowOf(area, what, phase)) ?? []).filter(
    ({ sees, reader }) => sees !== 'nothing' && parts.includes(reader),
  );

export const seesHeader = (sight: Sight): boolean => sight.parts.length > 0;
export const enters = (sight: Sight): boolean => sight.parts.some((part) => part !== 'operator');

// --- answers

const isRequest = (step: StepId): boolean => step === 'submitRequest' || step === 'amendRequest';
const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
const valueIn = (value: unknown, key: string): unknown => Reflect.get(objectOf(value), key);
const FAMILY_ADDRESS = /^(mother|father|otherCarers\[\d+\]|siblings\[\d+\])\.address$/;
const ANY_ADDRESS = /^(child|mother|father|otherCarers\[\d+\]|siblings\[\d+\])\.address$/;
const NAMES =
  /^(requester\.name|leadProfessional\.name|invitees\[\d+\]\.name|child\.(surname|forename|alsoKnownAs)|(mother|father|otherCarers\[\d+\]|siblings\[\d+\])\.(name|alsoKnownAs))$/;
const AGREED = /^voices\[(0|2)\]\.agreedToShare$/;
const CONFIDENTIAL = /"addressConfidential":true/;

/** Addresses that nobody but administrators sees: marked ones, and all of a version before one that marks any. */
function confidentialIn({ answers }: WholeCase, { id, body }: KeptAnswerOfStep): ReadonlySet<string> {
  const place = answers.findIndex((each) => each.id === id);
  const markedLater = answers
    .slice(0, place)
    .some((each) => isRequest(each.step) && CONFIDENTIAL.test(JSON.stringify(each.body)));
  const isHidden = (path: string): boolean => {
    if (!ANY_ADDRESS.test(path)) return false;
    const person: unknown = path
      .replace(/\.address$/, '')
      .split(/[.[\]]+/)
      .filter((part) => part !== '')
      .reduce<unknown>(valueIn, body);
    return markedLater || valueIn(person, 'addressConfidential') === true;
  };
  return new Set(needlesAt(body).flatMap(({ path, needle }) => (isHidden(path) ? [needle] : [])));
}

/** What of this answer's texts the cell lets be seen. */
function within(sight: Sight, answer: KeptAnswerOfStep, { sees }: AccessCell): readonly string[] {
  const { whole } = sight;
  const all = needlesAt(answer.body);
  if (sees === 'everything') return all.map(({ needle }) => needle);
  const hidden = isRequest(answer.step) ? confidentialIn(whole, answer) : new Set<string>();
  const those = (shown: (path: string) => boolean): readonly string[] =>
    all.flatMap(({ path, needle }) => (shown(path) && !hidden.has(needle) ? [needle] : []));
  const self = selfIn(sight)?.id;
  const isOwn = answer.by === self;
  switch (sees) {
    case 'all':
    case 'withoutOtherCase':
      return those(() => true);
    case 'own':
      return those(() => isOwn);
    case 'ownIndependent':
      return those(() => isOwn && valueIn(answer.body, 'independent') === true);
    case 'ownAction': {
      const action: unknown = valueIn(answer.body, 'actionId');
      const owner = whole.state.actions.find(({ id }) => id === action)?.ownerId;
      return those(() => isOwn || owner === self);
    }
    case 'ifAttended':
      return those(() => sight.attended);
    case 'withoutFamilyAddresses':
      return those((path) => !FAMILY_ADDRESS.test(path));
    case 'agreedToShare': {
      const isNewest = whole.answers.find(({ step }) => step === answer.step)?.id === answer.id;
      return those((path) => isNewest && AGREED.test(path));
    }
    case 'onTheCase':
    case 'namesAndAgencies':
    case 'namesOnly':
    case 'nothing':
      throw new Error(`no answer is seen ${sees}`);
  }
}

/** Whether they see anything of an answer, also one in which nothing was typed. */
function seesAnswer(sight: Sight, answer: KeptAnswerOfStep): boolean {
  const probe = { ...answer, body: { ...objectOf(answer.body), text: 'zq111z' } };
  return cellsOf(sight, 'answer', answer.step).some(
    (cell) => within(sight, answer, cell).length > 0 || within(sight, probe, cell).includes('zq111z'),
  );
}

export interface SeenAnswer {
  readonly id: string;
  readonly step: StepId;
  readonly needles: ReadonlySet<string>;
}

const known = new WeakMap<Sight, readonly SeenAnswer[]>();

export function answersSeen(sight: Sight): readonly SeenAnswer[] {
  const seen = known.get(sight) ?? findAnswers(sight);
  known.set(sight, seen);
  return seen;
}

const findAnswers = (sight: Sight): readonly SeenAnswer[] =>
  sight.whole.answers
    .filter((answer) => seesAnswer(sight, answer))
    .map((answer) => ({
      id: answer.id,
      step: answer.step,
      needles: new Set([
        ...cellsOf(sight, 'answer', answer.step).flatMap((cell) => within(sight, answer, cell)),
        ...(answer.onBehalfOf === null
          ? []
          : needlesAt(accountName('administrator')).map(({ needle }) => needle)),
      ]),
    }));

export const seesFile = (sight: Sight, file: KeptFile): boolean =>
  enters(sight) &&
  (file.answers.length === 0
    ? file.sentBy === sight.account
    : answersSeen(sight).some(({ id }) => file.answers.includes(id)));

/** Names of the files that they may fetch. */
export const fileNeedles = (sight: Sight): readonly string[] =>
  sight.whole.files.flatMap((file) => (seesFile(sight, file) ? needlesOf(file.name) : []));

// --- the case

/** From the design: what would tell of a facilitator's conflict, or is the administrators' own affair. */
const NOT_FOR_PRACTITIONERS: readonly string[] = [
  ...['appointFacilitators', 'declareIndependence', 'recordTrackerEntry', 'assessRisk', 'confirmParticipant'],
];
const FLAG_PARTS: Readonly<Partial<Record<Flag, readonly Reader[]>>> = {
  possibleConflict: ['administrator'],
  leadProfessionalObjects: ['administrator', 'facilitator', 'requester', 'leadProfessional'],
  outsidePartnerDomains: ['administrator', 'facilitator'],
};
/** Steps of others that practitioners see to have been taken. */
const ON_THE_TIMELINE: readonly string[] = [
  ...['submitRequest', 'amendRequest', 'decideRequest', 'withdrawRequest', 'scheduleSession', 'cancelCase'],
  ...['respondToInvitation', 'submitChronology', 'submitAssessmentAndPlan', 'recordFamilyVoice'],
  ...['submitPreEvaluation', 'recordSession', 'submitPostEvaluation', 'publishSummary', 'updateAction'],
  ...['reviewActions', 'changeParticipants'],
];
const TELLS_OF_CONFLICT: readonly string[] = ['declareIndependence', 'appointFacilitators'];

const CASE_FIELDS = [...new Set(ACCESS_TABLE.filter(({ area }) => area === 'field').map(({ what }) => what))];
const reaches = (sight: Sight, field: string): readonly string[] =>
  cellsOf(sight, 'field', field).map(({ sees }) => sees);

export const fieldsSeen = (sight: Sight): readonly string[] =>
  CASE_FIELDS.filter((field) => reaches(sight, field).length > 0);

function isOwnTask({ parts, ...sight }: Sight, { owner }: Task): boolean {
  if (owner === 'administrators') return parts.includes('administrator');
  if (owner === 'facilitators')
    return parts.includes('facilitator') || parts.includes('undeclaredFacilitator');
  return owner === selfIn({ parts, ...sight })?.id;
}

export function tasksSeen(sight: Sight): readonly Task[] {
  const how = reaches(sight, 'tasks');
  const seesAll = how.includes('everything') || how.includes('all');
  return sight.whole.state.tasks.filter(
    (task) =>
      how.length > 0 &&
      (seesAll ||
        isOwnTask(sight, task) ||
        (how.includes('onTheCase') && !NOT_FOR_PRACTITIONERS.includes(task.kind))),
  );
}

export const flagsSeen = (sight: Sight): readonly Flag[] =>
  sight.whole.state.flags.filter(
    (flag) =>
      reaches(sight, 'flags').length > 0 &&
      (FLAG_PARTS[flag] ?? sight.parts).some((part) => sight.parts.includes(part)),
  );

export function participantsSeen(sight: Sight): readonly Participant[] {
  const how = reaches(sight, 'participants');
  if (how.includes('everything') || how.includes('all')) return sight.whole.state.participants;
  return how.length === 0 ? [] : sight.whole.state.participants.filter(({ joinedOn }) => joinedOn !== null);
}

export function actionsSeen(sight: Sight): CaseState['actions'] {
  const how = reaches(sight, 'actions');
  const seesAll = how.includes('everything') || how.includes('all');
  return sight.whole.state.actions.filter(
    ({ ownerId }) => seesAll || (how.includes('own') && ownerId === selfIn(sight)?.id),
  );
}

export function timelineSeen(sight: Sight): readonly TimelineEntry[] {
  const how = cellsOf(sight, 'timeline', 'timeline').map(({ sees }) => sees);
  return sight.whole.timeline.filter(({ kind, step, by }) => {
    if (how.length === 0) return false;
    if (how.includes('everything') || by === selfIn(sight)?.id) return true;
    if (how.includes('all')) return step === null || !TELLS_OF_CONFLICT.includes(step);
    return kind === 'stage' || (kind === 'step' && step !== null && ON_THE_TIMELINE.includes(step));
  });
}

const needlesOf = (...values: readonly unknown[]): readonly string[] =>
  values.flatMap((value) => needlesAt(value).map(({ needle }) => needle));

function participantNeedles(sight: Sight): readonly string[] {
  const how = reaches(sight, 'participants');
  const self = selfIn(sight)?.id;
  const whole = ['everything', 'all', 'onTheCase'].some((reach) => how.includes(reach));
  return participantsSeen(sight).flatMap(({ id, name, email, organisation }) =>
    whole || id === self ? needlesOf(name, email, organisation) : needlesOf(name),
  );
}

function requestNeedles(sight: Sight): readonly string[] {
  const newest = sight.whole.answers.find(({ step }) => isRequest(step));
  if (newest === undefined) return [];
  return cellsOf(sight, 'field', 'request').flatMap((cell) => {
    if (cell.sees !== 'namesOnly') return within(sight, newest, cell);
    return needlesAt(newest.body).flatMap(({ path, needle }) => (NAMES.test(path) ? [needle] : []));
  });
}

/** Of the case itself, its request aside. */
function stateNeedles(sight: Sight): readonly string[] {
  const { state } = sight.whole;
  const sees = (field: string): boolean => reaches(sight, field).length > 0;
  return [
    ...participantNeedles(sight),
    ...actionsSeen(sight).flatMap(({ what }) => needlesOf(what)),
    ...(sees('successMeasures') ? needlesOf(state.successMeasures) : []),
    ...(sees('session') ? needlesOf(state.session) : []),
  ];
}

export const caseNeedles = (sight: Sight): ReadonlySet<string> =>
  new Set([...stateNeedles(sight), ...requestNeedles(sight)]);
export const needlesOnTabs = (sight: Sight): ReadonlySet<string> => new Set(stateNeedles(sight));

/** The names under which lists know the child. */
export function childNeedles(sight: Sight): readonly string[] {
  const newest = sight.whole.answers.find(({ step }) => isRequest(step));
  if (reaches(sight, 'request').length === 0) return [];
  return needlesAt(newest?.body).flatMap(({ path, needle }) =>
    /^child\.(surname|forename)$/.test(path) ? [needle] : [],
  );
}

/** Everything of the case that they may see anywhere. */
export const allNeedles = (sight: Sight): ReadonlySet<string> =>
  new Set([...caseNeedles(sight), ...answersSeen(sight).flatMap(({ needles }) => [...needles])]);

/** The cells of the table that this look holds against what is seen. */
export const cellsHeld = ({ parts, phase }: Sight): readonly AccessCell[] =>
  ACCESS_TABLE.filter((cell) => cell.phase === phase && parts.includes(cell.reader));
