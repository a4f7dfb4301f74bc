/** The mail server away, refusing, or dying in the middle: steps go on, nothing is lost, nothing knowingly sent twice. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ACCEPTANCE, A_CHRONOLOGY, accepted, requested, take } from '../api/cases.ts';
import { PEOPLE } from '../api/running-api.ts';
import { until } from '../support/until.ts';
import { messageIds, referenceOf, runWholeService } from './whole-service.ts';
import type { WholeService } from './whole-service.ts';

let service: WholeService;
beforeAll(async () => {
  service = await runWholeService();
});
afterAll(async () => {
  await service.close();
});

interface Kept {
  readonly messageId: string;
  readonly status: string;
  readonly address: string;
  readonly attempts: number;
}
async function outbox(reference: string): Promise<readonly Kept[]> {
  const { rows } = await service.sql.query<Kept>(
    `SELECT message_id AS "messageId", status, address, attempts FROM outbox WHERE reference = $1 ORDER BY number`,
    [reference],
  );
  return rows;
}
async function emailEntries(reference: string): Promise<readonly string[]> {
  const { rows } = await service.records.timeline(reference, null, 500);
  return rows.filter(({ kind }) => kind === 'email').map(({ text }) => text);
}
const timesTaken = (messageId: string): number => messageIds(service).filter((id) => id === messageId).length;

/** Each of the case's emails is with the mail server exactly once. */
async function eachOnce(reference: string): Promise<void> {
  for (const { messageId, status } of await outbox(reference)) {
    expect({ status, times: timesTaken(messageId) }).toEqual({ status: 'sent', times: 1 });
  }
}

describe('the mail server away for a day of the case’s clock', () => {
  test('steps go on, the clock moves in good time, and everything goes out once when it is back', async () => {
    const [moved, waiting] = [await requested(service), await requested(service)];
    const [reference, other] = [referenceOf(moved), referenceOf(waiting)];
    await service.settled(reference);
    await service.settled(other);
    await service.mail.goAway();

    const steps: number[] = [];
    const timed = async (...step: Parameters<typeof take>): Promise<void> => {
      const begun = Date.now();
      await take(...step);
      steps.push(Date.now() - begun);
    };
    for (const path of [moved, waiting]) {
      await timed(service, 'administrator', path, 'decideRequest', ACCEPTANCE);
      await timed(service, 'administrator', path, 'appointFacilitators', {
        facilitatorIds: [service.personId('facilitator')],
      });
    }
    const begun = Date.now();
    expect((await service.advance(moved, { days: 1 })).status).toBe(200);
    const advancedIn = Date.now() - begun;
    expect(advancedIn).toBeLessThan(20_000);
    await timed(service, 'facilitator', moved, 'declareIndependence', { independent: true });
    await timed(service, 'attendee', moved, 'submitChronology', A_CHRONOLOGY);
    expect(Math.max(...steps)).toBeLessThan(2_000);
    const queued = (await outbox(reference)).filter(({ status }) => status !== 'sent');
    expect(queued.length).toBeGreaterThanOrEqual(4);
    for (const each of [reference, other]) {
      const failed = await until(`failures of ${each} are on its timeline`, async () => {
        const found = (await emailEntries(each)).filter((text) =>
          text.includes('failed, will be tried again'),
        );
        return found.length > 0 ? found : null;
      });
      expect(failed[0]).toMatch(/failed, will be tried again \(.+\)$/);
    }

    await service.mail.comeBack();
    const back = Date.now();
    // The one by moving its clock once more, the other by itself.
    expect((await service.advance(moved, { days: 1 })).status).toBe(200);
    const answered = Date.now();
    await until(
      'the email of the case that was moved is out',
      async () => (await outbox(reference)).every(({ status }) => status === 'sent'),
      5_000,
    );
    const outAfter = Date.now() - answered;
    await until(
      'the email of the other is out',
      async () => (await outbox(other)).every(({ status }) => status === 'sent'),
      60_000,
    );
    const otherAfter = Date.now() - back;
    for (const each of [reference, other]) {
      await service.settled(each);
      await eachOnce(each);
      const entries = await emailEntries(each);
      expect(entries.some((text) => /: sent, at attempt \d+$/.test(text))).toBe(true);
      expect(await service.faultsOf(each)).toEqual([]);
    }
    process.stdout.write(
      `mail away: ${queued.length} emails waited; a day of the clock took ${advancedIn} ms; out ${outAfter} ms after an ` +
        `advance, ${otherAfter} ms by itself\n`,
    );
  });
});

