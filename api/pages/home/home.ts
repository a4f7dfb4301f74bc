/** Home: what waits on whoever came in, their cases; for those who run the process what waits on anyone. */
import { mayDecide } from '../../../domain/approvals/kinds.ts';
import { isAdministrator, participantOf } from '../../../domain/case/index.ts';
import type { Home, Person, TaskRow } from '../../../records/types.ts';
import type { Services } from '../../services.ts';
import { caseLine } from '../cases/case-line.ts';
import type { CaseLine } from '../cases/case-line.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { doneOf } from '../step/done.ts';
import { begunLines } from './begun.ts';
import { sessionClock } from './session-clock.ts';
import { waitingLine } from './waiting.ts';
import type { WaitingLine } from './waiting.ts';

const LIMIT = { tasks: 25, sessions: 50, cases: 10 };

export function homePages({ records }: Services): PageRoute[] {
  async function home({ person, ...call }: PageCall): Promise<PageReply> {
    const runs = isAdministrator(person);
    const [found, drafts, approvals] = await Promise.all([
      records.home({ viewer: person, limit: LIMIT }),
      records.draftPages(person.id),
      runs ? records.openApprovals() : [],
    ]);
    const lineOf = caseLines(person, found);
    const { calendar } = found;
    const clocks =
      calendar === null
        ? []
        : found.notYetHeld.flatMap((record) => {
            const clock = sessionClock(record, calendar);
            const line = lineOf(record.state.reference);
            return clock === null || line === null ? [] : [{ ...line, clock }];
          });
    return {
      view: 'home/home.njk',
      title: 'Home',
      data: {
        runs,
        done: doneOf(call.query('done')),
        begun: begunLines(drafts),
        approvals: approvals.filter(({ kind, proposedBy }) => mayDecide(kind, proposedBy?.id ?? null, person))
          .length,
        theirs: waitingLines(person, found, found.theirs, lineOf),
        others: waitingLines(person, found, found.others, lineOf),
        more: { ...found.more, sessions: found.notYetHeld.length === LIMIT.sessions },
        short: clocks.filter(({ clock }) => clock.isShort),
        long: clocks.filter(({ clock }) => !clock.isShort),
        cases: found.own.flatMap(({ state }) => lineOf(state.reference) ?? []),
        most: LIMIT,
      },
    };
  }
  return [page('/', { GET: home })];
}

/** Each case's line, made once. */
function caseLines(person: Person, { cases, requests }: Home): (reference: string) => CaseLine | null {
  const made = new Map(
    [...cases].map(([reference, record]) => [
      reference,
      caseLine(person, record, requests.get(reference) ?? null),
    ]),
  );
  return (reference) => made.get(reference) ?? null;
}

/** Overdue first, each by its case's own clock; then as they fall due. */
function waitingLines(
  person: Person,
  { cases }: Home,
  tasks: readonly TaskRow[],
  lineOf: (reference: string) => CaseLine | null,
): readonly WaitingLine[] {
  return tasks
    .flatMap((task) => {
      const record = cases.get(task.reference);
      if (record === undefined) return [];
      const own = participantOf(record.state, person)?.id ?? null;
      return [waitingLine(task, record, own, lineOf(task.reference)?.child ?? null)];
    })
    .sort((one, other) => Number(other.overdue) - Number(one.overdue));
}
