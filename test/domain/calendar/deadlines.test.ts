import { describe, expect, test } from '@jest/globals';
import {
  addMonths,
  onOrAfter,
  onOrBefore,
  workingDaysAfter,
  workingDaysBefore,
  workingDaysBetween,
} from '../../../domain/calendar/index.ts';
import { publicHolidays } from '../../../records/public-holidays.ts';
import { day, englandAndWales, PUBLISHED_HOLIDAYS } from './days.ts';

// Every date here was counted by hand on a wall calendar, with the published holidays struck out.
const calendar = englandAndWales();

describe('The public holidays', () => {
  test.each([2024, 2025, 2026, 2027])('of %i are those that the government published', (year) => {
    expect(publicHolidays(year)).toEqual(PUBLISHED_HOLIDAYS[year]);
  });
});

describe('So many working days after a date', () => {
  test.each([
    ['Easter 2024: the Thursday before', '2024-03-28', 1, '2024-04-02'],
    ['Easter 2024: the session’s fifteen', '2024-03-18', 15, '2024-04-10'],
    ['Easter 2024: from the Saturday', '2024-03-30', 1, '2024-04-02'],
    ['Easter 2025: the Thursday before', '2025-04-17', 1, '2025-04-22'],
    ['Easter 2025: the session’s fifteen', '2025-04-07', 15, '2025-04-30'],
    ['Easter 2026: the Thursday before', '2026-04-02', 1, '2026-04-07'],
    ['Easter 2026: from Good Friday itself', '2026-04-03', 2, '2026-04-08'],
    ['Easter 2026: the session’s fifteen', '2026-03-23', 15, '2026-04-15'],
    ['Easter 2027, with the clocks: the session’s fifteen', '2027-03-15', 15, '2027-04-07'],
    ['no holiday: the session’s fifteen', '2026-03-02', 15, '2026-03-23'],
    ['early May 2025', '2025-05-02', 3, '2025-05-08'],
    ['early May 2026', '2026-05-01', 2, '2026-05-06'],
    ['early May 2027', '2027-04-29', 3, '2027-05-05'],
    ['spring 2027', '2027-05-28', 1, '2027-06-01'],
    ['summer 2025', '2025-08-22', 5, '2025-09-01'],
    ['Christmas 2024: Christmas Eve', '2024-12-24', 1, '2024-12-27'],
    ['Christmas 2024: up to New Year’s Eve', '2024-12-20', 5, '2024-12-31'],
    ['Christmas 2024: over New Year', '2024-12-20', 6, '2025-01-02'],
    ['Christmas 2024: the session’s fifteen', '2024-12-09', 15, '2025-01-02'],
    ['Christmas 2025: Christmas Eve', '2025-12-24', 1, '2025-12-29'],
    ['Christmas 2025: over New Year', '2025-12-24', 5, '2026-01-05'],
    ['Christmas 2026, Boxing Day’s substitute: Christmas Eve', '2026-12-24', 1, '2026-12-29'],
    ['Christmas 2026: over New Year', '2026-12-24', 5, '2027-01-05'],
    ['Christmas 2026: the session’s fifteen', '2026-12-16', 15, '2027-01-11'],
    ['Christmas 2027, two substitutes: Christmas Eve', '2027-12-24', 1, '2027-12-29'],
    ['Christmas 2027: from Christmas Day, a Saturday', '2027-12-25', 2, '2027-12-30'],
    ['the clocks go forward in 2026', '2026-03-27', 1, '2026-03-30'],
    ['the clocks go forward in 2026: from that Sunday', '2026-03-29', 1, '2026-03-30'],
    ['the clocks go back in 2025', '2025-10-24', 3, '2025-10-29'],
    ['the end of February in a leap year', '2024-02-28', 1, '2024-02-29'],
    ['the end of February in a leap year, into March', '2024-02-28', 2, '2024-03-01'],
    ['the end of February 2025', '2025-02-28', 1, '2025-03-03'],
    ['none: the date itself, a Sunday too', '2026-03-01', 0, '2026-03-01'],
  ])('%s: %s + %i = %s', (_why, from, n, expected) => {
    expect(workingDaysAfter(calendar, day(from), n)).toBe(expected);
  });
});

