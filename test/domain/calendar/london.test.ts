import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  addDays,
  dateInWords,
  instantOf,
  londonDate,
  londonDateTime,
  nineOClock,
  plainDate,
  plainDateTime,
  plainTime,
  startOfDay,
} from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { day, time } from './days.ts';

const at = (iso: string) => Date.parse(iso) as Instant;
const utc = (instant: number) => new Date(instant).toISOString().replace(':00.000Z', 'Z');

describe('Midnight and nine o’clock in London', () => {
  test.each([
    ['in winter', '2026-01-15', '2026-01-15T00:00Z', '2026-01-15T09:00Z'],
    ['in summer', '2026-07-15', '2026-07-14T23:00Z', '2026-07-15T08:00Z'],
    ['the clocks go forward 2024', '2024-03-31', '2024-03-31T00:00Z', '2024-03-31T08:00Z'],
    ['the clocks go back 2024', '2024-10-27', '2024-10-26T23:00Z', '2024-10-27T09:00Z'],
    ['the clocks go forward 2025', '2025-03-30', '2025-03-30T00:00Z', '2025-03-30T08:00Z'],
    ['the clocks go back 2025', '2025-10-26', '2025-10-25T23:00Z', '2025-10-26T09:00Z'],
    ['the Friday before they go forward 2026', '2026-03-27', '2026-03-27T00:00Z', '2026-03-27T09:00Z'],
    ['the clocks go forward 2026', '2026-03-29', '2026-03-29T00:00Z', '2026-03-29T08:00Z'],
    ['the Monday after they went forward 2026', '2026-03-30', '2026-03-29T23:00Z', '2026-03-30T08:00Z'],
    ['the clocks go back 2026', '2026-10-25', '2026-10-24T23:00Z', '2026-10-25T09:00Z'],
    ['the Monday after they went back 2026', '2026-10-26', '2026-10-26T00:00Z', '2026-10-26T09:00Z'],
    ['the clocks go forward 2027', '2027-03-28', '2027-03-28T00:00Z', '2027-03-28T08:00Z'],
    ['the clocks go back 2027', '2027-10-31', '2027-10-30T23:00Z', '2027-10-31T09:00Z'],
  ])('%s, %s', (_why, date, midnight, nine) => {
    expect(utc(startOfDay(day(date)))).toBe(midnight);
    expect(utc(nineOClock(day(date)))).toBe(nine);
  });

  test('are on every day from 2020 to 2040 what its clocks show', () => {
    for (let date = day('2020-01-01'); date <= '2040-12-31'; date = addDays(date, 1)) {
      expect(londonDateTime(startOfDay(date))).toBe(`${date}T00:00`);
      expect(londonDate((startOfDay(date) - 1) as Instant)).toBe(addDays(date, -1));
      expect(londonDateTime(nineOClock(date))).toBe(`${date}T09:00`);
    }
  });
});

describe('The start of a session', () => {
  test('in the hour that spring skips is as much later', () => {
    expect(utc(instantOf(day('2026-03-29'), time('01:00')))).toBe('2026-03-29T01:00Z');
    expect(utc(instantOf(day('2026-03-29'), time('01:30')))).toBe('2026-03-29T01:30Z');
    expect(londonDateTime(instantOf(day('2026-03-29'), time('01:30')))).toBe('2026-03-29T02:30');
    expect(utc(instantOf(day('2026-03-29'), time('00:59')))).toBe('2026-03-29T00:59Z');
    expect(utc(instantOf(day('2026-03-29'), time('02:00')))).toBe('2026-03-29T01:00Z');
  });

  test('in the hour that autumn repeats is the first of the two', () => {
    expect(utc(instantOf(day('2026-10-25'), time('00:59')))).toBe('2026-10-24T23:59Z');
    expect(utc(instantOf(day('2026-10-25'), time('01:00')))).toBe('2026-10-25T00:00Z');
    expect(utc(instantOf(day('2026-10-25'), time('01:30')))).toBe('2026-10-25T00:30Z');
    expect(utc(instantOf(day('2026-10-25'), time('02:00')))).toBe('2026-10-25T02:00Z');
    expect(londonDateTime(at('2026-10-25T01:30Z'))).toBe('2026-10-25T01:30');
  });

  test('is over every year what the time zone’s history says', () => {
    const moments = fc.integer({
      min: Date.UTC(1900, 0, 2) / 60_000,
      max: Date.UTC(2100, 11, 30) / 60_000,
    });
    fc.assert(
      fc.property(moments, (minute) => {
        const instant = (minute * 60_000) as Instant;
        const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO('Europe/London');
        expect(londonDateTime(instant)).toBe(zoned.toPlainDateTime().toString().slice(0, 16));
        const wall = Temporal.Instant.fromEpochMilliseconds(instant)
          .toZonedDateTimeISO('UTC')
          .toPlainDateTime();
        const [date = '', hour = ''] = wall.toString().slice(0, 16).split('T');
        expect(instantOf(day(date), time(hour))).toBe(
          wall.toZonedDateTime('Europe/London').epochMilliseconds,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('The date in London', () => {
  test('changes at its own midnight', () => {
    expect(londonDate(at('2026-07-01T22:59:59.999Z'))).toBe('2026-07-01');
    expect(londonDate(at('2026-07-01T23:00:00Z'))).toBe('2026-07-02');
    expect(londonDate(at('2026-12-31T23:59:59.999Z'))).toBe('2026-12-31');
    expect(londonDateTime(at('2026-07-01T08:59:59.999Z'))).toBe('2026-07-01T09:59');
  });

  test('is written out for people', () => {
    expect(dateInWords(day('2026-03-02'))).toBe('Monday 2 March 2026');
    expect(dateInWords(day('2024-02-29'))).toBe('Thursday 29 February 2024');
  });
});

describe('What is taken as a date or a time', () => {
  test.each(['1900-01-01', '2024-02-29', '2100-12-31'])('%s is a date', (text) => {
    expect(plainDate(text)).toBe(text);
  });

  test.each([
    '',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '1899-12-31',
    '2101-01-01',
    '2026-3-2',
    '2026-03-02\n',
    '2026-03-02T09:00',
    '+002026-03-02',
    '٢٠٢٦-٠٣-٠٢',
  ])('%j is no date', (text) => {
    expect(plainDate(text)).toBeNull();
  });

  test('a time is hours and minutes of a day', () => {
    for (const text of ['00:00', '09:30', '23:59']) expect(plainTime(text)).toBe(text);
    for (const text of ['', '24:00', '9:30', '09:60', '09:30:00', '09:30 ']) {
      expect(plainTime(text)).toBeNull();
    }
    expect(plainDateTime('2026-03-29T01:30')).toBe('2026-03-29T01:30');
    for (const text of ['2026-03-29', '2026-03-29 01:30', '2026-02-30T01:30', '2026-03-29T24:00', '']) {
      expect(plainDateTime(text)).toBeNull();
    }
  });

  test('days beyond the years of the calendar are an error, never a wrong date', () => {
    expect(() => addDays(day('2100-12-31'), 1)).toThrow(RangeError);
    expect(() => addDays(day('1900-01-01'), -1)).toThrow(RangeError);
    expect(() => addDays(day('2026-01-01'), Number.NaN)).toThrow(RangeError);
  });
});
