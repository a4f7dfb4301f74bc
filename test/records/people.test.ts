import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Actor } from '../../domain/case/commands.ts';
import { BadCursor } from '../../records/index.ts';
import {
  ACCEPTANCE,
  aKey,
  aPerson,
  day,
  mustTake,
  openTestRecords,
  submit,
  take,
  type TestRecords,
} from './parts.ts';

let parts: TestRecords;
let administrator: Actor;

beforeAll(async () => {
  parts = await openTestRecords();
  administrator = await aPerson(parts.records, 'Ash Admin', 'administrator');
});
afterAll(() => parts.close());

describe('Tokens', () => {
  test('are kept as hashes, end on their date, and end at once with the account', async () => {
    const { records, sql, clock } = parts;
    await aPerson(records, 'Tess Token', 'facilitator');
    const token = await records.makeToken('TESS.token@partner.example', 10);
    if (token === null) throw new Error('no token');
    expect(await records.findPersonByToken(token)).toMatchObject({
      email: 'tess.token@partner.example',
      roles: ['practitioner', 'facilitator'],
    });
    expect((await sql.query('SELECT hash FROM token')).rows).toEqual([
      { hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(await records.findPersonByToken(`${token}x`)).toBeNull();
    const now = clock.now;
    clock.now += 10 * 24 * 3_600_000;
    expect(await records.findPersonByToken(token)).toBeNull();
    clock.now = now;
    expect(await records.disablePerson('tess.token@partner.example')).toBe(true);
    expect(await records.findPersonByToken(token)).toBeNull();
    expect(await records.makeToken('tess.token@partner.example', 10)).toBeNull();
    expect(await records.makeToken('nobody@partner.example', 10)).toBeNull();
    expect(await records.disablePerson('nobody@partner.example')).toBe(false);
  });
});

describe('People', () => {
  test('one address is one person, whatever its case; a role is added to those they have', async () => {
    const first = await parts.records.addPerson({
      email: 'Rio@partner.example',
      name: 'Rio',
      roles: ['operator'],
    });
    const second = await parts.records.addPerson({
      email: 'rio@PARTNER.example',
      name: 'Other',
      roles: ['administrator'],
    });
    expect(second).toEqual({ ...first, roles: ['practitioner', 'administrator', 'operator'] });
    expect((await parts.records.people()).filter(({ id }) => id === first.id)).toHaveLength(1);
  });

  test('the list of facilitators: filled in once, in pages, on and off', async () => {
    const { records } = parts;
    await aPerson(records, 'Zed Bare', 'facilitator');
    const details = { role: 'Head', organisation: 'Health', agency: 'gp', telephone: '1' } as const;
    for (const name of ['Ann', 'bob', 'Cat']) {
      expect(await records.addFacilitator({ name, email: `${name}@list.example`, ...details })).toMatchObject(
        { name, active: true },
      );
    }
    expect(await records.addFacilitator({ name: 'Ann', email: 'ANN@list.example', ...details })).toBe(
      'exists',
    );
    expect(
      await records.addFacilitator({ name: 'Zed', email: 'zed.bare@partner.example', ...details }),
    ).toMatchObject({ name: 'Zed Bare', organisation: 'Health' });
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await records.facilitators(cursor, 2);
      names.push(...page.rows.map(({ name }) => name));
      cursor = page.next;
    } while (cursor !== null);
    expect(names).toEqual(['Ann', 'bob', 'Cat', 'Zed Bare']);
    const [ann] = (await records.facilitators(null, 1)).rows;
    expect(await records.changeFacilitator(ann?.id ?? '', { active: false })).toMatchObject({
      name: 'Ann',
      active: false,
    });
    expect(await records.changeFacilitator('no-id', { active: false })).toBeNull();
    await expect(records.facilitators('bm9uc2Vuc2U', 2)).rejects.toThrow(BadCursor);
  });
});

describe('A call that is no step', () => {
  test('is done once for its key, also when repeated at the same moment', async () => {
    const body = { date: '2026-08-20', why: 'Training day' };
    const scope = aKey(administrator, body, 'POST /v1/calendar/closures');
    let done = 0;
    const call = () =>
      parts.records.once(scope, async () => {
        done += 1;
        const [date] = (await parts.records.closures()).map((closure) => closure.date);
        expect(date).toBeUndefined();
        return {
          status: (await parts.records.addClosure(day('2026-08-20'), body.why)) ? 201 : 409,
          headers: {},
          body,
        };
      });
    const results = await Promise.all([call(), call(), call(), call()]);
    expect(done).toBe(1);
    expect(results.map(({ type }) => type).sort()).toEqual(['first', 'repeated', 'repeated', 'repeated']);
    expect(
      results.every(
        (result) =>
          result.type === 'keyReused' ||
          (result.type === 'first' ? result.value : result.answer).status === 201,
      ),
    ).toBe(true);
  });

  test('that fails keeps neither its answer nor what it did', async () => {
    const scope = aKey(administrator, {}, 'POST /v1/calendar/closures');
    const failing = parts.records.once(scope, async () => {
      await parts.records.addClosure(day('2026-09-01'), 'x');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await parts.records.keptAnswer(scope)).toBeNull();
    expect((await parts.records.closures()).map(({ date }) => date)).toEqual(['2026-08-20']);
  });
});

describe('Files', () => {
  test('are named by whoever sent them, and again for the participant whose answer named them, by nobody else', async () => {
    const { records } = parts;
    const requester = await aPerson(records, 'Rae Teacher');
    const reference = await submit(records, requester);
    await mustTake(records, reference, 'decideRequest', ACCEPTANCE, administrator);
    const content = Buffer.from([0, 1, 2, 255]);
    const kept = await records.keepFile({
      reference,
      sentBy: requester.personId,
      name: 'Plan.pdf',
      type: 'application/pdf',
      content,
    });
    const chronology = { file: kept.id, from: '2026-01-01', to: '2026-02-01' };
    const pat = await records.findPersonByEmail('pat.officer@partner.example');
    if (pat === null) throw new Error('no account');
    const officer: Actor = { ...pat, personId: pat.id };
    expect(await take(records, reference, 'submitChronology', chronology, officer)).toMatchObject({
      type: 'invalid',
      faults: [{ field: 'file' }],
    });
    await mustTake(records, reference, 'submitChronology', chronology, requester);
    // Knowing the id is not enough: the file is in somebody else's answer.
    expect(await take(records, reference, 'submitChronology', chronology, officer)).toMatchObject({
      type: 'invalid',
    });
    const onBehalfOf = { participantId: 'p1', receivedOn: '2026-06-01', how: 'email' };
    await mustTake(records, reference, 'submitChronology', { ...chronology, onBehalfOf }, administrator);
    const found = await records.findFile(reference, kept.id);
    const answers = await records.answers(reference, 'submitChronology');
    expect(found).toMatchObject({ name: 'Plan.pdf', size: 4, content, sentBy: requester.personId });
    expect(new Set(found?.answerIds)).toEqual(new Set(answers.map(({ id }) => id)));
    expect(await records.findFile('MAS-2026-9999', kept.id)).toBeNull();
    expect(await records.findFile(reference, 'nonsense')).toBeNull();
  });
});
