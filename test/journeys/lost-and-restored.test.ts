/** Temporal's whole database lost; and the record restored to an earlier time than Temporal's. Postgres alone is enough. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { backUp, restore } from '../../tools/copies.ts';
import { visit } from '../../tools/doctor/visit.ts';
import { emptyDatabase } from '../support/database.ts';
import { startOwnTemporal } from '../support/own-temporal.ts';
import { until } from '../support/until.ts';
import { ACCEPTANCE } from '../workflows/request.ts';
import { startService } from '../workflows/running-service.ts';
import type { RunningService } from '../workflows/running-service.ts';

const DAY = 86_400_000;
const DECLINED = { decision: 'decline', reason: 'Another way is better.' };

/** What is to be ended, the last one first. */
const ending: (() => Promise<void> | void)[] = [];
const later = <T>(started: T, end: (started: T) => Promise<void> | void): T => {
  ending.push(() => end(started));
  return started;
};
afterEach(async () => {
  for (let end = ending.pop(); end !== undefined; end = ending.pop()) await end();
});

/** What people would notice of a case: dates, reminders that were given, emails that went out. */
async function noticed(service: RunningService, reference: string): Promise<object> {
  const { state, view } = await service.settled(reference);
  const sql = new pg.Client({ connectionString: service.databaseUrl });
  await sql.connect();
  try {
    const { rows: emails } = await sql.query<{ message_id: string; status: string }>(
      'SELECT message_id, status FROM outbox WHERE reference = $1 ORDER BY number',
      [reference],
    );
    const { rows: reminders } = await sql.query<{ task: string; overdue: number }>(
      `SELECT r ->> 'taskId' AS task, (r ->> 'overdue')::int AS overdue
       FROM case_event, jsonb_array_elements(body -> 'reminders') AS r
       WHERE reference = $1 AND body ->> 'type' = 'remindersGiven' ORDER BY version`,
      [reference],
    );
    return {
      view,
      tasks: state.tasks.map(({ id, status, dueOn }) => ({ id, status, dueOn })),
      emails,
      reminders,
    };
  } finally {
    await sql.end();
  }
}

test('Temporal lost with its whole database: an empty one, and every open case goes on, nobody told twice', async () => {
  const temporal = later(await startOwnTemporal(), (started) => started.close());
  const service = later(await startService({ temporal }), (started) => started.close());
  const [requested, accepted, moved, declined] = [
    await service.request(),
    await service.request(),
    await service.request(),
    await service.request(),
  ];
  await service.step(accepted, 'decideRequest', ACCEPTANCE);
  await service.step(moved, 'decideRequest', ACCEPTANCE);
  await service.step(declined, 'decideRequest', DECLINED);
  const { now } = await service.settled(moved);
  await service.engine.advance(moved, now + 12 * DAY);
  const cases = [requested, accepted, moved, declined];
  const before = await Promise.all(cases.map((reference) => noticed(service, reference)));
  const mails = service.mail.received.length;

  await temporal.kill();
  temporal.lose();
  await temporal.start();
  const back = Date.now();
  const open = [requested, accepted, moved];
  await until(
    'all have a workflow',
    async () => (await service.engine.withoutWorkflow(open)).length === 0,
    60_000,
  );
  const took = Date.now() - back;

  expect(await Promise.all(cases.map((reference) => noticed(service, reference)))).toEqual(before);
  expect(service.mail.received.length).toBe(mails);
  // The new server starts nothing for the case that is closed.
  expect(await service.engine.describeNow(declined)).toBeNull();
  // What falls due from here on comes, once, on the day on which it would have.
  for (const reference of open) {
    const { view } = await service.settled(reference);
    const due = view.nextDue ?? 0;
    expect((await service.engine.advance(reference, due + 1_000)).type).toBe('reached');
    const after = await service.settled(reference);
    expect(after.view.version).toBeGreaterThan(view.version);
    expect(await service.records.drift(reference)).toEqual([]);
  }
  const ids = service.mail.received.map(({ source }) => /^Message-ID: (.*?)\r?$/im.exec(source)?.[1]);
  expect(new Set(ids).size).toBe(ids.length);
  process.stdout.write(`Temporal's database lost: every open case had a workflow again after ${took} ms\n`);
});

