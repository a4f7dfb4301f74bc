/** Between instants and the wall clock of Europe/London, exact over clock changes. */
import { Temporal } from 'temporal-polyfill';
import { dateOfDay, dayNumber, plainTime } from './plain.ts';
import type { Instant, PlainDate, PlainDateTime, PlainTime } from './types.ts';

const ZONE = 'Europe/London';
const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** From `from` (milliseconds) on, London is ahead of UTC by `ahead` (milliseconds). */
interface Offset {
  readonly from: number;
  readonly ahead: number;
}

// The time zone library takes tens of microseconds per conversion; a step makes dozens. Its clock changes are asked
// for once a year of the calendar and kept: they never change while the process runs.
const offsetsByYear = new Map<number, readonly Offset[]>();

/** The date in London at the instant. Throws a RangeError outside 1900 to 2100. */
export function londonDate(instant: Instant): PlainDate {
  return dateOfDay(Math.floor((instant + aheadAt(instant)) / MS_PER_DAY));
}

/** The date and time in London at the instant, the seconds cut off. Throws a RangeError outside 1900 to 2100. */
export function londonDateTime(instant: Instant): PlainDateTime {
  const wall = instant + aheadAt(instant);
  const day = Math.floor(wall / MS_PER_DAY);
  const minutes = Math.floor((wall - day * MS_PER_DAY) / MS_PER_MINUTE);
  const time = `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  return `${dateOfDay(day)}T${time}` as PlainDateTime;
}

/**
 * When it is that date and time in London. A time that the clocks skip in spring (01:00 to 02:00) is as much later as
 * they skip; one that they repeat in autumn is the first of the two.
 */
export function instantOf(date: PlainDate, time: PlainTime): Instant {
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  const wall = dayNumber(date) * MS_PER_DAY + minutes * MS_PER_MINUTE;
  const before = aheadAt(wall - MS_PER_DAY);
  const after = aheadAt(wall + MS_PER_DAY);
  const first = wall - before;
  const second = wall - after;
  const isSecond = aheadAt(first) !== before && aheadAt(second) === after;
  return (isSecond ? second : first) as Instant;
}

/** 00:00 in London on that day, which every day has. */
export function startOfDay(date: PlainDate): Instant {
  return instantOf(date, MIDNIGHT);
}

/** 09:00 in London on that day, when reminders go out. */
export function nineOClock(date: PlainDate): Instant {
  const known = nines.get(date);
  if (known !== undefined) return known;
  const at = instantOf(date, NINE);
  nines.set(date, at);
  return at;
}

// Reminders ask for it again and again; there are 73,000 dates at most.
const nines = new Map<PlainDate, Instant>();

const MIDNIGHT = timeOfDay('00:00');
const NINE = timeOfDay('09:00');

function timeOfDay(text: string): PlainTime {
  const time = plainTime(text);
  if (time === null) throw new RangeError('Not a time of day');
  return time;
}

/** By how many milliseconds London is ahead of UTC. */
function aheadAt(milliseconds: number): number {
  let ahead = 0;
  for (const offset of offsetsOf(new Date(milliseconds).getUTCFullYear())) {
    if (offset.from > milliseconds) break;
    ahead = offset.ahead;
  }
  return ahead;
}

function offsetsOf(year: number): readonly Offset[] {
  const known = offsetsByYear.get(year);
  if (known !== undefined) return known;
  const start = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, 1)).toZonedDateTimeISO(ZONE);
  const end = Date.UTC(year + 1, 0, 1);
  const offsets = [offsetFrom(start)];
  let change = start.getTimeZoneTransition('next');
  while (change !== null && change.epochMilliseconds < end) {
    offsets.push(offsetFrom(change));
    change = change.getTimeZoneTransition('next');
  }
  offsetsByYear.set(year, offsets);
  return offsets;
}

function offsetFrom(moment: Temporal.ZonedDateTime): Offset {
  return { from: moment.epochMilliseconds, ahead: moment.offsetNanoseconds / 1_000_000 };
}

function twoDigits(n: number): string {
  return n < 10 ? `0${n}` : `${n}`;
}
