import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Actor } from '../../domain/case/commands.ts';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import { ACCEPTANCE, aPerson, mustTake, openTestRecords, submit, type TestRecords } from './parts.ts';

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
    const result = (email: { readonly id: string }, outcome: 'failed' | 'sent') => [
      { id: email.id, result: outcome, why: outcome === 'failed' ? 'server away' : null },
    ];
    const [email] = await parts.records.takeMail(reference, 1);
    if (email === undefined) throw new Error('no email');
    expect((await parts.records.mailResults(reference, result(email, 'failed'))).mailWaiting).toBe(true);
    for (const attempt of [2, 3]) {
      const [again] = await parts.records.takeMail(reference, 1);
      expect(again).toMatchObject({ id: email.id, messageId: email.messageId, attempts: attempt });
      await parts.records.mailResults(reference, result(email, 'failed'));
    }
    await parts.records.takeMail(reference, 1);
    await parts.records.mailResults(reference, result(email, 'sent'));
    await parts.records.mailResults(reference, result(email, 'sent'));
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
      emails.map(({ id }, place) => ({
        id,
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

  test('an attempt that died in the middle is not made again: its outcome is unknown', async () => {
    const reference = await submit(parts.records, requester);
    const emails = await parts.records.takeMail(reference, 100);
    parts.clock.now += 14_000;
    expect(await parts.records.takeMail(reference, 100)).toEqual([]);
    expect((await parts.records.viewToTell(reference))?.view.mailWaiting).toBe(true);
    parts.clock.now += 2_000;
    expect(await parts.records.takeMail(reference, 100)).toEqual([]);
    expect((await parts.records.viewToTell(reference))?.view.mailWaiting).toBe(false);
    const unknown = (await emailEntries(reference)).filter((text) =>
      text.includes('outcome unknown, not sent again'),
    );
    expect(unknown).toHaveLength(emails.length);
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
