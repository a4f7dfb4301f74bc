/** Plain dates and times of Europe/London as text, and arithmetic on the days of the calendar. */
import type { PlainDate, PlainDateTime, PlainTime } from './types.ts';

const MS_PER_DAY = 86_400_000;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;
const FIRST_DAY = Date.UTC(FIRST_YEAR, 0, 1) / MS_PER_DAY;
const LAST_DAY = Date.UTC(LAST_YEAR, 11, 31) / MS_PER_DAY;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** The date that the text `YYYY-MM-DD` names; null when there is no such day, or it is before 1900 or after 2100. */
export function plainDate(text: string): PlainDate | null {
  if (!DATE.test(text)) return null;
  const day = dayNumber(text as PlainDate);
  return day >= FIRST_DAY && day <= LAST_DAY && textOf(day) === text ? (text as PlainDate) : null;
}

/** The time that the text `HH:MM` names, 00:00 to 23:59; null when it names none. */
export function plainTime(text: string): PlainTime | null {
  return TIME.test(text) ? (text as PlainTime) : null;
}

/** The date and time that the text `YYYY-MM-DDTHH:MM` names; null when it names none. */
export function plainDateTime(text: string): PlainDateTime | null {
  const valid = text.charAt(10) === 'T' && plainDate(text.slice(0, 10)) && plainTime(text.slice(11));
  return valid ? (text as PlainDateTime) : null;
}

/** Days since 1970-01-01. */
export function dayNumber(date: PlainDate): number {
  return (
    Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / MS_PER_DAY
  );
}

/** The date of a day number. Throws a RangeError outside 1900 to 2100. */
export function dateOfDay(day: number): PlainDate {
  if (!(day >= FIRST_DAY && day <= LAST_DAY)) {
    throw new RangeError(`No date outside ${FIRST_YEAR} to ${LAST_YEAR}`);
  }
  return textOf(day) as PlainDate;
}

/** 0 Sunday … 6 Saturday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The date so many calendar days later (earlier when negative). Throws a RangeError outside 1900 to 2100. */
export function addDays(date: PlainDate, days: number): PlainDate {
  return dateOfDay(dayNumber(date) + days);
}

/**
 * The same day so many calendar months later (earlier when negative), clamped to the month's end:
 * 31 August + 6 → 28 or 29 February. Throws a RangeError outside 1900 to 2100.
 */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7)) - 1 + months;
  const lastOfMonth = Date.UTC(year, month + 1, 0) / MS_PER_DAY;
  const sameDay = Date.UTC(year, month, 1) / MS_PER_DAY + Number(date.slice(8, 10)) - 1;
  return dateOfDay(Math.min(sameDay, lastOfMonth));
}

/** Calendar days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** Negative when `a` is earlier than `b`, 0 when they are the same day: for sorting. */
export function compareDates(a: PlainDate, b: PlainDate): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// Counting working days writes the same few hundred dates again and again: each is written once.
const texts = new Map<number, string>();

function textOf(day: number): string {
  const known = texts.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
  if (day >= FIRST_DAY && day <= LAST_DAY) texts.set(day, text);
  return text;
}
