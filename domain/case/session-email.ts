/** The session as emails and calendar files say it: the only things typed by a person that leave by email. */
import type { EmailData } from './commands.ts';
import { sessionStart } from './dates.ts';
import type { CaseState, Session } from './state.ts';

export function sessionInEmail(state: CaseState, session: Session | null = state.session): EmailData {
  if (session === null) return {};
  return {
    session: {
      date: session.date,
      start: session.start,
      minutes: session.minutes,
      place: session.place,
      link: session.link,
      number: session.number,
      sequence: session.sequence,
      startsAt: sessionStart(session),
    },
  };
}
