/** A real SMTP server that takes emails, refuses them or breaks off, as the test asks. */
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';

export interface ReceivedEmail {
  readonly raw: string;
  readonly parsed: ParsedMail;
  readonly from: string;
  readonly to: readonly string[];
  /** Whether it came over TLS. */
  readonly secure: boolean;
}

export interface MailServer {
  readonly url: string;
  readonly received: readonly ReceivedEmail[];
  close(): Promise<void>;
}

export async function aMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const received: ReceivedEmail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        void simpleParser(raw).then((parsed) => {
          const { mailFrom, rcptTo } = session.envelope;
          received.push({
            raw,
            parsed,
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map((recipient) => recipient.address),
            secure: session.secure,
          });
          done();
        });
      });
    },
    ...options,
  });
  // A client that goes away is no fault of the test.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: urlOf(server.server, options.secure === true ? 'smtps' : 'smtp'),
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** An error that the server answers with this code, and words that must not be passed on. */
export function answer(code: number): Error {
  return Object.assign(new Error('no such mailbox as anna.planted@health.example here'), {
    responseCode: code,
  });
}

/**
 * A server in plain sockets, for what no mail server does on purpose: it answers each line as the script says and
 * breaks off where the script gives null. `wholeEmails` counts the messages that came in to their end.
 */
export async function aServerThat(
  script: (line: string) => string | null,
): Promise<{ url: string; wholeEmails: () => number; close: () => Promise<void> }> {
  let whole = 0;
  const server = createServer((socket) => {
    let inData = false;
    let rest = '';
    socket.on('error', () => undefined);
    socket.write('220 test ESMTP\r\n');
    socket.on('data', (chunk) => {
      rest += chunk.toString('utf8');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (inData && line !== '.') continue;
        if (line === '.') {
          whole += 1;
          inData = false;
        }
        const reply = script(line);
        if (reply === null) {
          socket.destroy();
          return;
        }
        if (reply.startsWith('354')) inData = true;
        if (reply !== '') socket.write(`${reply}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: urlOf(server, 'smtp'),
    wholeEmails: () => whole,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** An address on which nobody listens. */
export async function noMailServer(): Promise<string> {
  const { url, close } = await aServerThat(() => null);
  await close();
  return url;
}

function urlOf(server: Server, scheme: string): string {
  const { port } = server.address() as AddressInfo;
  return `${scheme}://127.0.0.1:${port}`;
}