describe('a mail server that refuses one recipient for good', () => {
  test('that email is not tried again and says why; the others are sent', async () => {
    const path = await requested(service);
    const reference = referenceOf(path);
    await service.settled(reference);
    const { email } = PEOPLE.attendee;
    service.mail.refuse({ at: 'recipient', code: 550, address: email });
    try {
      await take(service, 'administrator', path, 'decideRequest', ACCEPTANCE);
      await service.settled(reference);
    } finally {
      service.mail.refuse(null);
    }
    const emails = await outbox(reference);
    const theirs = emails.filter(({ address }) => address === email);
    expect(theirs.length).toBeGreaterThan(0);
    for (const each of theirs) {
      expect(each).toMatchObject({ status: 'refused', attempts: 1 });
      expect(timesTaken(each.messageId)).toBe(0);
    }
    for (const each of emails.filter(({ address }) => address !== email)) {
      expect({ status: each.status, times: timesTaken(each.messageId) }).toEqual({
        status: 'sent',
        times: 1,
      });
    }
    const entries = await emailEntries(reference);
    expect(entries.filter((text) => /: failed \(.+\)$/.test(text))).toHaveLength(theirs.length);
    expect(entries.join('\n')).not.toContain(email);
    // A day on, and the server would take it: it stays as it is.
    expect((await service.advance(path, { days: 1 })).status).toBe(200);
    await service.settled(reference);
    for (const each of (await outbox(reference)).filter(({ status }) => status === 'refused')) {
      expect(each.attempts).toBe(1);
    }
  });
});

describe('an email that this release cannot write', () => {
  test('waits, and the others of its batch go out', async () => {
    const path = await requested(service);
    const reference = referenceOf(path);
    await service.settled(reference);
    service.mail.refuse({ at: 'data', code: 451 });
    await take(service, 'administrator', path, 'decideRequest', ACCEPTANCE);
    await until('they wait', async () => (await outbox(reference)).some(({ status }) => status === 'queued'));
    await service.sql.query(
      `UPDATE outbox SET kind = 'ofALaterRelease'
       WHERE id = (SELECT id FROM outbox WHERE reference = $1 AND status = 'queued' ORDER BY number LIMIT 1)`,
      [reference],
    );
    const [, ...others] = (await outbox(reference)).filter(({ status }) => status === 'queued');
    service.mail.refuse(null);
    await take(service, 'administrator', path, 'appointFacilitators', {
      facilitatorIds: [service.personId('facilitator')],
    });
    const fates = async () =>
      new Map((await outbox(reference)).map(({ messageId, status }) => [messageId, status]));
    await until('the others are out', async () => {
      const now = await fates();
      return others.every(({ messageId }) => now.get(messageId) === 'sent');
    });
    await until('it waits again', async () => [...(await fates()).values()].includes('queued'));
    expect([...(await fates()).values()]).not.toContain('outcomeUnknown');
    await service.sql.query(`UPDATE outbox SET kind = 'requestAccepted' WHERE kind = 'ofALaterRelease'`);
    expect((await service.advance(path, { days: 1 })).status).toBe(200);
    await until('it is out', async () => ![...(await fates()).values()].includes('queued'), 60_000);
  });
});

describe('a mail server that dies once it has the whole message', () => {
  test('the outcome is unknown and said to be, and it is not sent again', async () => {
    const path = await accepted(service);
    const reference = referenceOf(path);
    await service.settled(reference);
    service.mail.hangUpAfterData(true);
    try {
      await take(service, 'administrator', path, 'appointFacilitators', {
        facilitatorIds: [service.personId('facilitator')],
      });
      await service.settled(reference);
    } finally {
      service.mail.hangUpAfterData(false);
    }
    const unknown = (await outbox(reference)).filter(({ status }) => status === 'outcomeUnknown');
    expect(unknown.length).toBeGreaterThan(0);
    const entries = await emailEntries(reference);
    expect(entries.filter((text) => text.includes('outcome unknown, not sent again'))).toHaveLength(
      unknown.length,
    );
    // The server is well again, other email goes out; time passes: not sent again.
    expect((await service.advance(path, { days: 5 })).status).toBe(200);
    await service.settled(reference);
    const after = await outbox(reference);
    expect(after.filter(({ status }) => status === 'outcomeUnknown')).toEqual(unknown);
    for (const { messageId } of after) expect(timesTaken(messageId)).toBe(1);
    expect(after.filter(({ status }) => status === 'sent').length).toBeGreaterThan(0);
  });
});
