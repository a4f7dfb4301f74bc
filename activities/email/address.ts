import addressparser from 'nodemailer/lib/addressparser';

interface Sender {
  readonly name: string;
  readonly address: string;
}

/** Whether this is one plain address: nothing that a mail program would read as a list, a name or another header. */
export function isOneAddress(text: string): boolean {
  return /^[^\s\p{Cc}@,;:<>()[\]"\\]+@[^\s\p{Cc}@,;:<>()"\\]+$/u.test(text);
}

/** The sender's name (may be empty) and address out of `name@example` or `Name <name@example>`. Throws when it is not one address. */
export function senderOf(mailFrom: string): Sender {
  const [sender, ...others] = addressparser(mailFrom, { flatten: true });
  if (sender === undefined || others.length > 0 || !isOneAddress(sender.address)) {
    throw new Error('MAIL_FROM is not one email address');
  }
  return { name: sender.name, address: sender.address };
}
