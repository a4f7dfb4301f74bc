/** A real SMTP server that keeps what it is told, and can refuse, fail or be away. */
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream } from 'smtp-server';
import { buffer } from 'node:stream/consumers';
import { freePort } from '../../tools/stack/ports.ts';

interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, headers and all; `mailparser` reads it. */
  readonly source: string;
}

/** What the server says at a point of a conversation: a code, as SMTP has them, and a text. */
interface MailFault {
  /** `recipient` answers RCPT TO, `data` answers after the whole message, `greeting` the connection itself. */
  readonly at: 'greeting' | 'recipient' | 'data';
  readonly code: number;
  /** Only for this address; for all where it is left out. */
  readonly address?: string;
  /** What it says with the code. */
  readonly text?: string;
}

export interface TestMailServer {
  readonly smtpUrl: string;
  /** Every mail taken, oldest first. */
  readonly received: readonly ReceivedMail[];
  /** How many conversations were begun. */
  connections(): number;
  /** Answers so until told otherwise; null takes everything. */
  refuse(fault: MailFault | null): void;
  /** Takes the whole message and then cuts the line without an answer: the sender cannot know. */
  hangUpAfterData(hangUp: boolean): void;
  /** Takes whole messages and answers only once `goOn` is called: email in hand. */
  hold(): { goOn(): void };
  /** Goes away; the same port comes back with `comeBack`. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<TestMailServer> {
  const port = await freePort();
  const received: ReceivedMail[] = [];
  const now: { fault: MailFault | null; hangUp: boolean; connections: number; held: Promise<void> } = {
    fault: null,
    hangUp: false,
    connections: 0,
    held: Promise.resolve(),
  };
  let running: SMTPServer | null = null;

  const answer = (at: MailFault['at'], address: string | null): Error | null => {
    const { fault } = now;
    if (fault?.at !== at || (fault.address !== undefined && fault.address !== address)) return null;
    return Object.assign(new Error(fault.text ?? 'not now'), { responseCode: fault.code });
  };

  const comeBack = async (): Promise<void> => {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      // Does not look names up: the tests' machine may have no network.
      disableReverseLookup: true,
      closeTimeout: 200,
      onConnect(_session, done) {
        now.connections += 1;
        done(answer('greeting', null));
      },
      onRcptTo(address, _session, done) {
        done(answer('recipient', address.address));
      },
      onData(stream, session, done) {
        take(stream).then(
          async (source) => {
            await now.held;
            const to = session.envelope.rcptTo.map((recipient) => recipient.address);
            const refusal = answer('data', to[0] ?? null);
            if (refusal !== null) {
              done(refusal);
              return;
            }
            const from = session.envelope.mailFrom;
            received.push({ from: from === false ? '' : from.address, to, source });
            if (now.hangUp) server.connections.forEach((connection) => connection._socket.destroy());
            else done();
          },
          (error: unknown) => {
            done(error instanceof Error ? error : new Error(String(error)));
          },
        );
      },
    });
    // A sender that hangs up in the middle is part of the tests.
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
    running = server;
  };

  const goAway = async (): Promise<void> => {
    const server = running;
    running = null;
    if (server === null) return;
    await new Promise<void>((resolve) => {
      server.close(resolve);
    });
  };

  await comeBack();
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    received,
    connections: () => now.connections,
    refuse: (fault) => {
      now.fault = fault;
    },
    hangUpAfterData: (hangUp) => {
      now.hangUp = hangUp;
    },
    hold() {
      let goOn = (): void => undefined;
      now.held = new Promise((resolve) => {
        goOn = resolve;
      });
      return { goOn };
    },
    goAway,
    comeBack,
    close: goAway,
  };
}

async function take(stream: SMTPServerDataStream): Promise<string> {
  return (await buffer(stream)).toString('utf8');
}
