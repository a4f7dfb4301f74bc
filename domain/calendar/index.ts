/** Plain dates, working days and London instants: the process's Dates. Pure: no clock, no I/O. */
export type { Instant, PlainDate, PlainDateTime, PlainTime, WorkingCalendar } from './types.ts';
export {
  addDays,
  addMonths,
  compareDates,
  daysBetween,
  plainDate,
  plainDateTime,
  plainTime,
} from './plain.ts';
export {
  onOrAfter,
  onOrBefore,
  workingCalendar,
  workingDaysAfter,
  workingDaysBefore,
  workingDaysBetween,
} from './working-days.ts';
export { instantOf, londonDate, londonDateTime, nineOClock, startOfDay } from './london.ts';
export { dateInWords } from './in-words.ts';
