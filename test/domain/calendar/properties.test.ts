import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  compareDates,
  daysBetween,
  workingCalendar,
  workingDaysAfter,
  workingDaysBefore,
  workingDaysBetween,
} from '../../../domain/calendar/index.ts';
import type { PlainDate, WorkingCalendar } from '../../../domain/calendar/index.ts';
import { publicHolidays } from '../../../records/public-holidays.ts';
import { day } from './days.ts';

const START = day('2024-01-01');
const DAYS = 4 * 365;
const holidays = [2023, 2024, 2025, 2026, 2027, 2028, 2029].flatMap((year) => publicHolidays(year));

const dates = fc.integer({ min: 0, max: DAYS }).map((n) => addDays(START, n));
const counts = fc.integer({ min: 0, max: 60 });
/** The real holidays with any local closures, single days and runs of them. */
const calendars = fc.array(fc.tuple(dates, fc.integer({ min: 1, max: 9 })), { maxLength: 12 }).map((runs) =>
  workingCalendar(
    holidays,
    runs.flatMap(([from, length]) => Array.from({ length }, (_, n) => addDays(from, n))),
  ),
);

describe('On any calendar, working days', () => {
  test('counted forward and back from a working day return to it', () => {
    fc.assert(
      fc.property(calendars, dates, counts, (calendar, date, n) => {
        fc.pre(calendar.isWorkingDay(date));
        expect(workingDaysBefore(calendar, workingDaysAfter(calendar, date, n), n)).toBe(date);
        expect(workingDaysAfter(calendar, workingDaysBefore(calendar, date, n), n)).toBe(date);
      }),
    );
  });

  test('counted forward and back from a day off end on the working day before it, the other way on the one after', () => {
    fc.assert(
      fc.property(calendars, dates, counts, (calendar, date, n) => {
        fc.pre(!calendar.isWorkingDay(date) && n > 0);
        const there = workingDaysAfter(calendar, date, n);
        expect(workingDaysBefore(calendar, there, n)).toBe(workingDaysBefore(calendar, date, 1));
        const back = workingDaysBefore(calendar, date, n);
        expect(workingDaysAfter(calendar, back, n)).toBe(workingDaysAfter(calendar, date, 1));
      }),
    );
  });

  test('are what counting them one by one gives', () => {
    fc.assert(
      fc.property(calendars, dates, counts, (calendar, date, n) => {
        expect(workingDaysAfter(calendar, date, n)).toBe(oneByOne(calendar, date, n, 1));
        expect(workingDaysBefore(calendar, date, n)).toBe(oneByOne(calendar, date, n, -1));
      }),
    );
  });

  test('end on a working day, later by at least as many days', () => {
    fc.assert(
      fc.property(calendars, dates, counts, (calendar, date, n) => {
        fc.pre(n > 0);
        const after = workingDaysAfter(calendar, date, n);
        const before = workingDaysBefore(calendar, date, n);
        expect(calendar.isWorkingDay(after)).toBe(true);
        expect(calendar.isWorkingDay(before)).toBe(true);
        expect(daysBetween(date, after)).toBeGreaterThanOrEqual(n);
        expect(daysBetween(before, date)).toBeGreaterThanOrEqual(n);
      }),
    );
  });

  test('keep the order of dates and of counts', () => {
    fc.assert(
      fc.property(calendars, dates, dates, counts, (calendar, a, b, n) => {
        const [first, second] = compareDates(a, b) <= 0 ? [a, b] : [b, a];
        expect(
          compareDates(workingDaysAfter(calendar, first, n), workingDaysAfter(calendar, second, n)),
        ).toBeLessThanOrEqual(0);
        expect(
          compareDates(workingDaysBefore(calendar, first, n), workingDaysBefore(calendar, second, n)),
        ).toBeLessThanOrEqual(0);
        expect(workingDaysAfter(calendar, a, n) < workingDaysAfter(calendar, a, n + 1)).toBe(true);
        expect(workingDaysBefore(calendar, a, n) > workingDaysBefore(calendar, a, n + 1)).toBe(true);
      }),
    );
  });

  test('between two dates are how far one is counted from the other', () => {
    fc.assert(
      fc.property(calendars, dates, counts, (calendar, date, n) => {
        const to = workingDaysAfter(calendar, date, n);
        expect(workingDaysBetween(calendar, date, to)).toBe(n);
        expect(workingDaysBetween(calendar, to, date)).toBe(n === 0 ? 0 : -n);
      }),
    );
  });
});

/** The plainest reading of the rule, with JavaScript's own dates. */
function oneByOne(calendar: WorkingCalendar, date: PlainDate, n: number, step: 1 | -1): string {
  const at = new Date(`${date}T12:00:00Z`);
  for (let found = 0; found < n;) {
    at.setUTCDate(at.getUTCDate() + step);
    const weekend = [0, 6].includes(at.getUTCDay());
    if (!weekend && calendar.isWorkingDay(day(at.toISOString().slice(0, 10)))) found += 1;
  }
  return at.toISOString().slice(0, 10);
}