describe('So many working days before a date', () => {
  test.each([
    ['Easter 2024: a chronology', '2024-04-04', 3, '2024-03-28'],
    ['Easter 2024: five', '2024-04-03', 5, '2024-03-25'],
    ['Easter 2024: before Easter Monday itself', '2024-04-01', 1, '2024-03-28'],
    ['Easter 2025: a pre-session evaluation', '2025-04-23', 3, '2025-04-16'],
    ['Easter 2026: a chronology', '2026-04-08', 3, '2026-04-01'],
    ['Easter 2027: a reminder', '2027-03-31', 2, '2027-03-25'],
    ['spring 2025: a reminder', '2025-05-27', 2, '2025-05-22'],
    ['spring 2026: the family voice', '2026-05-26', 1, '2026-05-22'],
    ['summer 2026: a chronology', '2026-09-03', 3, '2026-08-28'],
    ['summer 2027: five left', '2027-09-02', 5, '2027-08-25'],
    ['New Year 2025: three', '2025-01-02', 3, '2024-12-27'],
    ['New Year 2026: three', '2026-01-05', 3, '2025-12-30'],
    ['Christmas 2026, over the substitute', '2026-12-30', 3, '2026-12-23'],
    ['Christmas 2027, over both substitutes', '2027-12-30', 3, '2027-12-23'],
    ['the clocks go back in 2026', '2026-10-26', 1, '2026-10-23'],
    ['the clocks go back in 2025: from that Sunday', '2025-10-26', 2, '2025-10-23'],
    ['the end of February in a leap year', '2024-03-04', 3, '2024-02-28'],
    ['the end of February 2026', '2026-03-03', 3, '2026-02-26'],
    ['twenty over the end of February in a leap year', '2024-03-01', 20, '2024-02-02'],
    ['the follow-up’s twenty over the summer holiday', '2026-09-07', 20, '2026-08-07'],
    ['none: the date itself', '2026-12-25', 0, '2026-12-25'],
  ])('%s: %s − %i = %s', (_why, from, n, expected) => {
    expect(workingDaysBefore(calendar, day(from), n)).toBe(expected);
  });
});

describe('Six months after the session', () => {
  test.each([
    ['31 August, into a leap year’s February', '2023-08-31', '2024-02-29', '2024-02-29'],
    ['31 August, into February 2025', '2024-08-31', '2025-02-28', '2025-02-28'],
    ['31 August, into February 2026, a Saturday', '2025-08-31', '2026-02-28', '2026-03-02'],
    ['29 August, clamped as well', '2025-08-29', '2026-02-28', '2026-03-02'],
    ['31 December, into June', '2026-12-31', '2027-06-30', '2027-06-30'],
    ['a Saturday', '2026-03-05', '2026-09-05', '2026-09-07'],
    ['Good Friday', '2025-10-03', '2026-04-03', '2026-04-07'],
    ['Easter Monday', '2026-09-29', '2027-03-29', '2027-03-30'],
    ['New Year’s Day', '2025-07-01', '2026-01-01', '2026-01-02'],
    ['Christmas Day on a Friday', '2026-06-25', '2026-12-25', '2026-12-29'],
    ['Christmas Day on a Saturday', '2027-06-25', '2027-12-25', '2027-12-29'],
  ])('%s: held %s, six months %s, due %s', (_why, held, sixMonths, due) => {
    expect(addMonths(day(held), 6)).toBe(sixMonths);
    expect(onOrAfter(calendar, addMonths(day(held), 6))).toBe(due);
  });

  test('months are counted back too, clamped', () => {
    expect(addMonths(day('2026-03-31'), -1)).toBe('2026-02-28');
    expect(addMonths(day('2026-01-15'), -12)).toBe('2025-01-15');
  });
});

describe('A working day', () => {
  test('on or before a holiday is the last one worked', () => {
    expect(onOrBefore(calendar, day('2026-04-06'))).toBe('2026-04-02');
    expect(onOrBefore(calendar, day('2026-04-07'))).toBe('2026-04-07');
  });

  test('is not one when the office is closed', () => {
    const closed = englandAndWales('2026-06-05');
    expect(workingDaysAfter(closed, day('2026-06-04'), 1)).toBe('2026-06-08');
    expect(workingDaysBefore(closed, day('2026-06-08'), 1)).toBe('2026-06-04');
    expect(closed.isWorkingDay(day('2026-06-05'))).toBe(false);
    expect(calendar.isWorkingDay(day('2026-06-05'))).toBe(true);
  });

  test('cannot be counted by less than none or by halves', () => {
    expect(() => workingDaysAfter(calendar, day('2026-06-04'), -1)).toThrow(RangeError);
    expect(() => workingDaysBefore(calendar, day('2026-06-04'), 1.5)).toThrow(RangeError);
  });
});

describe('Working days between two dates', () => {
  test.each([
    ['over Easter', '2026-04-02', '2026-04-07', 1],
    ['the session’s fifteen', '2026-12-16', '2027-01-11', 15],
    ['five left', '2027-08-25', '2027-09-02', 5],
    ['none on the same day', '2026-03-02', '2026-03-02', 0],
    ['none to a Sunday', '2026-03-06', '2026-03-08', 0],
    ['none back over a weekend', '2026-03-08', '2026-03-07', 0],
    ['one back, breached yesterday', '2026-03-10', '2026-03-09', -1],
    ['one back over Easter', '2026-04-07', '2026-04-02', -1],
  ])('%s: %s to %s is %i', (_why, from, to, n) => {
    expect(workingDaysBetween(calendar, day(from), day(to))).toBe(n);
  });
});