describe('the database restored to an hour earlier than Temporal', () => {
  test('doctor --repair ends what never came to be, says so, and the cases go on', async () => {
    const folder = later(mkdtempSync(join(tmpdir(), 'mas-backup-')), (path) => {
      rmSync(path, { recursive: true, force: true });
    });
    const file = join(folder, 'supervision.dump');
    const first = await startService();
    const { namespace } = first;
    const [untouched, ahead, twiceAhead, closedSince, busy, mailing] = [
      await first.request(),
      await first.request(),
      await first.request(),
      await first.request(),
      await first.request(),
      await first.request(),
    ];
    await first.step(twiceAhead, 'decideRequest', ACCEPTANCE);
    const kept = await Promise.all([untouched, ahead, twiceAhead].map((each) => noticed(first, each)));
    // Of the same version as its workflow knows, but with email that is only sent after the backup.
    await first.settled(mailing);
    await first.mail.goAway();
    await first.step(mailing, 'decideRequest', ACCEPTANCE);

    // Cases run while it is made: each is in it as it was at one moment.
    const began = Date.now();
    await Promise.all([backUp(first.settings, file), first.step(busy, 'decideRequest', ACCEPTANCE)]);
    const tookBackUp = Date.now() - began;
    expect(statSync(file).mode & 0o077).toBe(0);
    await first.mail.comeBack();

    const schedule = {
      facilitatorIds: [(await first.records.people()).find(({ roles }) => roles.includes('facilitator'))?.id],
    };
    await first.step(ahead, 'decideRequest', ACCEPTANCE);
    await first.step(twiceAhead, 'appointFacilitators', schedule);
    await first.step(closedSince, 'decideRequest', DECLINED);
    const never = await first.request();
    for (const reference of [ahead, twiceAhead, closedSince, mailing, never]) await first.settled(reference);
    await first.close();

    const database = await emptyDatabase();
    const begun = Date.now();
    await restore({ ...first.settings, databaseUrl: database.databaseUrl }, file);
    const tookRestore = Date.now() - begun;
    // Never into one that holds something.
    await expect(restore({ ...first.settings, databaseUrl: database.databaseUrl }, file)).rejects.toThrow(
      /not empty/,
    );

    const service = later(await startService({ database, temporal: { namespace } }), (started) =>
      started.close(),
    );
    const { well, lines, off } = await visit(service.settings, true, true);
    expect(off).toEqual([]);
    expect(well).toBe(true);
    const told = lines.join('\n');
    expect(told).toMatch(
      new RegExp(`^${ahead}: ended its workflow, which knew version \\d+, and started it anew`, 'm'),
    );
    expect(told).toMatch(new RegExp(`^${twiceAhead}: ended its workflow, which knew version \\d+`, 'm'));
    expect(told).toMatch(new RegExp(`^${never}: ended its workflow: no such open case is recorded`, 'm'));
    expect(told).toMatch(new RegExp(`^${mailing}: told its workflow$`, 'm'));
    expect(told).not.toContain(untouched);

    // As they were when the backup was made, with the same dates; the workflows know that, and no more.
    const restored = await Promise.all([untouched, ahead, twiceAhead].map((each) => noticed(service, each)));
    expect(restored).toEqual(kept);
    for (const reference of [untouched, ahead, twiceAhead, closedSince, busy]) {
      expect(await service.records.drift(reference)).toEqual([]);
    }
    // And they go on: by steps, by time, and under the number that was lost.
    await service.step(ahead, 'decideRequest', ACCEPTANCE);
    await service.step(twiceAhead, 'appointFacilitators', schedule);
    await service.step(closedSince, 'decideRequest', DECLINED);
    expect(await service.request()).toBe(never);
    for (const reference of [ahead, twiceAhead, closedSince, busy, mailing, never]) {
      await service.settled(reference);
    }
    const { view } = await service.settled(untouched);
    expect((await service.engine.advance(untouched, (view.nextDue ?? 0) + 1_000)).type).toBe('reached');
    const { off: stillOff } = await visit(service.settings, false);
    expect(stillOff).toEqual([]);
    process.stdout.write(
      `backed up in ${tookBackUp} ms, restored in ${tookRestore} ms; the doctor said:\n${told}\n`,
    );
  });
});
