import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../domain/case/commands.ts';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import type { OutboxEmail } from '../../records/types.ts';
import { happenings, OneEmail, TAKEN_BACK_VERSION } from './one-email.ts';
import { ACCEPTANCE, aPerson, mustTake, openTestRecords, submit, type TestRecords } from './parts.ts';

/** Each some twenty milliseconds. */
const RUNS = 60;

let parts: TestRecords;
let requester: Actor;
let administrator: Actor;

beforeAll(async () => {
  parts = await openTestRecords();
  requester = await aPerson(parts.records, 'Rae Teacher');
  administrator = await aPerson(parts.records, 'Ash Admin', 'administrator');
});
afterAll(() => parts.close());

const emailEntries = async (reference: string): Promise<readonly string[]> => {
  const { rows } = await parts.records.timeline(reference, null, 200);
  return rows.filter(({ kind }) => kind === 'email').map(({ text }) => text);
};

describe('Email in the outbox', () => {
  test('two workers at once never take the same email, and all of it is taken', async () => {
    const reference = await submit(parts.records, requester);
    await mustTake(parts.records, reference, 'decideRequest', ACCEPTANCE, administrator);
    const { rows } = await parts.sql.query(`SELECT FROM outbox WHERE reference = $1`, [reference]);
    const other = await openRecords({
      databaseUrl: parts.database.databaseUrl,
      publicHolidays,
      now: () => parts.clock.now,
    });
    const taken = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((worker) => (worker % 2 === 0 ? parts.records : other).takeMail(reference, 2)),
    );
    taken.push(await parts.records.takeMail(reference, 100));
    const ids = taken.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(rows.length);
    await other.close();
  });

  test('an email that fails again and again is on the timeline at its first failure and at its end', async () => {
    const reference = await submit(parts.records, requester);
    const result = (email: OutboxEmail, outcome: 'failed' | 'sent') => [
      { email, result: outcome, why: outcome === 'failed' ? 'server away' : null },
    ];
    const [email] = await parts.records.takeMail(reference, 1);
    if (email === undefined) throw new Error('no email');
    expect((await parts.records.mailResults(reference, result(email, 'failed'))).mailWaiting).toBe(true);
    for (const attempts of [2, 3]) {
      const [again] = await parts.records.takeMail(reference, 1);
      expect(again).toMatchObject({ id: email.id, messageId: email.messageId, attempts, onceUnknown: false });
      await parts.records.mailResults(reference, result({ ...email, attempts }, 'failed'));
    }
    await parts.records.takeMail(reference, 1);
    const last = result({ ...email, attempts: 4 }, 'sent');
    await parts.records.mailResults(reference, last);
    await parts.records.mailResults(reference, last);
    const entries = (await emailEntries(reference)).filter((text) => text.includes('request received'));
    expect(entries).toEqual([
      'Email “request received” to p1: queued',
      'Email “request received” to p1: failed, will be tried again (server away)',
      'Email “request received” to p1: sent, at attempt 4',
    ]);
  });

  test('mail no longer waits once each email is sent or refused; the version stays as it was', async () => {
    const reference = await submit(parts.records, requester);
    const before = await parts.records.viewToTell(reference);
    expect(before?.view.mailWaiting).toBe(true);
    const emails = await parts.records.takeMail(reference, 100);
    const view = await parts.records.mailResults(
      reference,
      emails.map((email, place) => ({
        email,
        result: place === 0 ? 'refused' : 'sent',
        why: place === 0 ? '550' : null,
      })),
    );
    expect(view).toEqual({ ...before?.view, mailWaiting: false });
    expect((await parts.records.viewToTell(reference))?.view).toEqual(view);
    expect(await emailEntries(reference)).toContainEqual(expect.stringContaining('failed (550)'));
    expect(await parts.records.takeMail(reference, 100)).toEqual([]);
    expect(await parts.records.drift(reference)).toEqual([]);
  });

  test('an attempt that died in the middle is made once more, with the same Message-ID; not a third time', async () => {
    const reference = await submit(parts.records, requester);
    const emails = await parts.records.takeMail(reference, 100);
    const isWaiting = async () => (await parts.records.viewToTell(reference))?.view.mailWaiting;
    const said = async (words: string) =>
      (await emailEntries(reference)).filter((text) => text.includes(words)).length;
    parts.clock.now += 14_000;
    expect(await parts.records.takeMail(reference, 100)).toEqual([]);
    expect(await isWaiting()).toBe(true);
    parts.clock.now += 2_000;
    const again = await parts.records.takeMail(reference, 100);
    expect(again).toEqual(emails.map((email) => ({ ...email, attempts: 2, onceUnknown: true })));
    expect(await said(': outcome unknown, sent once more (the service stopped')).toBe(emails.length);
    // It was only slow: this one need not be sent a third time, whatever becomes of the second.
    const [slow] = emails;
    if (slow === undefined) throw new Error('no email');
    const late = { email: slow, result: 'sent', why: null } as const;
    await parts.records.mailResults(reference, [late]);
    parts.clock.now += 16_000;
    expect(await isWaiting()).toBe(true);
    expect(await parts.records.takeMail(reference, 100)).toEqual([]);
    expect(await isWaiting()).toBe(false);
    expect(await said(': outcome unknown, not sent again (')).toBe(emails.length - 1);
    expect(await said(': sent')).toBe(1);
  });

  test('goes out twice at most, only where its timeline says that nobody knows, and comes to an end', async () => {
    const reference = await submit(parts.records, requester);
    await parts.sql.query(`UPDATE outbox SET status = 'sent' WHERE reference = $1`, [reference]);
    await parts.sql.query(
      `INSERT INTO case_event (reference, version, at, body)
       VALUES ($1, $2, now(), jsonb_build_object('type', 'stepTakenBack', 'ofVersion', $2::int))`,
      [reference, TAKEN_BACK_VERSION],
    );
    await fc.assert(
      fc.asyncProperty(happenings, async (course) => {
        const email = new OneEmail(parts, reference);
        await email.queue();
        for (const happening of course) await email.happen(happening);
        await email.settle();
        const { status, saidUnknown } = await email.end();
        expect(status === 'sent').toBe(email.isSent);
        expect(['sent', 'refused', 'outcomeUnknown', 'skipped']).toContain(status);
        if (status === 'outcomeUnknown')
          expect(Math.min(saidUnknown, email.inDoubt)).toBeGreaterThanOrEqual(2);
        if (status === 'skipped') expect(email.isTakenBack).toBe(true);
        expect((await parts.records.viewToTell(reference))?.view.mailWaiting).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });

  test('an administrator whose account is disabled gets none, and a disabled participant’s goes to the administrators', async () => {
    const gone = await aPerson(parts.records, 'Gus Gone', 'administrator');
    const leaver = await aPerson(parts.records, 'Lee Leaver');
    await parts.records.disablePerson(gone.email);
    const reference = await submit(parts.records, leaver);
    await parts.records.disablePerson(leaver.email);
    await parts.records.takeMail(reference, 100);
    await mustTake(
      parts.records,
      reference,
      'decideRequest',
      { decision: 'returnForInformation', reason: 'More' },
      administrator,
    );
    const emails = await parts.records.takeMail(reference, 100);
    expect(emails.map(({ address, data }) => [address, data.noOneToRemind])).toEqual([
      [administrator.email, true],
    ]);
    const backlog = await parts.records.backlog();
    expect(backlog.untold).toBeGreaterThan(0);
    expect(backlog.oldestUnsentAt).not.toBeNull();
  });

  test('what waits on somebody whose account is disabled is listed to the administrators at once', async () => {
    const leaver = await aPerson(parts.records, 'Una Waited');
    const reference = await submit(parts.records, leaver);
    await mustTake(
      parts.records,
      reference,
      'decideRequest',
      { decision: 'returnForInformation', reason: 'More' },
      administrator,
    );
    await parts.records.takeMail(reference, 100);
    const before = await parts.records.viewToTell(reference);
    await parts.records.disablePerson(leaver.email);
    const [email, ...others] = await parts.records.takeMail(reference, 100);
    expect(others).toEqual([]);
    expect(email).toMatchObject({
      kind: 'reminder',
      address: administrator.email,
      data: { noOneToRemind: true },
    });
    expect(email?.data.tasks?.map((task) => task.kind)).toEqual(['amendRequest']);
    expect((await parts.records.viewToTell(reference))?.view.version).toBeGreaterThan(
      before?.view.version ?? 0,
    );
    expect(await parts.records.drift(reference)).toEqual([]);
  });
});
