import type { OutboxEmail } from '../../records/types.ts';

/** What an email is made from. */
export type EmailToRender = Pick<OutboxEmail, 'kind' | 'reference' | 'address' | 'data' | 'queuedAt'>;

export interface EmailSettings {
  /** Where the service is found, such as `https://supervision.example`. */
  readonly publicUrl: string;
  /** The sender, `name@example` or `Name <name@example>`: the organiser of sessions in calendars. */
  readonly mailFrom: string;
}

export interface CalendarFile {
  readonly method: 'REQUEST' | 'CANCEL';
  readonly content: string;
}

export interface RenderedEmail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly calendar?: CalendarFile;
}
