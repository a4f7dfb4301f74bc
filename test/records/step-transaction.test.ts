import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Actor } from '../../domain/case/commands.ts';
import {
  ACCEPTANCE,
  aKey,
  aPerson,
  aRequest,
  keptVersion,
  mustTake,
  openTestRecords,
  requestRaw,
  rowCounts,
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
  await aPerson(parts.records, 'Bo Manager', 'businessManager');
});
afterAll(() => parts.close());

describe('A step is applied once', () => {
  test('the same request sent five times at once starts one case and is answered five times alike', async () => {
    const before = await rowCounts(parts.sql);
    const body = aRequest(requester);
    const idempotency = aKey(requester, body);
    const results = await Promise.all(
      Array.from({ length: 5 }, () =>
        parts.records.submitRequest({ body, actor: requester, idempotency, answer: keptVersion }),
      ),
    );
    const answers = results.map((result) => JSON.stringify('answer' in result ? result.answer : result));
    expect(new Set(answers).size).toBe(1);
    expect(results.map(({ type }) => type).sort()).toEqual([
      'applied',
      'repeated',
      'repeated',
      'repeated',
      'repeated',
    ]);
    const after = await rowCounts(parts.sql);
    expect(after['public."case"']).toBe((before['public."case"'] ?? 0) + 1);
    expect(after['public.answer']).toBe((before['public.answer'] ?? 0) + 1);
  });

  test('a repeat after the case moved on gets the first answer, another body does not, and after a week the key is free', async () => {
    const reference = await submit(parts.records, requester);
    const idempotency = aKey(administrator, ACCEPTANCE, `POST /v1/cases/${reference}/steps/decideRequest`);
    const first = await mustTake(parts.records, reference, 'decideRequest', ACCEPTANCE, administrator, {
      idempotency,
    });
    await mustTake(parts.records, reference, 'cancelCase', { reason: 'Moved away' }, administrator);
    const again = await take(parts.records, reference, 'decideRequest', ACCEPTANCE, administrator, {
      idempotency,
    });
    expect(again).toEqual({ type: 'repeated', answer: first.answer });
    expect(JSON.stringify(again.type === 'repeated' && again.answer)).toBe(JSON.stringify(first.answer));
    expect(await parts.records.keptAnswer(idempotency)).toEqual(again);

    const other = { ...idempotency, bodyHash: 'another' };
    expect(
      await take(parts.records, reference, 'decideRequest', ACCEPTANCE, administrator, {
        idempotency: other,
      }),
    ).toEqual({ type: 'keyReused' });

    parts.clock.now += 8 * 24 * 3_600_000;
    expect(await parts.records.keptAnswer(idempotency)).toBeNull();
    expect(
      await take(parts.records, reference, 'decideRequest', ACCEPTANCE, administrator, { idempotency }),
    ).toMatchObject({ type: 'refused' });
    await parts.records.forgetWhatIsOver();
    const { rows } = await parts.sql.query('SELECT FROM idempotency');
    expect(rows).toHaveLength(0);
    parts.clock.now -= 8 * 24 * 3_600_000;
  });

  test('two people deciding one request at the same moment: one is applied, one refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const reference = await submit(parts.records, requester);
      const results = await Promise.all([
        take(parts.records, reference, 'decideRequest', ACCEPTANCE, administrator),
        take(parts.records, reference, 'decideRequest', { decision: 'decline', reason: 'No' }, administrator),
      ]);
      expect(results.map(({ type }) => type).sort()).toEqual(['applied', 'refused']);
      expect(await parts.records.drift(reference)).toEqual([]);
    }
  });
});

