/** Looks at everything that there is of a case, as one person, and says where it is not what it is to be. */
import type { Reader } from '../../../domain/access/viewer.ts';
import { STEPS } from '../../../domain/process/vocabulary.ts';
import {
  actionsSeen,
  allNeedles,
  answersSeen,
  caseNeedles,
  enters,
  fieldsSeen,
  fileNeedles,
  flagsSeen,
  needlesOnTabs,
  participantsSeen,
  seesFile,
  seesHeader,
  tasksSeen,
  timelineSeen,
} from './expected.ts';
import type { Sight } from './expected.ts';
import { needlesAt, needlesIn } from './markers.ts';
import { accountName, emailOf } from './people.ts';
import type { Company, Seen, Who } from './people.ts';

/** Tabs of the case page. */
const TABS = [
  '/request',
  '/people',
  '/chronology',
  '/voice',
  '/documents',
  '/session',
  '/evaluations',
  '/timeline',
  '/requested',
];
/** Of the case too, for these parts only: to others they are not there. */
const FOR_SOME: Readonly<Record<string, readonly Reader[]>> = {
  '/put-right': ['administrator', 'facilitator', 'undeclaredFacilitator'],
  '/clock': ['administrator'],
};

type Difference = string;

export const same = (
  what: string,
  found: Iterable<string>,
  expected: Iterable<string>,
): readonly Difference[] => {
  const [one, other] = [new Set(found), new Set(expected)];
  return [
    ...[...one].filter((each) => !other.has(each)).map((each) => `${what}: ${each} is seen`),
    ...[...other].filter((each) => !one.has(each)).map((each) => `${what}: ${each} is not seen`),
  ];
};
export const noMore = (
  what: string,
  found: Iterable<string>,
  allowed: ReadonlySet<string>,
): readonly Difference[] =>
  [...found].filter((each) => !allowed.has(each)).map((each) => `${what}: ${each} is seen`);
const status = (what: string, seen: Seen, expected: number): readonly Difference[] =>
  seen.status === expected ? [] : [`${what}: ${seen.status}, not ${expected}`];

export const read = ({ text }: Seen): Readonly<Record<string, unknown>> =>
  JSON.parse(text) as Readonly<Record<string, unknown>>;
export const listIn = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? (value as readonly Readonly<Record<string, unknown>>[]) : [];
export const idsIn = (value: unknown): readonly string[] => listIn(value).map(({ id }) => String(id));
const ids = (list: readonly { readonly id: string }[]): readonly string[] => list.map(({ id }) => id);

const FILE_LINK = /\/files\/([0-9a-f-]{36})/g;
const TASK_LINK = /[?;&]task=(t\d+)/g;
const linkedIn = ({ text }: Seen, link: RegExp): readonly string[] =>
  [...text.matchAll(link)].map(([, id = '']) => id);

/** What somebody may always see: themselves. */
export const ofThemselves = (who: Who): ReadonlySet<string> =>
  needlesIn(`${accountName(who)} ${emailOf(who)}`);

export async function lookAtJson(people: Company, sight: Sight): Promise<readonly Difference[]> {
  const { who, whole } = sight;
  const path = `/v1/cases/${whole.state.reference}`;
  const get = (rest: string): Promise<Seen> => people.json(who, `${path}${rest}`);
  const found: Difference[] = [];

  const shown = await get('');
  found.push(...status('case', shown, seesHeader(sight) ? 200 : 404));
  if (shown.status === 200) {
    const view = read(shown);
    const sees = (field: string): boolean => fieldsSeen(sight).includes(field);
    found.push(
      ...same('fields', Object.keys(view), fieldsSeen(sight)),
      ...same('case', needlesIn(shown.text), caseNeedles(sight)),
      ...same('tasks', idsIn(view['tasks']), ids(tasksSeen(sight))),
      ...same('participants', idsIn(view['participants']), ids(participantsSeen(sight))),
      ...same('actions', idsIn(view['actions']), ids(actionsSeen(sight))),
      ...same('children', idsIn(view['children']), sees('children') ? ids(whole.state.children) : []),
      ...same('flags', listIn(view['flags']).map(String), flagsSeen(sight)),
    );
  }
  const expected = enters(sight) ? 200 : 404;
  const [answers, timeline] = await Promise.all([get('/answers'), get('/timeline?limit=200')]);
  found.push(...status('answers', answers, expected), ...status('timeline', timeline, expected));
  const seen = answersSeen(sight);
  const given = expected === 200 ? listIn(read(answers)['answers']) : [];
  found.push(...same('answers', idsIn(given), ids(seen)));
  for (const answer of given) {
    const its = seen.find(({ id }) => id === answer['id']);
    if (its !== undefined) {
      found.push(...same(`answer to ${its.step}`, needlesIn(JSON.stringify(answer)), its.needles));
    }
  }
  if (expected === 200) {
    const entries = [...listIn(read(timeline)['entries'])];
    for (let next = read(timeline)['next']; typeof next === 'string';) {
      const page = read(await get(`/timeline?limit=200&cursor=${next}`));
      entries.push(...listIn(page['entries']));
      next = page['next'];
    }
    const key = ({ kind, step, by, text }: Readonly<Record<string, unknown>>): string =>
      [kind, step ?? '', by ?? '', text].join(' ');
    const [one, other] = [entries.map(key), timelineSeen(sight).map((entry) => key({ ...entry }))];
    if (one.length !== other.length) found.push(`timeline: ${one.length} entries, not ${other.length}`);
    found.push(...same('timeline', one, other));
    found.push(...noMore('timeline', needlesIn(timeline.text), ofThemselves(who)));
  }
  for (const file of whole.files) {
    const fetched = await get(`/files/${file.id}`);
    found.push(...status('file', fetched, seesFile(sight, file) ? 200 : 404));
  }
  return found;
}

