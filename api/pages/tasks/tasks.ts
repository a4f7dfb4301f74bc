/** Everything that waits, page by page: on whoever looks, or on others as far as they may see it. */
import { isAdministrator, participantOf } from '../../../domain/case/index.ts';
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import { TASK_KINDS } from '../../../domain/process/vocabulary.ts';
import { BadCursor } from '../../../records/index.ts';
import type { CaseRecord, Page, Person, TaskRow } from '../../../records/types.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { caseLine } from '../cases/case-line.ts';
import { sessionClock } from '../home/session-clock.ts';
import { waitingLine } from '../home/waiting.ts';
import type { WaitingLine } from '../home/waiting.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { readFilters, tasksAddress } from './filters.ts';

const A_PAGE = 25;
const UNFILTERED = { others: false, overdue: false, kind: null };

export function tasksPages({ records }: Services): PageRoute[] {
  async function lines(person: Person, rows: readonly TaskRow[]): Promise<readonly WaitingLine[]> {
    const references = [...new Set(rows.map(({ reference }) => reference))];
    const [cases, requests] = await Promise.all([
      records.findCases(references, person),
      records.newestRequests(references, person),
    ]);
    return rows.flatMap((task) => {
      const record = cases.get(task.reference);
      if (record === undefined) return [];
      const own = participantOf(record.state, person)?.id ?? null;
      const { child } = caseLine(person, record, requests.get(task.reference) ?? null);
      return [waitingLine(task, record, own, child)];
    });
  }

  async function list(call: PageCall): Promise<PageReply> {
    const { person } = call;
    const filters = readFilters((name) => call.query(name));
    const { others, overdue, kind } = filters;
    const { rows, next } = await fromCursor(call.query('cursor'), (cursor) =>
      records.tasks({
        viewer: person,
        mine: !others,
        overdue: overdue ? true : null,
        kind,
        cursor,
        limit: A_PAGE,
      }),
    );
    const shown = await lines(person, rows);
    return {
      view: 'tasks/tasks.njk',
      title: others ? 'Waiting on others' : 'Waiting on you',
      data: {
        // What waits on others is theirs to do, unless an administrator does it for them.
        lines: others && !isAdministrator(person) ? shown.map(leadingToCase) : shown,
        filters,
        isFiltered: overdue || kind !== null,
        kinds: TASK_KINDS.map((value) => ({ value, text: TASK_TABLE[value].title })),
        tabs: tabs(person, others ? 'others' : 'mine'),
        ...turns(tasksAddress(filters), next, (cursor) => tasksAddress(filters, cursor), call),
        unfiltered: tasksAddress({ ...UNFILTERED, others }),
      },
    };
  }

  async function sessions(call: PageCall): Promise<PageReply> {
    const { person } = call;
    if (!isAdministrator(person)) throw notFound();
    const { rows, next } = await fromCursor(call.query('cursor'), (cursor) =>
      records.sessionsToHold({ cursor, limit: A_PAGE }),
    );
    const [requests, calendar] = await Promise.all([
      records.newestRequests(
        rows.map(({ state }) => state.reference),
        person,
      ),
      records.calendar(),
    ]);
    return {
      view: 'tasks/sessions.njk',
      title: 'Sessions still to be held',
      data: {
        lines: rows.flatMap((record: CaseRecord) => {
          const clock = sessionClock(record, calendar);
          const request = requests.get(record.state.reference) ?? null;
          return clock === null ? [] : [{ ...caseLine(person, record, request), clock }];
        }),
        tabs: tabs(person, 'sessions'),
        ...turns(
          SESSIONS,
          next,
          (cursor) => `${SESSIONS}?${new URLSearchParams({ cursor }).toString()}`,
          call,
        ),
      },
    };
  }

  return [page('/tasks', { GET: list }), page(SESSIONS, { GET: sessions })];
}

const SESSIONS = '/tasks/sessions';

const tabs = (person: Person, here: 'mine' | 'others' | 'sessions') => [
  { text: 'Waiting on you', href: '/tasks', active: here === 'mine' },
  { text: 'Waiting on others', href: '/tasks?whose=others', active: here === 'others' },
  ...(isAdministrator(person)
    ? [{ text: 'Sessions still to be held', href: SESSIONS, active: here === 'sessions' }]
    : []),
];

const turns = (
  first: string,
  next: string | null,
  address: (cursor: string) => string,
  call: PageCall,
): { readonly first: string | null; readonly next: string | null } => ({
  first: call.query('cursor') === '' ? null : first,
  next: next === null ? null : address(next),
});

const leadingToCase = (line: WaitingLine): WaitingLine => ({ ...line, href: line.caseHref });

/** A cursor that no page of ours gave leads to the first page. */
async function fromCursor<T>(
  cursor: string,
  read: (cursor: string | null) => Promise<Page<T>>,
): Promise<Page<T>> {
  try {
    return await read(cursor === '' ? null : cursor);
  } catch (error) {
    if (error instanceof BadCursor) return read(null);
    throw error;
  }
}
