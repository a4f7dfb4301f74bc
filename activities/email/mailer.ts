/** Sends emails by SMTP, one recipient each, and says what became of each. */
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { RenderedEmail } from './email.ts';
import { watchForBack } from './back.ts';
import { codeOf, isUnanswered, outcomeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { isOneAddress, senderOf } from './address.ts';

interface EmailToSend extends RenderedEmail {
  /** The one recipient. */
  readonly address: string;
  /** Stable over every try: a mail server or reader may notice a second copy. With or without angle brackets. */
  readonly messageId: string;
}

export interface Mailer {
  /** Never rejects: what goes wrong is in the outcome. */
  send(email: EmailToSend): Promise<Outcome>;
  /** Whether the server would take an email now. Not cached. */
  verify(): Promise<'ready' | { readonly failed: string }>;
  /** Whether the server takes email again that was away, as far as this process knows; true once each time. */
  isBack(): Promise<boolean>;
  /** Lets what is being sent end, then lets go of the connections. */
  close(): void;
}

const SECONDS = 1000;
/** A server that keeps a conversation going without end is given up after this. */
const LONGEST = 30 * SECONDS;

/**
 * `smtps://` is TLS from the start; `smtp://` is upgraded when the server offers STARTTLS, and then its certificate is
 * checked, save on this machine itself. `?requireTLS=true` refuses a server that offers none.
 * Throws when `mailFrom` is not one address.
 */
export function createMailer({ smtpUrl, mailFrom }: { smtpUrl: string; mailFrom: string }): Mailer {
  const from = senderOf(mailFrom);
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    // As many as a case's batch: what waits for a connection is in hand already.
    maxConnections: 10,
    idleTimeout: 10 * SECONDS,
    dnsTimeout: 5 * SECONDS,
    connectionTimeout: 5 * SECONDS,
    greetingTimeout: 5 * SECONDS,
    socketTimeout: 9 * SECONDS,
    // Only a message of which nothing was sent is given to another connection; more than that is the engine's to retry.
    maxRequeues: 1,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
    ...(isThisMachine(smtpUrl) ? { tls: { rejectUnauthorized: false } } : {}),
  });

  const back = watchForBack(() => performance.now());
  const verify = async (): ReturnType<Mailer['verify']> => {
    try {
      await transport.verify();
      return 'ready';
    } catch (error) {
      return { failed: codeOf(error) };
    }
  };

  // Once its whole text has been read for the wire, a message may have been accepted even if no answer comes.
  const handedOver = new Set<string>();
  transport.use('stream', (mail, done) => {
    const { messageId } = mail.data;
    if (messageId !== undefined)
      mail.message.processFunc((message) => message.once('end', () => handedOver.add(messageId)));
    done();
  });

  return {
    async send({ address, messageId, subject, text, html, calendar }) {
      if (!isOneAddress(address)) return { refused: 'EENVELOPE' };
      const id = `<${messageId.replace(/^<|>$/g, '')}>`;
      try {
        const message = new MailComposer({
          from,
          to: { name: '', address },
          messageId: id,
          subject,
          text,
          html,
          // Automatic replies to it would reach nobody (RFC 3834; the second is Exchange's own).
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
          xMailer: false,
          disableFileAccess: true,
          disableUrlAccess: true,
          ...(calendar === undefined
            ? {}
            : { icalEvent: { method: calendar.method, content: calendar.content, filename: 'session.ics' } }),
        });
        await transport.sendMail({
          envelope: { from: from.address, to: [address] },
          messageId: id,
          // Whole, and so in one piece: made while it is sent, it would go out line by line.
          raw: await message.compile().build(),
          signal: AbortSignal.timeout(LONGEST),
        });
        back.sent();
        return 'sent';
      } catch (error) {
        const outcome = outcomeOf(error, handedOver.has(id));
        if ('failed' in outcome && isUnanswered(error)) back.missed();
        return outcome;
      } finally {
        handedOver.delete(id);
      }
    },
    verify,
    isBack: () => back.isBack(async () => (await verify()) === 'ready'),
    close() {
      transport.close();
    },
  };
}

function isThisMachine(smtpUrl: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(smtpUrl).hostname);
}
