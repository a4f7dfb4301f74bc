import { dayNumber, weekday } from './plain.ts';
import type { PlainDate } from './types.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** The date written out for people: `Monday 2 March 2026`. */
export function dateInWords(date: PlainDate): string {
  const day = WEEKDAYS[weekday(dayNumber(date))] ?? '';
  const month = MONTHS[Number(date.slice(5, 7)) - 1] ?? '';
  return `${day} ${Number(date.slice(8, 10))} ${month} ${date.slice(0, 4)}`;
}
