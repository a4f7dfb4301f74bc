/** The session in an email. The only words in any email that a person typed are its place and link. */
import { dateInWords, londonDateTime } from '../../domain/calendar/index.ts';
import type { Instant } from '../../domain/calendar/index.ts';
import type { EmailData } from '../../domain/case/commands.ts';
import { paragraph } from './blocks.ts';
import type { Block, Row } from './blocks.ts';

type SessionInEmail = NonNullable<EmailData['session']>;

/** `the session on Tuesday 17 March 2026 at 10:00` */
export function theSession({ session }: EmailData): string {
  return session === undefined
    ? 'the session'
    : `the session on ${dateInWords(session.date)} at ${session.start}`;
}

/** When and where. */
export function sessionDetails({ session }: EmailData): readonly Block[] {
  if (session === undefined) return [];
  const rows: Row[] = [
    { label: 'Date', value: dateInWords(session.date), href: null },
    {
      label: 'Time',
      value: `${session.start} to ${londonDateTime(sessionEnd(session)).slice(11)}`,
      href: null,
    },
  ];
  const place = onOneLine(session.place);
  const link = onOneLine(session.link);
  if (place !== null) rows.push({ label: 'Place', value: place, href: null });
  if (link !== null) rows.push({ label: 'Link to join', value: link, href: webAddress(link) });
  return [{ type: 'details', rows }];
}

/** A session that will not be held after all, for those who may have it in their calendars; nothing when none was set. */
export function withdrawnSession(data: EmailData): readonly Block[] {
  if (data.session === undefined) return [];
  return [
    paragraph(`This was to be ${theSession(data)}. Please do not come to it.`),
    ...calendarFile(data, 'The attached calendar file takes it out of your calendar.'),
  ];
}

/** Who is told because somebody else has no email gets no calendar file: the session is not theirs. */
export function calendarFile(data: EmailData, text: string): readonly Block[] {
  return data.session === undefined || data.noOneToRemind ? [] : [paragraph(text)];
}

/** When a session is planned to end. */
export const sessionEnd = (session: SessionInEmail): Instant =>
  (session.startsAt + session.minutes * 60_000) as Instant;

/** Typed text on one line, without control characters or marks that turn the direction of reading; null when nothing is left. */
export function onOneLine(typed: string | null): string | null {
  const line = (typed ?? '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\p{Bidi_Control}\p{Cs}]/gu, '')
    .trim();
  return line === '' ? null : line;
}

/** The text as an address that may be clicked: http and https only, and none that hides its host behind a name. */
export function webAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.username === '' && url.password === '' ? url.href : null;
}
