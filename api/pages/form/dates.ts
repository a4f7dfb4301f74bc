/** Days and times between the boxes that people fill in and the texts that programs exchange. */
import { dateInWords, plainDate, plainDateTime, plainTime } from '../../../domain/calendar/index.ts';

export interface DayParts {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `YYYY-MM-DD` of whatever stands in the boxes; no real day where they hold none. Null where all are empty. */
export function dayFrom({ day, month, year }: DayParts): string | null {
  const parts = [year.trim(), monthNumber(month.trim()), day.trim()];
  if (parts.every((part) => part === '')) return null;
  return parts.map((part) => part.padStart(2, '0')).join('-');
}

function monthNumber(month: string): string {
  const named = month.length < 3 ? -1 : MONTHS.indexOf(month.slice(0, 3).toLowerCase());
  return named < 0 ? month : String(named + 1);
}

/** The other way; what is no day goes into the boxes as it is, as far as they go. */
export function partsOfDay(text: string): DayParts {
  const [year = '', month = '', ...day] = text.split('-');
  return { day: withoutZero(day.join('-')), month: withoutZero(month), year };
}

function withoutZero(part: string): string {
  return part.replace(/^0(?=\d$)/, '');
}

/** `HH:MM` of a time as people write it: `9.30`, `9:30am`, `2pm`; anything else as it is. */
export function timeFrom(typed: string): string {
  const text = typed.trim();
  const parts = /^(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap]\.?m\.?)?$/i.exec(text);
  if (parts === null) return text;
  const [, hour = '', minute, half] = parts;
  if (half === undefined && minute === undefined) return text;
  return `${hourOfDay(Number(hour), half).padStart(2, '0')}:${minute ?? '00'}`;
}

function hourOfDay(hour: number, half: string | undefined): string {
  if (half === undefined || hour > 12) return String(hour);
  return String((hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0));
}

/** `27 March 2026`; what is no day as it is. */
export function dayInWords(text: string): string {
  const day = plainDate(text);
  return day === null ? text : dateInWords(day).replace(/^\w+ /, '');
}

/** `2:30pm`; what is no time as it is. */
export function timeInWords(text: string): string {
  if (plainTime(text) === null) return text;
  const hour = Number(text.slice(0, 2));
  return `${hour % 12 === 0 ? 12 : hour % 12}:${text.slice(3)}${hour < 12 ? 'am' : 'pm'}`;
}

/** `27 March 2026 at 2:30pm`; what is no date and time as it is. */
export function dateTimeInWords(text: string): string {
  const [day = '', time = ''] = text.split('T');
  return plainDateTime(text) === null ? text : `${dayInWords(day)} at ${timeInWords(time)}`;
}
