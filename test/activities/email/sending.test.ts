import { afterEach, describe, expect, test } from '@jest/globals';
import { createMailer, renderEmail } from '../../../activities/email/index.ts';
import type { Mailer } from '../../../activities/email/index.ts';
import { answer, aMailServer, aServerThat, noMailServer } from './a-mail-server.ts';
import { anEmail, DATA, SETTINGS } from './examples.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function opened<T extends { close: () => unknown }>(part: T): T {
  closing.push(() => part.close());
  return part;
}

const mailerTo = (smtpUrl: string): Mailer => opened(createMailer({ smtpUrl, mailFrom: SETTINGS.mailFrom }));
const anInvitation = renderEmail(anEmail('invitation', DATA.invitation), SETTINGS);
const aReminder = renderEmail(anEmail('reminder', DATA.reminder), SETTINGS);
const toSend = (rendered = aReminder, n = 1) => ({
  address: 'attendee@health.example',
  messageId: `<mail-${n}@supervision.example>`,
  ...rendered,
});

describe('An email that the mail server takes', () => {
  test('arrives as it was written, for one recipient, as an automatic message', async () => {
    const server = opened(await aMailServer());
    expect(await mailerTo(server.url).send(toSend())).toBe('sent');

    const [email] = server.received;
    expect(server.received).toHaveLength(1);
    expect(email?.to).toEqual(['attendee@health.example']);
    expect(email?.from).toBe('supervision@partnership.example');
    expect(email?.parsed.subject).toBe(aReminder.subject);
    expect(email?.parsed.text?.trim()).toBe(aReminder.text.trim());
    expect(email?.parsed.html).toBe(aReminder.html);
    expect(email?.parsed.messageId).toBe('<mail-1@supervision.example>');
    expect(email?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(email?.parsed.headers.has('x-mailer')).toBe(false);
    expect(email?.parsed.headers.has('cc')).toBe(false);
    expect(email?.parsed.attachments).toEqual([]);
  });

  test('is encrypted when the server offers it, and from the start with smtps', async () => {
    const offering = opened(await aMailServer());
    const secure = opened(await aMailServer({ secure: true }));
    const plain = opened(await aMailServer({ hideSTARTTLS: true }));
    for (const server of [offering, secure, plain]) {
      expect(await mailerTo(server.url).send(toSend())).toBe('sent');
    }
    expect(offering.received[0]?.secure).toBe(true);
    expect(secure.received[0]?.secure).toBe(true);
    expect(plain.received[0]?.secure).toBe(false);
    const without = opened(await aMailServer({ disabledCommands: ['STARTTLS'] }));
    const insisting = mailerTo(`${without.url}/?requireTLS=true`);
    expect(await insisting.send(toSend())).toHaveProperty('failed');
    expect(without.received).toHaveLength(0);
  });

  test('goes over kept connections, fifty at once too', async () => {
    const connections = new Set<string>();
    const server = opened(
      await aMailServer({
        onConnect(session, done) {
          connections.add(session.id);
          done();
        },
      }),
    );
    const mailer = mailerTo(server.url);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => mailer.send(toSend(aReminder, n))),
    );
    expect(new Set(outcomes)).toEqual(new Set(['sent']));
    expect(new Set(server.received.map(({ parsed }) => parsed.messageId)).size).toBe(50);
    expect(connections.size).toBeLessThanOrEqual(10);
  });

  test('carries its calendar file twice: for calendars, and as an attachment for people', async () => {
    const server = opened(await aMailServer());
    expect(await mailerTo(server.url).send(toSend(anInvitation))).toBe('sent');
    const [email] = server.received;
    const file = email?.parsed.attachments.find((each) => each.filename === 'session.ics');
    expect(file?.contentType).toBe('application/ics');
    expect(file?.content.toString('utf8')).toBe(anInvitation.calendar?.content);
    expect(email?.raw).toMatch(/^Content-Type: text\/calendar; charset=utf-8; method=REQUEST/im);
  });

  test.each([
    'two@health.example, three@health.example',
    'two@health.example\r\nBcc: three@health.example',
    '"two@health.example" <three@health.example>, four@health.example',
  ])('is not sent to what is not one address: %j', async (address) => {
    const server = opened(await aMailServer());
    expect(await mailerTo(server.url).send({ ...toSend(), address })).toEqual({ refused: 'EENVELOPE' });
    expect(server.received).toHaveLength(0);
  });

  test('has no other header because of what was typed as the session’s place', async () => {
    const server = opened(await aMailServer());
    const session = DATA.invitation.session;
    if (session === undefined) throw new Error('an invitation has a session');
    const place = 'Room 1\r\nBcc: thief@example.org\r\n\r\n.\r\nMAIL FROM:<x@example.org>';
    const link = 'https://meet.example/\r\nX-Planted: yes';
    const hostile = renderEmail(
      anEmail('invitation', { ...DATA.invitation, session: { ...session, place, link } }),
      SETTINGS,
    );
    expect(await mailerTo(server.url).send(toSend(hostile))).toBe('sent');
    expect(server.received).toHaveLength(1);
    const [email] = server.received;
    expect(email?.to).toEqual(['attendee@health.example']);
    expect(email?.parsed.headers.has('bcc')).toBe(false);
    expect(email?.parsed.headers.has('x-planted')).toBe(false);
    const file = email?.parsed.attachments[0]?.content.toString('utf8') ?? '';
    expect(file.split(/\r?\n/).filter((line) => /^(Bcc|X-Planted|MAIL FROM)/.test(line))).toEqual([]);
  });
});

