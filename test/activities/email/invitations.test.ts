import { describe, expect, test } from '@jest/globals';
import { renderEmail } from '../../../activities/email/index.ts';
import type { EmailKind } from '../../../domain/case/commands.ts';
import { EMAIL_KINDS } from '../../../domain/case/commands.ts';
import { aSession, anEmail, DATA, day, SETTINGS } from './examples.ts';

type Session = Parameters<typeof aSession>[0];

/** The properties of the calendar file, its folded lines joined (RFC 5545, 3.1). */
function calendarOf(kind: EmailKind, session: Session = {}): Map<string, string> {
  const { calendar } = renderEmail(anEmail(kind, { session: aSession(session) }), SETTINGS);
  if (calendar === undefined) throw new Error('no calendar file');
  const { content } = calendar;
  expect(content.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  expect(content.match(/^BEGIN:VEVENT/gm)).toHaveLength(1);
  const properties = new Map<string, string>();
  for (const line of content.replace(/\r\n /g, '').split('\r\n')) {
    const [, name, value] = /^([A-Z-]+)[^:]*:(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) properties.set(name, value);
  }
  expect(properties.get('METHOD')).toBe(calendar.method);
  return properties;
}

describe('The calendar file of an invitation', () => {
  test('asks the one person whom it is sent to, and tells what a calendar needs', () => {
    expect(Object.fromEntries(calendarOf('invitation'))).toMatchObject({
      METHOD: 'REQUEST',
      UID: 'MAS-2026-0001-session-1@supervision.example',
      SEQUENCE: '0',
      DTSTAMP: '20260302T093000Z',
      DTSTART: '20260317T100000Z',
      DTEND: '20260317T120000Z',
      SUMMARY: 'Multi-agency supervision MAS-2026-0001',
      LOCATION: 'Room 4\\, Town Hall',
      ORGANIZER: 'mailto:supervision@partnership.example',
      ATTENDEE: 'MAILTO:attendee@health.example',
      URL: 'https://supervision.example/cases/MAS-2026-0001',
      STATUS: 'CONFIRMED',
      CLASS: 'PRIVATE',
    });
    expect(calendarOf('invitation').get('DESCRIPTION')).toContain('https://meet.example/abc?x=1&y=2');
  });

  test('follows the session when it moves, and takes it out when it is withdrawn', () => {
    const first = calendarOf('invitation');
    const moved = calendarOf('invitationMoved', {
      date: day('2026-03-31'),
      sequence: 1,
      startsAt: aSession({ date: day('2026-03-31') }).startsAt,
    });
    const withdrawn = calendarOf('invitationWithdrawn', { sequence: 2 });
    expect(moved.get('UID')).toBe(first.get('UID'));
    expect(withdrawn.get('UID')).toBe(first.get('UID'));
    expect([first, moved, withdrawn].map((file) => file.get('METHOD'))).toEqual([
      'REQUEST',
      'REQUEST',
      'CANCEL',
    ]);
    expect([first, moved, withdrawn].map((file) => file.get('SEQUENCE'))).toEqual(['0', '1', '2']);
    // 10:00 in London, after the clocks have gone forward on 29 March.
    expect(moved.get('DTSTART')).toBe('20260331T090000Z');
    expect(withdrawn.get('STATUS')).toBe('CANCELLED');
  });

  test('is another entry for another session of the case', () => {
    expect(calendarOf('invitation', { number: 2 }).get('UID')).toBe(
      'MAS-2026-0001-session-2@supervision.example',
    );
  });

  test.each(['sessionPutOff', 'requestWithdrawn', 'caseCancelled'] as const)(
    'is withdrawn by “%s” when a session was set, and only then',
    (kind) => {
      const file = calendarOf(kind, { sequence: 1 });
      expect(file.get('METHOD')).toBe('CANCEL');
      expect(file.get('UID')).toBe('MAS-2026-0001-session-1@supervision.example');
      const email = renderEmail(anEmail(kind, { session: aSession() }), SETTINGS);
      expect(email.text).toContain('This was to be the session on Tuesday 17 March 2026 at 10:00.');
      expect(renderEmail(anEmail(kind, {}), SETTINGS).calendar).toBeUndefined();
    },
  );

  test('gives the link as the place where there is no room', () => {
    expect(calendarOf('invitation', { place: null }).get('LOCATION')).toBe(
      'https://meet.example/abc?x=1&y=2',
    );
    expect(calendarOf('invitation', { link: null }).get('LOCATION')).toBe('Room 4\\, Town Hall');
  });

  test.each([
    [
      'over the night when the clocks go forward',
      '2026-03-28',
      '23:30',
      '20260328T233000Z',
      '20260329T013000Z',
      '02:30',
    ],
    [
      'over the night when the clocks go back',
      '2026-10-24',
      '23:30',
      '20261024T223000Z',
      '20261025T003000Z',
      '01:30',
    ],
    ['in summer', '2026-07-01', '10:00', '20260701T090000Z', '20260701T110000Z', '12:00'],
  ])('lasts as long as planned %s', (_why, date, start, from, to, end) => {
    const session = aSession({ date: day(date), start });
    const file = calendarOf('invitation', session);
    expect(file.get('DTSTART')).toBe(from);
    expect(file.get('DTEND')).toBe(to);
    expect(renderEmail(anEmail('invitation', { session }), SETTINGS).text).toContain(
      `Time: ${start} to ${end}`,
    );
  });

  test('comes with no other kind of email', () => {
    const withFile = EMAIL_KINDS.filter(
      (kind) =>
        renderEmail(anEmail(kind, { ...DATA[kind], session: aSession() }), SETTINGS).calendar !== undefined,
    );
    expect(withFile).toEqual([
      'requestWithdrawn',
      'invitation',
      'invitationMoved',
      'invitationWithdrawn',
      'sessionPutOff',
      'caseCancelled',
    ]);
  });
});
