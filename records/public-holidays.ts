/** Public holidays in England and Wales, from date-holidays (checked in the tests against the published lists). */
import Holidays from 'date-holidays';
import { plainDate } from '../domain/calendar/index.ts';
import type { PlainDate } from '../domain/calendar/index.ts';

const england = new Holidays('GB', 'ENG', { types: ['public'] });
const byYear = new Map<number, readonly PlainDate[]>();

/**
 * The public holidays of a year that fall on Monday to Friday, in order. A holiday on a weekend is left out: the
 * library lists its substitute day besides. Worked out once a year of the calendar.
 */
export function publicHolidays(year: number): readonly PlainDate[] {
  const known = byYear.get(year);
  if (known !== undefined) return known;
  const dates = england.getHolidays(year).map((holiday) => plainDate(holiday.date.slice(0, 10)));
  const weekdays = [...new Set(dates)]
    .filter((date) => date !== null)
    .filter(isWeekday)
    .sort();
  byYear.set(year, weekdays);
  return weekdays;
}

function isWeekday(date: PlainDate): boolean {
  const day = new Date(`${date}T00:00Z`).getUTCDay();
  return day !== 0 && day !== 6;
}
