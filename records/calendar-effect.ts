/** What a local closure would move, worked out by the rule that carries a changed calendar, with nothing written. */
import { workingCalendar } from '../domain/calendar/index.ts';
import type { WorkingCalendar } from '../domain/calendar/types.ts';
import { decide } from '../domain/case/index.ts';
import type { CaseState, Task } from '../domain/case/state.ts';
import { POLICY, policyOf } from '../domain/process/policy.ts';
import type { PublicHolidays } from './calendar.ts';
import { CASE_COLUMNS, clockOf } from './case-row.ts';
import type { Keeping } from './step-transaction.ts';
import { NO_SURROUNDINGS } from './surroundings.ts';
import type { CalendarEffect, CaseRow, MovedTask, Records } from './types.ts';

type Change = Parameters<Records['calendarEffect']>[0];

/** Cases read at once: few queries, and never all of a long record in memory. */
const AT_ONCE = 500;

export async function calendarEffect(
  { database, calendars, now }: Keeping,
  publicHolidays: PublicHolidays,
  change: Change,
): Promise<CalendarEffect> {
  const calendar = await calendars.newest();
  const changed = changedCalendar(calendar, publicHolidays, change);
  const realNow = now();
  const cases: CalendarEffect['cases'][number][] = [];
  const sessions: string[] = [];
  for (let after = ''; ;) {
    const rows = await database.read(
      'whole',
      (db) => db.$queryRaw<CaseRow[]>`
        SELECT ${CASE_COLUMNS} FROM "case" c WHERE c.stage <> 'closed' AND c.reference > ${after}
        ORDER BY c.reference LIMIT ${AT_ONCE}`,
    );
    for (const row of rows) {
      const { reference, session } = row.state;
      const moves = movesIn(row, calendar, changed, realNow);
      if (moves.length > 0) cases.push({ reference, moves });
      if (session?.date === change.date && session.heldOn === null) sessions.push(reference);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) return { cases, sessions };
    after = last.state.reference;
  }
}

function changedCalendar(
  calendar: WorkingCalendar,
  publicHolidays: PublicHolidays,
  { date, closed }: Change,
): WorkingCalendar {
  const open = workingCalendar(publicHolidays(Number(date.slice(0, 4))), []).isWorkingDay(date);
  const works = !closed && open;
  return { isWorkingDay: (day) => (day === date ? works : calendar.isWorkingDay(day)) };
}

/** Open tasks that have another due date by the changed calendar than by today's. */
function movesIn(
  row: CaseRow,
  calendar: WorkingCalendar,
  changed: WorkingCalendar,
  realNow: number,
): readonly MovedTask[] {
  const dates = datesWith(row, calendar, realNow);
  const moved = datesWith(row, changed, realNow);
  return row.state.tasks.flatMap(({ id, kind }) => {
    const [from, to] = [dates.get(id), moved.get(id)];
    return from == null || to == null || from === to ? [] : [{ kind, from, to }];
  });
}

function datesWith(
  row: CaseRow,
  calendar: WorkingCalendar,
  realNow: number,
): ReadonlyMap<string, Task['dueOn']> {
  const after = carried(row, calendar, realNow);
  return new Map(after.tasks.filter(({ status }) => status === 'open').map(({ id, dueOn }) => [id, dueOn]));
}

function carried(row: CaseRow, calendar: WorkingCalendar, realNow: number): CaseState {
  const decision = decide(
    row.state,
    { type: 'calendarChanged' },
    {
      ...NO_SURROUNDINGS,
      at: clockOf(row, realNow),
      calendar,
      policy: POLICY,
      casePolicy: policyOf(row.state.policyVersion),
    },
  );
  return decision.type === 'applied' ? decision.state : row.state;
}
