/** What one person proposes and a second one decides: who may, and when, over the JSON API. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '../../domain/calendar/index.ts';
import { accepted, requested, today } from './cases.ts';
import { visitorAs } from './pages/cases/visiting.ts';
import { PEOPLE, runApi } from './running-api.ts';
import type { RunningApi, Who } from './running-api.ts';
import { detailOf, referenceOf, TwoPeople } from './two-people.ts';

let api: RunningApi;
let both: TwoPeople;
beforeAll(async () => {
  api = await runApi();
  both = new TwoPeople(api);
});
afterAll(() => api.close());

describe('What a second person decides', () => {
  let path: string;
  let id: string;
  beforeAll(async () => {
    path = await accepted(api);
    id = await both.proposed(path, 'rebuildWorkflow');
  });

  test('is for those who run the process, and nobody else learns of it', async () => {
    for (const who of ['requester', 'facilitator', 'operator', 'stranger'] as const) {
      expect([who, (await api.as(who).get('/v1/approvals')).status]).toEqual([who, 403]);
      expect([who, (await api.as(who).get(`/v1/approvals/${id}`)).status]).toEqual([who, 404]);
      expect([who, (await both.decide(who, id, 'approved')).status]).toEqual([who, 404]);
    }
    expect((await both.propose('requester', path, 'rebuildWorkflow')).status).toBe(403);
    expect((await both.propose('stranger', path, 'rebuildWorkflow')).status).toBe(404);
    const { body } = await api.as('businessManager').get('/v1/approvals').expect(200);
    expect(body).toMatchObject({
      approvals: [{ id, kind: 'rebuildWorkflow', proposedBy: 'Asha Verma', mayDecide: true, decision: null }],
    });
    const ofNoCase = await api.records.accessLog(null, null, 1);
    expect(ofNoCase.rows[0]).toMatchObject({
      what: 'view approvals',
      who: { name: PEOPLE.businessManager.name },
    });
    expect((await api.as('administrator').get(`/v1/approvals/${id}`).expect(200)).body).toMatchObject({
      mayDecide: false,
      effect: expect.arrayContaining([expect.stringContaining('starts again from the record')]),
    });
    // Why it is proposed was read.
    const { rows } = await api.records.accessLog(referenceOf(path), null, 1);
    expect(rows[0]).toMatchObject({ what: 'view case', who: { name: PEOPLE.administrator.name } });
  });

  test('is asked of the others by email, once, and is one at a time', async () => {
    expect(await both.waiting(path, 'approvalAsked')).toBe(1);
    const again = await both.propose('businessManager', path, 'rebuildWorkflow');
    expect([again.status, detailOf(again)]).toEqual([
      409,
      expect.stringContaining('proposed for the case already'),
    ]);
  });

  test('is never decided by whoever proposed it, who may withdraw it', async () => {
    const own = await both.decide('administrator', id, 'approved');
    expect([own.status, detailOf(own)]).toEqual([403, expect.stringContaining('second person')]);
    expect((await both.decide('administrator', id, 'refused', 'No')).status).toBe(403);
    expect((await both.decide('businessManager', id, 'withdrawn')).status).toBe(403);
    expect((await both.decide('businessManager', id, 'refused')).status).toBe(422);
    await both.decide('administrator', id, 'withdrawn').expect(200);
    expect((await both.decide('businessManager', id, 'approved')).status).toBe(409);
  });

  test('is refused with a note, and stays as it was decided', async () => {
    id = await both.proposed(path, 'rebuildWorkflow', {}, 'businessManager');
    const refused = await both.decide('administrator', id, 'refused', 'It goes on by itself.').expect(200);
    expect(refused.body).toMatchObject({ decision: 'refused', note: 'It goes on by itself.', outcome: null });
    const texts = await both.timelineOf(path);
    expect(texts).toContain('Rebuild the workflow: refused by a second person');
    for (const change of [
      `UPDATE approval SET why = 'other' WHERE id = '${id}'`,
      `UPDATE approval SET decision = 'approved' WHERE id = '${id}'`,
      `DELETE FROM approval WHERE id = '${id}'`,
    ]) {
      await expect(api.sql.query(change)).rejects.toThrow('append-only');
    }
  });

  test('is taken once where two decide in the same moment', async () => {
    id = await both.proposed(path, 'rebuildWorkflow');
    const [one, other] = await Promise.all([
      both.decide('businessManager', id, 'approved'),
      both.decide('administrator', id, 'withdrawn'),
    ]);
    expect([one.status, other.status].sort()).toEqual([200, 409]);
  });

  test('is not decided, proposed or held with a token that somebody else made', async () => {
    const open = await both.proposed(path, 'rebuildWorkflow');
    const asha = await visitorAs(api, 'administrator');
    const tokenOf = async (who: Who): Promise<string> => {
      const made = await asha.send(`/people/${api.personId(who)}/tokens`, { days: '1' });
      return /<code>([\w-]{43})<\/code>/.exec(made.text)?.[1] ?? '';
    };
    const sending = (token: string, address: string, body: object) =>
      api.stranger().post(address).set('Authorization', `Bearer ${token}`).send(body);
    const [hers, own] = [await tokenOf('businessManager'), await tokenOf('administrator')];
    const proposal = { kind: 'rebuildWorkflow', details: {}, why: 'It stands still.' };
    for (const [address, body] of [
      [`/v1/approvals/${open}`, { decision: 'approved' }],
      [`${path}/approvals`, proposal],
      [`${path}/hold`, { why: 'An inquiry' }],
    ] as const) {
      const answer = await sending(hers, address, body);
      expect([address, answer.status, detailOf(answer)]).toEqual([
        address,
        403,
        expect.stringContaining('Sign in yourself to decide this'),
      ]);
    }
    await api.stranger().get('/v1/approvals').set('Authorization', `Bearer ${hers}`).expect(200);
    await sending(own, `/v1/approvals/${open}`, { decision: 'withdrawn' }).expect(200);
  });

  test('names every fault of a proposal at once', async () => {
    const wrong = await api.as('administrator').post(`${path}/approvals`, {
      kind: 'putDateRight',
      details: { date: 'heldOn', to: '2026-02-30' },
      why: ' ',
    });
    expect(wrong.status).toBe(422);
    expect((wrong.body as { errors: { field: string }[] }).errors.map(({ field }) => field).sort()).toEqual([
      'details.date',
      'details.to',
      'why',
    ]);
  });
});

describe('Two people who agree in the same moment', () => {
  test('have it done once', async () => {
    await api.records.addPerson({ ...PEOPLE.stranger, roles: ['administrator'] });
    const path = await requested(api);
    const { version } = await both.caseAt(path);
    const id = await both.proposed(path, 'putDateRight', { date: 'requestedOn', to: addDays(today(), -2) });
    const answers = await Promise.all([
      both.decide('businessManager', id, 'approved'),
      both.decide('stranger', id, 'approved'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const after = await both.caseAt(path);
    expect(after['requestedOn']).toBe(addDays(today(), -2));
    // The date, and that of deciding by it.
    expect(after['version']).toBe(Number(version) + 2);
  });
});
