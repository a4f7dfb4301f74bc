/** Dates for tests, and the days not worked in England and Wales as the government publishes them (gov.uk/bank-holidays). */
import { plainDate, plainTime, workingCalendar } from '../../../domain/calendar/index.ts';
import type { PlainDate, PlainTime, WorkingCalendar } from '../../../domain/calendar/index.ts';

export const PUBLISHED_HOLIDAYS: Readonly<Record<number, readonly string[]>> = {
  2024: [
    '2024-01-01', // Monday, New Year’s Day
    '2024-03-29', // Good Friday
    '2024-04-01', // Easter Monday
    '2024-05-06', // Early May bank holiday
    '2024-05-27', // Spring bank holiday
    '2024-08-26', // Summer bank holiday
    '2024-12-25', // Wednesday, Christmas Day
    '2024-12-26', // Thursday, Boxing Day
  ],
  2025: [
    '2025-01-01', // Wednesday, New Year’s Day
    '2025-04-18', // Good Friday
    '2025-04-21', // Easter Monday
    '2025-05-05', // Early May bank holiday
    '2025-05-26', // Spring bank holiday
    '2025-08-25', // Summer bank holiday
    '2025-12-25', // Thursday, Christmas Day
    '2025-12-26', // Friday, Boxing Day
  ],
  2026: [
    '2026-01-01', // Thursday, New Year’s Day
    '2026-04-03', // Good Friday
    '2026-04-06', // Easter Monday
    '2026-05-04', // Early May bank holiday
    '2026-05-25', // Spring bank holiday
    '2026-08-31', // Summer bank holiday
    '2026-12-25', // Friday, Christmas Day
    '2026-12-28', // Monday, substitute for Boxing Day
  ],
  2027: [
    '2027-01-01', // Friday, New Year’s Day
    '2027-03-26', // Good Friday
    '2027-03-29', // Easter Monday
    '2027-05-03', // Early May bank holiday
    '2027-05-31', // Spring bank holiday
    '2027-08-30', // Summer bank holiday
    '2027-12-27', // Monday, substitute for Christmas Day
    '2027-12-28', // Tuesday, substitute for Boxing Day
  ],
};

export function day(text: string): PlainDate {
  const date = plainDate(text);
  if (date === null) throw new Error(`No such day: ${text}`);
  return date;
}

export function time(text: string): PlainTime {
  const found = plainTime(text);
  if (found === null) throw new Error(`No such time: ${text}`);
  return found;
}

/** The calendar of 2024 to 2027 by the published holidays, with these days closed besides. */
export function englandAndWales(...closures: string[]): WorkingCalendar {
  return workingCalendar(Object.values(PUBLISHED_HOLIDAYS).flat().map(day), closures.map(day));
}
