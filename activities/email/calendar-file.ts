/** The session as a calendar file (iCalendar), for invitations and their changes. */
import ical, { ICalCalendarMethod, ICalEventClass, ICalEventStatus } from 'ical-generator';
import type { EmailKind } from '../../domain/case/commands.ts';
import { onOneLine, sessionEnd, webAddress } from './session-blocks.ts';
import type { CalendarFile, EmailSettings, EmailToRender } from './email.ts';
import { senderOf } from './address.ts';

const METHODS: Readonly<Partial<Record<EmailKind, CalendarFile['method']>>> = {
  invitation: 'REQUEST',
  invitationMoved: 'REQUEST',
  invitationWithdrawn: 'CANCEL',
  sessionPutOff: 'CANCEL',
  requestWithdrawn: 'CANCEL',
  caseCancelled: 'CANCEL',
};

/**
 * The calendar file of an invitation, or of its end; null for other emails, without a session, and where the invited person cannot be emailed (the
 * session is not an administrator's). One session keeps one UID through every move; calendars take the highest
 * SEQUENCE. Times are instants in UTC, which calendars show in local time. The only address in it besides the
 * service's is the one it is sent to: calendar programs follow moves only for an attendee that they know.
 */
export function calendarFileOf(
  email: EmailToRender,
  url: string,
  settings: EmailSettings,
): CalendarFile | null {
  const method = METHODS[email.kind];
  const { session, noOneToRemind } = email.data;
  if (method === undefined || session === undefined || noOneToRemind) return null;
  const sender = senderOf(settings.mailFrom);
  const joining = onOneLine(session.link);
  const calendar = ical({
    method: ICalCalendarMethod[method],
    prodId: {
      company: 'Safeguarding Children Partnership',
      product: 'Multi-agency supervision',
      language: 'EN',
    },
  });
  calendar.createEvent({
    id: `${email.reference}-session-${session.number}@${new URL(settings.publicUrl).hostname}`,
    sequence: session.sequence,
    stamp: new Date(email.queuedAt),
    start: new Date(session.startsAt),
    end: new Date(sessionEnd(session)),
    summary: `Multi-agency supervision ${email.reference}`,
    // A web address as the place is what calendars offer as a button where there is no room.
    location: onOneLine(session.place) ?? joining,
    description: [
      ...(joining === null ? [] : [`Link to join: ${joining}`]),
      `Open case ${email.reference}: ${url}`,
      'You will be asked to sign in.',
    ].join('\n'),
    url: webAddress(url),
    status: method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    class: ICalEventClass.PRIVATE,
    organizer: { name: sender.name === '' ? 'Multi-agency supervision' : sender.name, email: sender.address },
    attendees: [{ email: email.address, rsvp: false }],
  });
  return { method, content: calendar.toString() };
}