describe('What is not applied leaves nothing', () => {
  test('refused, forbidden, invalid, another version, no such case: no row anywhere, but in the audit', async () => {
    const reference = await submit(parts.records, requester);
    const stranger = await aPerson(parts.records, 'Sam Stranger');
    const before = await rowCounts(parts.sql);
    const { rows: caseBefore } = await parts.sql.query('SELECT * FROM "case" WHERE reference = $1', [
      reference,
    ]);
    const key = (whose: Actor) => ({ idempotency: aKey(whose, {}) });
    const results = [
      await take(
        parts.records,
        reference,
        'publishSummary',
        { keyLearningPoints: ['x'] },
        administrator,
        key(administrator),
      ),
      await take(parts.records, reference, 'withdrawRequest', { reason: 'x' }, stranger, key(stranger)),
      await take(parts.records, reference, 'cancelCase', { reason: 'x' }, administrator, {
        ...key(administrator),
        ifVersion: 999,
      }),
      await take(
        parts.records,
        reference,
        'submitChronology',
        { file: '00000000-0000-4000-8000-000000000000', from: '2026-01-01', to: '2026-02-01' },
        requester,
        key(requester),
      ),
      await take(
        parts.records,
        'MAS-2026-9999',
        'cancelCase',
        { reason: 'x' },
        administrator,
        key(administrator),
      ),
      await parts.records.submitRequest({
        body: aRequest(requester),
        actor: stranger,
        idempotency: aKey(stranger, {}),
        answer: keptVersion,
      }),
    ];
    expect(results.map(({ type }) => type)).toEqual([
      'forbidden',
      'forbidden',
      'versionChanged',
      'invalid',
      'notFound',
      'invalid',
    ]);
    expect(results[3]).toEqual({ type: 'invalid', faults: [{ field: 'file', message: expect.any(String) }] });
    expect(await rowCounts(parts.sql)).toEqual(before);
    const { rows: caseAfter } = await parts.sql.query('SELECT * FROM "case" WHERE reference = $1', [
      reference,
    ]);
    expect(caseAfter).toEqual(caseBefore);
    const { rows } = await parts.sql.query(
      `SELECT what FROM audit WHERE reference = $1 AND what LIKE 'refused%' ORDER BY number`,
      [reference],
    );
    expect(rows).toEqual([
      { what: 'refused publishSummary: forbidden' },
      { what: 'refused withdrawRequest: forbidden' },
      { what: 'refused cancelCase: versionChanged' },
      { what: 'refused submitChronology: invalid' },
    ]);
  });

  test('events and audit cannot be changed or removed', async () => {
    await submit(parts.records, requester);
    for (const table of ['case_event', 'audit']) {
      await expect(parts.sql.query(`DELETE FROM ${table}`)).rejects.toThrow('append-only');
      await expect(parts.sql.query(`UPDATE ${table} SET at = now()`)).rejects.toThrow('append-only');
      await expect(parts.sql.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow('append-only');
    }
    await parts.sql.query('BEGIN');
    await parts.sql.query(`SET LOCAL mas.erasing = 'on'`);
    const { rowCount } = await parts.sql.query('DELETE FROM audit');
    expect(rowCount).toBeGreaterThan(0);
    await parts.sql.query('ROLLBACK');
  });

  test('an audit entry that is changed or missing breaks its chain', async () => {
    const reference = await submit(parts.records, requester);
    await parts.records.audit({ reference, personId: administrator.personId, what: 'view case', why: null });
    await Promise.all(
      Array.from({ length: 8 }, () =>
        parts.records.audit({ reference, personId: null, what: 'view case', why: null }),
      ),
    );
    expect(await parts.records.brokenAuditChains()).toEqual([]);
    await parts.sql.query('BEGIN');
    await parts.sql.query(`SET LOCAL mas.erasing = 'on'`);
    await parts.sql.query(`UPDATE audit SET what = 'nothing' WHERE reference = $1 AND number = 2`, [
      reference,
    ]);
    await parts.sql.query('COMMIT');
    expect(await parts.records.brokenAuditChains()).toEqual([{ reference, number: 2 }]);
  });
});

describe('What a step brings', () => {
  test('acceptance makes accounts, tells administrators for who has no address, and leaves the request readable', async () => {
    const reference = await submit(parts.records, requester);
    const pat = await parts.records.findPersonByEmail('pat.officer@PARTNER.example');
    const { after } = await mustTake(parts.records, reference, 'decideRequest', ACCEPTANCE, administrator);
    expect(after.state.stage).toBe('preparing');
    expect(after.view).toMatchObject({ version: after.state.version, mailWaiting: true });
    const account = await parts.records.findPersonByEmail('pat.officer@PARTNER.example');
    expect(account).toMatchObject({ name: 'Pat Officer', roles: ['practitioner'], disabled: false });
    if (pat !== null) expect(account).toEqual(pat);
    expect(await parts.records.newestRequest(reference)).toMatchObject({
      child: { surname: 'O’Dwyer-Blythe' },
    });
    const emails = await parts.records.takeMail(reference, 100);
    const toldOfDoctor = emails.filter(({ data }) => data.noOneToRemind === true);
    expect(new Set(toldOfDoctor.map(({ address }) => address))).toEqual(new Set([administrator.email]));
    const keys = emails.map(({ kind, address, data }) => `${kind} ${address} ${String(data.noOneToRemind)}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(emails.map(({ messageId }) => messageId)).size).toBe(emails.length);
  });

  test('an amendment that leaves a confidential address out keeps it, and what it says is found', async () => {
    const reference = await submit(parts.records, requester);
    await mustTake(
      parts.records,
      reference,
      'decideRequest',
      { decision: 'returnForInformation', reason: 'More, please' },
      administrator,
    );
    const child = {
      surname: 'Marlowe',
      forename: 'Ada',
      dateOfBirth: '2015-04-03',
      levelOfNeed: 'targetedHelp',
    };
    await mustTake(parts.records, reference, 'amendRequest', requestRaw(requester, { child }), requester);
    expect((await parts.records.newestRequest(reference))?.child).toMatchObject({
      surname: 'Marlowe',
      address: '1 Secret Road',
      addressConfidential: true,
    });
    const answers = await parts.records.answers(reference, null);
    expect(answers.map(({ step, by, version }) => [step, by, version])).toEqual([
      ['amendRequest', 'p1', 1],
      ['decideRequest', 'administrators', 1],
      ['submitRequest', 'p1', 1],
    ]);
    const found = await parts.records.searchCases({
      surname: 'marlowe',
      dateOfBirth: null,
      cursor: null,
      limit: 10,
    });
    expect(found.rows.map(({ state }) => state.reference)).toEqual([reference]);
  });

  test('on behalf: both names and the date received stand beside the body, not in it', async () => {
    const onBehalfOf = { receivedOn: '2026-05-29', how: 'email' };
    const body = aRequest(requester, { onBehalfOf });
    const result = await parts.records.submitRequest({
      body,
      actor: administrator,
      idempotency: null,
      answer: keptVersion,
    });
    if (result.type !== 'applied') throw new Error(JSON.stringify(result));
    const { reference, requestedOn } = result.after.state;
    expect(requestedOn).toBe('2026-05-29');
    const [answer] = await parts.records.answers(reference, 'submitRequest');
    expect(answer).toMatchObject({
      by: 'p1',
      onBehalfOf: { typedBy: administrator.personId, receivedOn: '2026-05-29', how: 'email' },
    });
    expect(answer?.body).not.toHaveProperty('onBehalfOf');
  });

  test('meeting identifiers go by the London year of the submission and are unique among many at once', async () => {
    const references = await Promise.all(Array.from({ length: 12 }, () => submit(parts.records, requester)));
    expect(new Set(references).size).toBe(12);
    for (const reference of references) expect(reference).toMatch(/^MAS-2026-\d{4}$/);
    const earlier = parts.clock.now;
    parts.clock.now = Date.parse('2027-01-01T00:30:00Z');
    expect(await submit(parts.records, requester)).toBe('MAS-2027-0001');
    parts.clock.now = earlier;
  });
});
