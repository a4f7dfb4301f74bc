/** A step is decided on the case as its caller read it, and written only while the case is still that. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../domain/case/commands.ts';
import type { ReadRow } from '../../records/types.ts';
import {
  ACCEPTANCE,
  aKey,
  aPerson,
  mustTake,
  openTestRecords,
  rowCounts,
  rowOf,
  submit,
  take,
  type TestRecords,
} from './parts.ts';

let parts: TestRecords;
let requester: Actor;
let administrator: Actor;

beforeAll(async () => {
  parts = await openTestRecords();
  requester = await aPerson(parts.records, 'Rae Teacher');
  administrator = await aPerson(parts.records, 'Ash Admin', 'administrator');
});
afterAll(() => parts.close());

const CANCELLATION = { reason: 'Moved away' };
const rowsOf = async (reference: string): Promise<ReadRow> => {
  const row = await rowOf(parts.records, reference);
  if (row === null) throw new Error(`${reference} is not there`);
  return row;
};
const risk = (who: number): object => ({
  what: `Told by ${who}`,
  referredTo: 'The front door',
  by: 'Rae Teacher',
  at: '2026-06-01T00:05',
});

test('what was read before somebody else was first decides nothing: the rules are asked again', async () => {
  const reference = await submit(parts.records, requester);
  const row = await rowsOf(reference);
  await mustTake(parts.records, reference, 'decideRequest', ACCEPTANCE, administrator);
  const before = await rowCounts(parts.sql);
  expect(
    await take(parts.records, reference, 'decideRequest', ACCEPTANCE, administrator, { row }),
  ).toMatchObject({ type: 'refused' });
  const after = await rowCounts(parts.sql);
  expect({ ...after, 'public.audit': 0 }).toEqual({ ...before, 'public.audit': 0 });
});

test('a clock that was moved since the case was read counts, though no event says so', async () => {
  const reference = await submit(parts.records, requester);
  const row = await rowsOf(reference);
  const days = 3 * 24 * 3_600_000;
  await parts.records.setClockAhead(reference, days);
  const { after } = await mustTake(parts.records, reference, 'cancelCase', CANCELLATION, administrator, {
    row,
  });
  expect(after.now).toBe(parts.clock.now + days);
});

test('a key that is taken is answered as before, whatever was read, and nothing is written twice', async () => {
  const reference = await submit(parts.records, requester);
  const idempotency = aKey(administrator, ACCEPTANCE, `POST /v1/cases/${reference}/steps/decideRequest`);
  const row = await rowsOf(reference);
  const results = await Promise.all(
    Array.from({ length: 4 }, () =>
      take(parts.records, reference, 'decideRequest', ACCEPTANCE, administrator, { idempotency, row }),
    ),
  );
  expect(results.map(({ type }) => type).sort()).toEqual(['applied', 'repeated', 'repeated', 'repeated']);
  expect(await parts.records.drift(reference)).toEqual([]);
});

test('decided on what was read or on what is held, the same step leaves the same rows', async () => {
  const left = await Promise.all(
    [undefined, null].map(async (row) => {
      const own = await openTestRecords();
      try {
        const actor = await aPerson(own.records, 'Ash Admin', 'administrator');
        const reference = await submit(own.records, await aPerson(own.records, 'Rae Teacher'));
        const held = row === null ? { row } : {};
        await mustTake(own.records, reference, 'decideRequest', ACCEPTANCE, actor, held);
        await mustTake(own.records, reference, 'cancelCase', CANCELLATION, actor, held);
        return await rowCounts(own.sql);
      } finally {
        await own.close();
      }
    }),
  );
  expect(left[0]).toEqual(left[1]);
});

test('whoever reads when, and however many at once: each step once, and the case is what its events give', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { minLength: 2, maxLength: 8 }), async (delays) => {
      const reference = await submit(parts.records, requester);
      await mustTake(parts.records, reference, 'decideRequest', ACCEPTANCE, administrator);
      const begun = (await rowsOf(reference)).state.version;
      const rows = [await rowsOf(reference)];
      const results = await Promise.all(
        delays.map(async (delay, index) => {
          for (let waited = 0; waited < delay; waited += 1) rows.push(await rowsOf(reference));
          const row = rows[index % rows.length] ?? null;
          return take(parts.records, reference, 'raiseImmediateRisk', risk(index), requester, { row });
        }),
      );
      const taken = results.filter(({ type }) => type === 'applied').length;
      expect(taken).toBe(delays.length);
      const { rows: events } = await parts.sql.query<{ version: number }>(
        'SELECT version FROM case_event WHERE reference = $1 AND version > $2 ORDER BY version',
        [reference, begun],
      );
      expect(events.map(({ version }) => version)).toEqual(events.map((_, at) => begun + 1 + at));
      const { rows: answers } = await parts.sql.query<{ version: number }>(
        `SELECT version FROM answer WHERE reference = $1 AND step = 'raiseImmediateRisk' ORDER BY version`,
        [reference],
      );
      expect(answers.map(({ version }) => version)).toEqual(delays.map((_, at) => at + 1));
      expect(await parts.records.drift(reference)).toEqual([]);
    }),
    { numRuns: 12 },
  );
});
