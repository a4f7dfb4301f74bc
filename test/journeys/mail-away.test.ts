/**
 * The mail server away, refusing, or dying in the middle: steps go on, nothing is lost, and nothing is sent twice but once
 * more where nobody knows.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ACCEPTANCE, A_CHRONOLOGY, accepted, requested, take } from '../api/cases.ts';
import { PEOPLE } from '../api/running-api.ts';
import { until } from '../support/until.ts';
import { TELL_CASES } from '../../workflows/messages.ts';
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

describe('the mail server away for a moment, between two looks of the schedule', () => {
  test('what failed meanwhile is sent when the schedule looks, not at its own next try', async () => {
    const path = await requested(service);
    const reference = referenceOf(path);
    await service.settled(reference);
    const schedule = service.client.schedule.getHandle(TELL_CASES);
    await schedule.pause();
    try {
      await until(
        'no scheduled run is under way',
        async () => (await schedule.describe()).info.runningActions.length === 0,
      );
      await service.mail.goAway();
      await take(service, 'administrator', path, 'decideRequest', ACCEPTANCE);
      // The next try of its own is fifteen seconds after the second one.
      await until('its second try failed', async () =>
        (await outbox(reference)).some(({ attempts, status }) => attempts === 2 && status === 'queued'),
      );
      await service.mail.comeBack();
      const back = Date.now();
      await schedule.trigger();
      await service.settled(reference);
      expect(Date.now() - back).toBeLessThan(12_000);
      await eachOnce(reference);
    } finally {
      await schedule.unpause();
    }
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

describe('a database that goes away while email is in hand', () => {
  test('what became of it is recorded when it is back: nothing is in doubt, nothing sent once more', async () => {
    const path = await accepted(service);
    const reference = referenceOf(path);
    await service.settled(reference);
    const held = service.mail.hold();
    await take(service, 'administrator', path, 'appointFacilitators', {
      facilitatorIds: [service.personId('facilitator')],
    });
    const inHand = await until('email is in hand', async () => {
      const found = (await outbox(reference)).filter(({ status }) => status === 'sending');
      return found.length > 0 ? found : null;
    });
    const { rows } = await service.sql.query<{ name: string }>('SELECT current_database() AS name');
    const database = `ALTER DATABASE ${rows[0]?.name ?? ''} CONNECTION LIMIT`;
    await service.sql.query(`${database} 0`);
    await service.sql.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    try {
      held.goOn();
      await until('it is out', () => inHand.every(({ messageId }) => timesTaken(messageId) === 1));
      await until('the database is away', async () => !(await service.records.ready()));
    } finally {
      await service.sql.query(`${database} -1`);
    }
    await service.settled(reference);
    await eachOnce(reference);
    expect((await emailEntries(reference)).filter((text) => text.includes('unknown'))).toEqual([]);
  });
});

describe('a mail server that dies once it has the whole message', () => {
  const unknownOf = async (reference: string, words: string): Promise<number> =>
    (await emailEntries(reference)).filter((text) => text.includes(`: outcome unknown, ${words} (`)).length;

  test('the outcome is unknown and said to be, and each is sent once more; no more than that', async () => {
    const [once, twice] = [await accepted(service), await accepted(service)];
    const [ofOnce, ofTwice] = [referenceOf(once), referenceOf(twice)];
    await service.settled(ofOnce);
    await service.settled(ofTwice);
    const before = new Set(
      [...(await outbox(ofOnce)), ...(await outbox(ofTwice))].map((each) => each.messageId),
    );
    const newOf = async (reference: string): Promise<readonly Kept[]> =>
      (await outbox(reference)).filter(({ messageId }) => !before.has(messageId));
    service.mail.hangUpAfterData(true);
    try {
      for (const [path, reference] of [
        [once, ofOnce],
        [twice, ofTwice],
      ] as const) {
        await take(service, 'administrator', path, 'appointFacilitators', {
          facilitatorIds: [service.personId('facilitator')],
        });
        await until('they wait to be sent once more', async () => {
          const waiting = await newOf(reference);
          return waiting.length > 0 && (await unknownOf(reference, 'sent once more')) === waiting.length;
        });
      }
      // Being moved makes a workflow try at once.
      expect((await service.advance(twice, { days: 1 })).status).toBe(200);
      await until(
        'nobody knows of the second time either',
        async () => (await newOf(ofTwice)).some(({ status }) => status === 'outcomeUnknown'),
        30_000,
      );
    } finally {
      service.mail.hangUpAfterData(false);
    }
    // The server is well again, other email goes out, time passes.
    for (const path of [once, twice]) expect((await service.advance(path, { days: 5 })).status).toBe(200);
    for (const reference of [ofOnce, ofTwice]) await service.settled(reference);
    const unknown = (await newOf(ofTwice)).filter(({ status }) => status === 'outcomeUnknown');
    expect(unknown).toHaveLength(await unknownOf(ofTwice, 'not sent again'));
    for (const { messageId, attempts } of unknown)
      expect({ attempts, times: timesTaken(messageId) }).toEqual({ attempts: 2, times: 2 });
    const sentOnceMore = (await newOf(ofOnce)).filter(({ attempts }) => attempts > 1);
    expect(sentOnceMore.length).toBeGreaterThan(0);
    for (const { messageId, status } of sentOnceMore)
      expect({ status, times: timesTaken(messageId) }).toEqual({ status: 'sent', times: 2 });
    expect(await unknownOf(ofOnce, 'not sent again')).toBe(0);
    for (const reference of [ofOnce, ofTwice]) expect(await service.faultsOf(reference)).toEqual([]);
  });
});
