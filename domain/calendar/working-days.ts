/** Working days as the process counts them (Dates): from the day after, or the day before; the day itself never counts. */
import { dateOfDay, dayNumber, weekday } from './plain.ts';
import type { PlainDate, WorkingCalendar } from './types.ts';

/**
 * Monday to Friday, not a public holiday, not a local closure. A year whose holidays are not among those given has
 * none: give every year that a case can reach.
 */
export function workingCalendar(
  holidays: Iterable<PlainDate>,
  closures: Iterable<PlainDate>,
): WorkingCalendar {
  const free: ReadonlySet<PlainDate> = new Set([...holidays, ...closures]);
  // Every rule that counts days asks again and again for the same few hundred.
  const known = new Map<PlainDate, boolean>();
  return {
    isWorkingDay: (date) => {
      const before = known.get(date);
      if (before !== undefined) return before;
      const day = weekday(dayNumber(date));
      const worked = day !== 0 && day !== 6 && !free.has(date);
      known.set(date, worked);
      return worked;
    },
  };
}

/** The n-th working day later than `date`, which need not be one; `date` itself for 0. Throws a RangeError for a negative or broken n. */
export function workingDaysAfter(calendar: WorkingCalendar, date: PlainDate, n: number): PlainDate {
  return count(calendar, date, n, 1);
}

/** The n-th working day earlier than `date`, which need not be one; `date` itself for 0. Throws a RangeError for a negative or broken n. */
export function workingDaysBefore(calendar: WorkingCalendar, date: PlainDate, n: number): PlainDate {
  return count(calendar, date, n, -1);
}

/** `date` if it is a working day, otherwise the next one. */
export function onOrAfter(calendar: WorkingCalendar, date: PlainDate): PlainDate {
  return calendar.isWorkingDay(date) ? date : workingDaysAfter(calendar, date, 1);
}

/** `date` if it is a working day, otherwise the one before. */
export function onOrBefore(calendar: WorkingCalendar, date: PlainDate): PlainDate {
  return calendar.isWorkingDay(date) ? date : workingDaysBefore(calendar, date, 1);
}

/**
 * How many working days later than `from` come up to and including `to`: n when `to` is the n-th working day after
 * `from`. The other way round the same number, negative: −n when `from` is the n-th working day after `to`.
 */
export function workingDaysBetween(calendar: WorkingCalendar, from: PlainDate, to: PlainDate): number {
  const [first, last] = from <= to ? [from, to] : [to, from];
  const end = dayNumber(last);
  let n = 0;
  for (let day = dayNumber(first) + 1; day <= end; day += 1) {
    if (calendar.isWorkingDay(dateOfDay(day))) n += 1;
  }
  return from > to && n > 0 ? -n : n;
}

function count(calendar: WorkingCalendar, date: PlainDate, n: number, step: 1 | -1): PlainDate {
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError('A number of working days is whole and not negative');
  let day = dayNumber(date);
  let found = date;
  for (let left = n; left > 0;) {
    day += step;
    found = dateOfDay(day);
    if (calendar.isWorkingDay(found)) left -= 1;
  }
  return found;
}