/** Before declaring, pages name the lead professional as the acceptance does, not also as the request does. */
const leadAsRequested = ({ parts, whole }: Sight): ReadonlySet<string> =>
  parts.includes('undeclaredFacilitator')
    ? new Set(
        whole.answers.flatMap(({ body }) =>
          needlesAt(body).flatMap(({ path, needle }) => (path === 'leadProfessional.name' ? [needle] : [])),
        ),
      )
    : new Set();

/** @param answers whether each answer's own page is looked at, and every file; else the pages of the case only */
export async function lookAtPages(
  people: Company,
  sight: Sight,
  answers: boolean,
): Promise<readonly Difference[]> {
  const { who, whole } = sight;
  const base = `/cases/${whole.state.reference}`;
  const all = allNeedles(sight);
  const allowed = new Set([...all, ...fileNeedles(sight), ...ofThemselves(who)]);
  const files = new Set(ids(whole.files.filter((file) => seesFile(sight, file))));
  const tasks = new Set(ids(tasksSeen(sight)));
  const saidElsewhere = leadAsRequested(sight);
  const ofCase = new Set([...caseNeedles(sight), ...ofThemselves(who)]);
  const found: Difference[] = [];
  const onTabs = new Set<string>();
  const onAll = new Set<string>();
  const see = async (path: string, where: string): Promise<Seen> => {
    const page = await people.page(who, `${base}${path}`);
    if (page.status !== 200 && page.status !== 404) found.push(`page ${where}: ${page.status}`);
    const needles = needlesIn(page.text);
    found.push(
      ...noMore(`page ${where}`, needles, allowed),
      ...noMore(`page ${where}, file`, linkedIn(page, FILE_LINK), files),
      ...noMore(`page ${where}, task`, linkedIn(page, TASK_LINK), tasks),
    );
    for (const each of needles) onAll.add(each);
    return page;
  };

  found.push(...status('page', await see('', 'overview'), seesHeader(sight) ? 200 : 404));
  for (const tab of enters(sight) ? TABS : TABS.slice(0, 2)) {
    const page = await see(tab, tab);
    if (!enters(sight)) found.push(...status(`page ${tab}`, page, 404));
  }
  for (const [path, some] of Object.entries(FOR_SOME)) {
    const page = await see(path, path);
    if (!some.some((part) => sight.parts.includes(part))) found.push(...status(`page ${path}`, page, 404));
  }
  for (const each of onAll) onTabs.add(each);
  found.push(
    ...same(
      'pages of the case',
      [...needlesOnTabs(sight)].filter((each) => !onTabs.has(each)),
      [],
    ),
  );

  if (!answers) return found;
  const seen = answersSeen(sight);
  for (const step of STEPS) {
    const its = seen.filter((answer) => answer.step === step);
    const isGiven = whole.answers.some((answer) => answer.step === step);
    // What nobody was asked is tried now and then only.
    if (!isGiven && step !== 'cancelCase') continue;
    if (!enters(sight) && step !== 'submitRequest') continue;
    const page = await see(`/answers/${step}`, `answers/${step}`);
    found.push(...status(`page answers/${step}`, page, its.length > 0 ? 200 : 404));
    const needles = needlesIn(page.text);
    const expected = new Set(its.flatMap((answer) => [...answer.needles]));
    const others = new Set(
      seen.filter((answer) => answer.step !== step).flatMap((answer) => [...answer.needles]),
    );
    found.push(
      ...[...expected]
        .filter((each) => !needles.has(each))
        .map((each) => `page ${step}: ${each} is not seen`),
    );
    // Of other answers nothing stands here but what the case itself shows.
    found.push(
      ...[...needles]
        .filter((each) => others.has(each) && !expected.has(each) && !ofCase.has(each))
        .map((each) => `page ${step}: ${each} of another answer is seen`),
    );
  }
  found.push(
    ...[...all]
      .filter((each) => !onAll.has(each) && !saidElsewhere.has(each))
      .map((each) => `pages: ${each} is nowhere`),
  );
  for (const file of whole.files) {
    const fetched = await people.page(who, `${base}/files/${file.id}`);
    found.push(...status('page of a file', fetched, seesFile(sight, file) ? 200 : 404));
  }
  return found;
}