describe('An email that is not sent', () => {
  const place = {
    MAIL: (code: number) => ({
      onMailFrom: (_a: unknown, _s: unknown, done: (e: Error) => void) => {
        done(answer(code));
      },
    }),
    RCPT: (code: number) => ({
      onRcptTo: (_a: unknown, _s: unknown, done: (e: Error) => void) => {
        done(answer(code));
      },
    }),
    DATA: (code: number) => ({
      onData: (stream: NodeJS.ReadableStream, _s: unknown, done: (e: Error) => void) => {
        stream.resume();
        stream.on('end', () => {
          done(answer(code));
        });
      },
    }),
  };

  test.each([
    ['an unknown recipient', place.RCPT(550), { refused: '550' }],
    ['a full mailbox', place.RCPT(452), { failed: '452' }],
    ['a recipient to be tried later', place.RCPT(451), { failed: '451' }],
    ['a relay that asks for a sign-in', place.RCPT(530), { failed: '530' }],
    ['a sender that the server does not take', place.MAIL(550), { failed: '550' }],
    ['a message that the server will not have', place.DATA(554), { refused: '554' }],
    ['a message to be tried later', place.DATA(451), { failed: '451' }],
  ])('because of %s says so by its code, never in the server’s words', async (_why, options, outcome) => {
    const server = opened(await aMailServer(options));
    const mailer = mailerTo(server.url);
    expect(await mailer.send(toSend())).toEqual(outcome);
    expect(server.received).toHaveLength(0);
  });

  test('because nobody listens has failed', async () => {
    const mailer = mailerTo(await noMailServer());
    expect(await mailer.send(toSend())).toEqual({ failed: 'ECONNREFUSED' });
    expect(await mailer.verify()).toEqual({ failed: 'ECONNREFUSED' });
  });

  test('because there is no such server has failed', async () => {
    expect(await mailerTo('smtp://mail.invalid:25').send(toSend())).toEqual({
      failed: expect.stringMatching(/^E[A-Z_]+$/),
    });
  });

  test('because the server broke off before the message has failed', async () => {
    const server = opened(await aServerThat((line) => (line.startsWith('RCPT') ? null : '250 ok')));
    expect(await mailerTo(server.url).send(toSend())).toEqual({ failed: 'ECONNECTION' });
    expect(server.wholeEmails()).toBe(0);
  });

  test('is sent by the next try, once the server is back', async () => {
    let away = true;
    const server = opened(
      await aMailServer({
        onRcptTo(_address, _session, done) {
          done(away ? answer(451) : null);
        },
      }),
    );
    const mailer = mailerTo(server.url);
    expect(await mailer.send(toSend())).toEqual({ failed: '451' });
    away = false;
    expect(await mailer.send(toSend())).toBe('sent');
    expect(server.received.map(({ parsed }) => parsed.messageId)).toEqual(['<mail-1@supervision.example>']);
  });
});

describe('An email of which nobody knows whether it was sent', () => {
  const takesAllAnd = (last: string | null) => (line: string) => {
    if (line === '.') return last;
    if (line === 'DATA') return '354 go on';
    return '250 ok';
  };

  test('because the server broke off after the whole message is not given to another connection', async () => {
    const server = opened(await aServerThat(takesAllAnd(null)));
    expect(await mailerTo(server.url).send(toSend())).toEqual({ outcomeUnknown: 'ECONNECTION' });
    expect(server.wholeEmails()).toBe(1);
  });

  test('nor on a connection that had sent others before', async () => {
    let emails = 0;
    const server = opened(
      await aServerThat((line) => {
        if (line === '.') emails += 1;
        return takesAllAnd(emails < 2 ? '250 taken' : null)(line);
      }),
    );
    const mailer = mailerTo(server.url);
    expect(await mailer.send(toSend(aReminder, 1))).toBe('sent');
    expect(await mailer.send(toSend(aReminder, 2))).toEqual({ outcomeUnknown: 'ECONNECTION' });
    expect(server.wholeEmails()).toBe(2);
  });

  test('because the server never answered ends within ten seconds', async () => {
    const server = opened(await aServerThat(takesAllAnd('')));
    const began = Date.now();
    expect(await mailerTo(server.url).send(toSend())).toEqual({ outcomeUnknown: 'ETIMEDOUT' });
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(server.wholeEmails()).toBe(1);
  });
});

describe('The mail server', () => {
  test('is ready when it greets', async () => {
    const server = opened(await aMailServer());
    expect(await mailerTo(server.url).verify()).toBe('ready');
    expect(server.received).toHaveLength(0);
  });

  test.each(['', 'nobody', 'a@example.org, b@example.org', 'Name <>'])('has no sender %j', (mailFrom) => {
    expect(() => createMailer({ smtpUrl: 'smtp://127.0.0.1:25', mailFrom })).toThrow('MAIL_FROM');
  });
});
