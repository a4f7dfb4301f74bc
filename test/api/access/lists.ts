/** What lists, home and search hold for one person, of all cases together. */
import { londonDate } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { allNeedles, caseNeedles, childNeedles, enters, seesHeader, tasksSeen } from './expected.ts';
import type { Sight } from './expected.ts';
import { idsIn, listIn, noMore, ofThemselves, read, same } from './looking.ts';
import { needlesIn } from './markers.ts';
import type { Company } from './people.ts';

const REFERENCE = /MAS-\d{4}-\d{4,}/g;
const ANY_REFERENCE = new RegExp(REFERENCE.source);
const referencesIn = (text: string): readonly string[] => text.match(REFERENCE) ?? [];

const referenceOf = ({ whole }: Sight): string => whole.state.reference;

/** What they see to wait. */
const openTasks = (sight: Sight) =>
  (sight.whole.state.stage === 'closed' || !enters(sight) ? [] : tasksSeen(sight)).filter(
    ({ status }) => status === 'open',
  );

/** @param sights of one person: every case that there is. @param nows each case's own time */
export async function lookAtLists(
  people: Company,
  sights: readonly Sight[],
  nows: ReadonlyMap<string, Instant>,
): Promise<readonly string[]> {
  const [{ who } = { who: 'stranger' as const }] = sights;
  const visible = sights.filter(seesHeader);
  const late = visible.filter((sight) =>
    openTasks(sight).some(
      ({ dueOn }) => dueOn !== null && dueOn < londonDate(nows.get(referenceOf(sight)) ?? (0 as Instant)),
    ),
  );
  const found: string[] = [];

  const [cases, overdue, notOverdue, tasks, search] = await Promise.all([
    people.json(who, '/v1/cases?limit=200'),
    people.json(who, '/v1/cases?limit=200&overdue=true'),
    people.json(who, '/v1/cases?limit=200&overdue=false'),
    people.json(who, '/v1/tasks?limit=200'),
    people.post(who, '/v1/cases/search', { dateOfBirth: '1900-01-01' }),
  ]);
  const listed = listIn(read(cases)['cases']);
  const known = (answer: typeof cases): readonly string[] =>
    listIn(read(answer)['cases']).map(({ reference }) => String(reference));
  found.push(
    ...same('list of cases', known(cases), visible.map(referenceOf)),
    ...same('overdue cases', known(overdue), late.map(referenceOf)),
    ...same(
      'cases not overdue',
      known(notOverdue),
      visible.filter((each) => !late.includes(each)).map(referenceOf),
    ),
  );
  for (const sight of visible) {
    const line = listed.find(({ reference }) => reference === referenceOf(sight));
    found.push(...same('line of a case', needlesIn(JSON.stringify(line ?? {})), caseNeedles(sight)));
  }
  const key = (reference: unknown, id: string): string => `${String(reference)} ${id}`;
  found.push(
    ...same(
      'list of tasks',
      listIn(read(tasks)['tasks']).map((task) => key(task['reference'], idsIn([task]).join(''))),
      visible.flatMap((sight) => openTasks(sight).map(({ id }) => key(referenceOf(sight), id))),
    ),
  );
  const runs = visible.some(({ parts }) => parts.includes('administrator'));
  if (search.status !== (runs ? 200 : 403)) found.push(`search: ${search.status}`);

  const allowed = new Set([...visible.flatMap((sight) => [...allNeedles(sight)]), ...ofThemselves(who)]);
  const seen = new Set(visible.map(referenceOf));
  for (const path of ['/', '/tasks', '/tasks/sessions', '/cases', '/cases?overdue=yes']) {
    const page = await people.page(who, path);
    const expected = path === '/tasks/sessions' && !runs ? 404 : 200;
    if (page.status !== expected) found.push(`page ${path}: ${page.status}`);
    found.push(...noMore(`page ${path}`, needlesIn(page.text), allowed));
    found.push(...noMore(`page ${path}`, referencesIn(page.text), seen));
    if (path === '/cases') {
      found.push(...same(`page ${path}`, referencesIn(page.text), seen));
      const named = needlesIn(page.text);
      const missing = visible.flatMap(childNeedles).filter((each) => !named.has(each));
      found.push(...missing.map((each) => `page ${path}: ${each} is not seen`));
    }
    if (path === '/cases?overdue=yes') {
      found.push(...same(`page ${path}`, referencesIn(page.text), late.map(referenceOf)));
    }
  }
  if (visible.length === 0 && ANY_REFERENCE.test(cases.text)) found.push('a case is listed to a stranger');
  return found;
}
