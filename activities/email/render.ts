/** Makes an email out of its kind and data: subject, text and HTML of the same words, and the calendar file. */
import { calendarFileOf } from './calendar-file.ts';
import type { EmailSettings, EmailToRender, RenderedEmail } from './email.ts';
import { letter } from './letter.ts';
import { wordsOf } from './words.ts';

const CLOSING =
  'You will be asked to sign in. To protect the child and family, this email names nobody. Please do not reply to it with anything about them.';

/** The same email, byte for byte, whenever it is made again from the same outbox entry. */
export function renderEmail(email: EmailToRender, settings: EmailSettings): RenderedEmail {
  const words = wordsOf(email.kind, email.data);
  const url = `${settings.publicUrl.replace(/\/+$/, '')}/cases/${encodeURIComponent(email.reference)}`;
  const calendar = calendarFileOf(email, url, settings);
  return {
    ...letter({
      heading: `Multi-agency supervision ${email.reference}`,
      subject: `${email.reference}: ${words.subject}`,
      title: words.subject,
      body: words.body,
      link: { text: `Open case ${email.reference}`, url },
      closing: CLOSING,
    }),
    ...(calendar === null ? {} : { calendar }),
  };
}
