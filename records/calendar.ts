/** Public holidays and local closures as one calendar, remembered until one of them changes. */
import { createHash } from 'node:crypto';
import { plainDate, workingCalendar } from '../domain/calendar/index.ts';
import type { PlainDate, WorkingCalendar } from '../domain/calendar/types.ts';
import type { Database } from './database.ts';
import type { Statements } from './statements.ts';

export type PublicHolidays = (year: number) => readonly PlainDate[];
export interface Closure {
  readonly date: PlainDate;
  readonly why: string;
}

export interface Calendars {
  /** The calendar, no older than this version, read within the caller's transaction where it is not known yet. */
  atLeast(db: Statements, version: number): Promise<WorkingCalendar>;
  newest(): Promise<WorkingCalendar>;
}

const versionOf = async (db: Statements): Promise<number> => {
  const [row] = await db.$queryRaw<{ version: number }[]>`SELECT version FROM calendar_version`;
  if (row === undefined) throw new Error('The calendar has no version');
  return row.version;
};

export function openCalendars(database: Database, publicHolidays: PublicHolidays): Calendars {
  let known: { readonly version: number; readonly calendar: WorkingCalendar } | null = null;

  async function atLeast(db: Statements, version: number): Promise<WorkingCalendar> {
    if (known !== null && known.version >= version) return known.calendar;
    // The version first: closures read after it can only be newer.
    const read = await versionOf(db);
    const closures = await readClosures(db);
    const calendar = yearByYear(
      publicHolidays,
      closures.map(({ date }) => date),
    );
    known = { version: read, calendar };
    return calendar;
  }
  return {
    atLeast,
    newest: () => database.read('none', async (db) => atLeast(db, await versionOf(db))),
  };
}

/** Holidays are worked out for the years that are asked about only. */
function yearByYear(publicHolidays: PublicHolidays, closures: readonly PlainDate[]): WorkingCalendar {
  const years = new Map<string, WorkingCalendar>();
  return {
    isWorkingDay(date) {
      const year = date.slice(0, 4);
      let calendar = years.get(year);
      if (calendar === undefined) {
        calendar = workingCalendar(publicHolidays(Number(year)), closures);
        years.set(year, calendar);
      }
      return calendar.isWorkingDay(date);
    },
  };
}

function fromDay(day: string): PlainDate {
  const date = plainDate(day);
  if (date === null) throw new Error('The database holds a day that is none');
  return date;
}

/** Oldest first. */
export async function readClosures(db: Statements): Promise<readonly Closure[]> {
  const rows = await db.$queryRaw<{ date: string; why: string }[]>`
    SELECT date::text, why FROM closure ORDER BY closure.date`;
  return rows.map(({ date, why }) => ({ date: fromDay(date), why }));
}

/** False where the date is one already. */
export async function addClosure(db: Statements, { date, why }: Closure): Promise<boolean> {
  const changes = await db.$executeRaw`
    WITH added AS (INSERT INTO closure (date, why) VALUES (${date}::date, ${why}) ON CONFLICT DO NOTHING RETURNING date)
    UPDATE calendar_version SET version = version + 1 WHERE EXISTS (SELECT FROM added)`;
  return changes === 1;
}

/** False where the date is none. */
export async function removeClosure(db: Statements, date: PlainDate): Promise<boolean> {
  const changes = await db.$executeRaw`
    WITH removed AS (DELETE FROM closure WHERE date = ${date}::date RETURNING date)
    UPDATE calendar_version SET version = version + 1 WHERE EXISTS (SELECT FROM removed)`;
  return changes === 1;
}

/** Raises the calendar's version where this release knows other public holidays than the one before it. */
export async function noticeHolidays(
  database: Database,
  publicHolidays: PublicHolidays,
  thisYear: number,
): Promise<void> {
  const years = [-1, 0, 1, 2, 3].map((ahead) => publicHolidays(thisYear + ahead));
  const hash = createHash('sha256').update(JSON.stringify(years)).digest('hex');
  await database.read(
    'none',
    (db) =>
      db.$executeRaw`UPDATE calendar_version SET version = version + 1, holidays_hash = ${hash} WHERE holidays_hash <> ${hash}`,
  );
}

/** Open cases whose dates were worked out with an older calendar. */
export async function casesWithOlderCalendar(db: Statements, limit: number): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ reference: string }[]>`
    SELECT reference FROM "case"
    WHERE stage <> 'closed' AND calendar_version < (SELECT version FROM calendar_version)
    ORDER BY calendar_version, reference LIMIT ${limit}`;
  return rows.map(({ reference }) => reference);
}
