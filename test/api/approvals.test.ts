/** What one person proposes and a second one decides: repairs of one case, over the JSON API and on the pages. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '../../domain/calendar/index.ts';
import {
  A_CHRONOLOGY,
  aRequest,
  accepted,
  ACCEPTANCE,
  requested,
  take,
  today,
  withFacilitators,
} from './cases.ts';
import { runApi } from './running-api.ts';
import { PEOPLE } from './running-api.ts';
import type { Answer, RunningApi, Who } from './running-api.ts';
import { mainOf, visitorAs, wordsOf } from './pages/cases/visiting.ts';
import { faultsOn } from './pages/step/at-a-step.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.close());

const refOf = (path: string): string => path.slice('/v1/cases/'.length);
const propose = (who: Who, path: string, kind: string, details: object = {}) =>
  api.as(who).post(`${path}/approvals`, { kind, details, why: 'It was a slip of the pen.' });
const decide = (who: Who, id: string, decision: string, note?: string) =>
  api.as(who).post(`/v1/approvals/${id}`, { decision, ...(note === undefined ? {} : { note }) });

async function proposed(path: string, kind: string, details: object = {}, who: Who = 'administrator') {
  const answer = await propose(who, path, kind, details);
  if (answer.status !== 201) throw new Error(`${kind}: ${answer.status} ${answer.text}`);
  return (answer.body as { id: string }).id;
}
const caseAt = async (path: string): Promise<Record<string, unknown>> =>
  (await api.as('administrator').get(path).expect(200)).body as Record<string, unknown>;
async function timelineOf(path: string, who: Who = 'administrator'): Promise<readonly string[]> {
  const { body } = await api.as(who).get(`${path}/timeline?limit=200`).expect(200);
  return (body as { entries: { text: string }[] }).entries.map(({ text }) => text);
}
const drift = (path: string) => api.records.drift(refOf(path));
/** The version of the newest step of this kind. */
async function versionOf(path: string, step: string): Promise<number> {
  const { rows } = await api.sql.query<{ version: number }>(
    `SELECT max(version) AS version FROM case_event WHERE reference = $1 AND body->>'type' = 'stepTaken' AND body->>'step' = $2`,
    [refOf(path), step],
  );
  return rows[0]?.version ?? 0;
}
async function sendAll(path: string, result: 'sent' | 'refused' | 'outcomeUnknown' = 'sent'): Promise<void> {
  const emails = await api.records.takeMail(refOf(path), 100);
  await api.records.mailResults(
    refOf(path),
    emails.map((email) => ({ email, result, why: null })),
  );
}
const waiting = async (path: string, kind: string): Promise<number> => {
  const { rows } = await api.sql.query<{ count: number }>(
    `SELECT count(*)::int FROM outbox WHERE reference = $1 AND kind = $2 AND status = 'queued'`,
    [refOf(path), kind],
  );
  return rows[0]?.count ?? 0;
};
const detailOf = ({ body }: Answer): unknown => (body as { detail?: unknown }).detail;

describe('What a second person decides', () => {
  let path: string;
  let id: string;
  beforeAll(async () => {
    path = await accepted(api);
    id = await proposed(path, 'rebuildWorkflow');
  });

  test('is for those who run the process, and nobody else learns of it', async () => {
    for (const who of ['requester', 'facilitator', 'operator', 'stranger'] as const) {
      expect([who, (await api.as(who).get('/v1/approvals')).status]).toEqual([who, 403]);
      expect([who, (await api.as(who).get(`/v1/approvals/${id}`)).status]).toEqual([who, 404]);
      expect([who, (await decide(who, id, 'approved')).status]).toEqual([who, 404]);
    }
    expect((await propose('requester', path, 'rebuildWorkflow')).status).toBe(403);
    expect((await propose('stranger', path, 'rebuildWorkflow')).status).toBe(404);
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
    const { rows } = await api.records.accessLog(refOf(path), null, 1);
    expect(rows[0]).toMatchObject({ what: 'view case', who: { name: PEOPLE.administrator.name } });
  });

  test('is asked of the others by email, once, and is one at a time', async () => {
    expect(await waiting(path, 'approvalAsked')).toBe(1);
    const again = await propose('businessManager', path, 'rebuildWorkflow');
    expect([again.status, detailOf(again)]).toEqual([
      409,
      expect.stringContaining('proposed for the case already'),
    ]);
  });

  test('is never decided by whoever proposed it, who may withdraw it', async () => {
    const own = await decide('administrator', id, 'approved');
    expect([own.status, detailOf(own)]).toEqual([403, expect.stringContaining('second person')]);
    expect((await decide('administrator', id, 'refused', 'No')).status).toBe(403);
    expect((await decide('businessManager', id, 'withdrawn')).status).toBe(403);
    expect((await decide('businessManager', id, 'refused')).status).toBe(422);
    await decide('administrator', id, 'withdrawn').expect(200);
    expect((await decide('businessManager', id, 'approved')).status).toBe(409);
  });

  test('is refused with a note, and stays as it was decided', async () => {
    id = await proposed(path, 'rebuildWorkflow', {}, 'businessManager');
    const refused = await decide('administrator', id, 'refused', 'It goes on by itself.').expect(200);
    expect(refused.body).toMatchObject({ decision: 'refused', note: 'It goes on by itself.', outcome: null });
    const texts = await timelineOf(path);
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
    id = await proposed(path, 'rebuildWorkflow');
    const [one, other] = await Promise.all([
      decide('businessManager', id, 'approved'),
      decide('administrator', id, 'withdrawn'),
    ]);
    expect([one.status, other.status].sort()).toEqual([200, 409]);
  });

  test('is not decided, proposed or held with a token that somebody else made', async () => {
    const open = await proposed(path, 'rebuildWorkflow');
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

describe('The date of acceptance', () => {
  test('is put right by two people, with the session’s due date', async () => {
    const path = await accepted(api);
    const before = await caseAt(path);
    const to = addDays(today(), -1);
    const tooEarly = await propose('administrator', path, 'putDateRight', { date: 'acceptedOn', to });
    expect([tooEarly.status, detailOf(tooEarly)]).toEqual([
      409,
      expect.stringContaining('before it was made'),
    ]);
    const first = await proposed(path, 'putDateRight', { date: 'requestedOn', to: addDays(today(), -9) });
    await decide('businessManager', first, 'approved').expect(200);
    const id = await proposed(path, 'putDateRight', { date: 'acceptedOn', to: addDays(today(), -7) });
    const { body } = await api.as('businessManager').get(`/v1/approvals/${id}`).expect(200);
    expect(body).toMatchObject({
      effect: expect.arrayContaining([expect.stringMatching(/^The session’s due date moves from .* to /)]),
    });
    const done = await decide('businessManager', id, 'approved').expect(200);
    expect(done.body).toMatchObject({ decision: 'approved', outcome: 'the date was put right' });
    const after = await caseAt(path);
    expect(after).toMatchObject({ requestedOn: addDays(today(), -9), acceptedOn: addDays(today(), -7) });
    expect(String(after['sessionDueOn']) < String(before['sessionDueOn'])).toBe(true);
    expect(await timelineOf(path)).toEqual(
      expect.arrayContaining([expect.stringContaining(`Put right: the date of acceptance, from ${today()}`)]),
    );
    expect(await waiting(path, 'sessionDuePutRight')).toBe(3);
    expect(await drift(path)).toEqual([]);
    // Sent once more, the same answer; nothing is done twice.
    await decide('businessManager', id, 'approved').expect(200);
    expect((await caseAt(path))['version']).toBe(after['version']);
  });

  test('is judged again when it is agreed to: the case may have gone on', async () => {
    const path = await requested(api);
    const id = await proposed(path, 'putDateRight', { date: 'requestedOn', to: addDays(today(), -1) });
    await take(api, 'administrator', path, 'withdrawRequest', { reason: 'Another case' });
    const { body } = await api.as('businessManager').get(`/v1/approvals/${id}`).expect(200);
    expect(body).toMatchObject({ noLongerFits: 'The case is closed' });
    const late = await decide('businessManager', id, 'approved');
    expect([late.status, detailOf(late)]).toEqual([409, expect.stringContaining('The case is closed')]);
    await decide('businessManager', id, 'refused', 'Too late').expect(200);
  });
});

describe('A step recorded by mistake', () => {
  test('is taken back: the case, its people, its answers and its emails', async () => {
    const path = await requested(api);
    await sendAll(path);
    await take(api, 'administrator', path, 'decideRequest', ACCEPTANCE);
    const version = await versionOf(path, 'decideRequest');
    const id = await proposed(path, 'undoStep', { version });
    await sendAll(path);
    // Somebody has had an email, an account and the case.
    await api.as('attendee').get(path).expect(200);
    await decide('businessManager', id, 'approved').expect(200);
    const after = await caseAt(path);
    expect(after).toMatchObject({ stage: 'triage', acceptedOn: null, sessionDueOn: null });
    expect(
      (after['tasks'] as { kind: string; status: string }[]).filter(({ status }) => status === 'open'),
    ).toMatchObject([{ kind: 'decideRequest' }]);
    await api.as('attendee').get(path).expect(404);
    expect(await drift(path)).toEqual([]);
    expect(await waiting(path, 'stepTakenBack')).toBe(3);
    const { body } = await api.as('administrator').get(`${path}/answers?step=decideRequest`).expect(200);
    expect(body).toMatchObject({ answers: [{ version: 1, takenBackAt: expect.any(String) }] });
    expect(await timelineOf(path, 'requester')).toContain(
      'Taken back, because it was recorded by mistake: Decide on the request',
    );
    const others = await api.as('requester').get(`${path}/answers`).expect(200);
    expect((others.body as { answers: { step: string }[] }).answers.map(({ step }) => step)).toEqual([
      'submitRequest',
    ]);

    // And it is taken again, as the next version of the answer.
    await take(api, 'administrator', path, 'decideRequest', ACCEPTANCE);
    const again = await api.as('administrator').get(`${path}/answers?step=decideRequest`).expect(200);
    expect((again.body as { answers: { version: number }[] }).answers.map((each) => each.version)).toEqual([
      2, 1,
    ]);
    const people = (await caseAt(path))['participants'] as { id: string }[];
    expect(people.map((each) => each.id)).toEqual(['p1', 'p4', 'p5']);
    expect(await drift(path)).toEqual([]);
  });

  test('is only the newest one, never the request, nor an entry in the tracker', async () => {
    const path = await accepted(api);
    const first = await propose('administrator', path, 'undoStep', { version: 2 });
    expect([first.status, detailOf(first)]).toEqual([409, expect.stringContaining('not the newest step')]);
    const id = await proposed(path, 'undoStep', { version: await versionOf(path, 'decideRequest') });
    await take(api, 'attendee', path, 'submitChronology', A_CHRONOLOGY);
    const late = await decide('businessManager', id, 'approved');
    expect([late.status, detailOf(late)]).toEqual([
      409,
      expect.stringContaining('another one has been taken since'),
    ]);
    await decide('administrator', id, 'withdrawn').expect(200);
    const request = await requested(api);
    const own = await propose('administrator', request, 'undoStep', { version: 2 });
    expect([own.status, detailOf(own)]).toEqual([409, expect.stringContaining('withdrawn, not taken back')]);
  });

  test('opens a case again that was closed by mistake, and its emails that wait are not sent', async () => {
    const path = await withFacilitators(api);
    await sendAll(path);
    await take(api, 'administrator', path, 'cancelCase', { reason: 'The wrong case' });
    expect(await waiting(path, 'caseCancelled')).toBeGreaterThan(1);
    const [inHand, inDoubt] = await api.records.takeMail(refOf(path), 2);
    if (inHand === undefined || inDoubt === undefined) throw new Error('no emails');
    const failed = { email: inHand, result: 'failed', why: null } as const;
    const unknown = { email: inDoubt, result: 'outcomeUnknown', why: null } as const;
    await api.records.mailResults(refOf(path), [unknown]);
    const id = await proposed(
      path,
      'undoStep',
      { version: await versionOf(path, 'cancelCase') },
      'businessManager',
    );
    await decide('administrator', id, 'approved').expect(200);
    expect(await caseAt(path)).toMatchObject({ stage: 'preparing', outcome: null });
    expect(await waiting(path, 'caseCancelled')).toBe(0);
    // One was being sent, of one it was not known: they may arrive, so their readers are told, and neither is sent (again).
    expect((await waiting(path, 'stepTakenBack')) + (await waiting(path, 'invitation'))).toBe(2);
    await api.records.mailResults(refOf(path), [failed]);
    expect(await waiting(path, 'caseCancelled')).toBe(0);
    expect(await timelineOf(path)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/case cancelled.*: not sent, because its step was taken back$/),
        expect.stringMatching(/case cancelled.*: not sent once more, because its step was taken back$/),
      ]),
    );
    expect(await drift(path)).toEqual([]);
    const { view } = (await api.records.viewToTell(refOf(path))) ?? {};
    expect(view).toMatchObject({ stage: 'preparing', mailWaiting: true });
    await take(api, 'facilitator', path, 'declareIndependence', { independent: true });
  });
});

describe('A request that was amended by mistake', () => {
  test('is the earlier one again, for those who read it and those who search', async () => {
    const path = await requested(api);
    const child = {
      surname: 'Umberwick',
      forename: 'Quenby',
      dateOfBirth: '2014-08-23',
      levelOfNeed: 'statutoryHelp',
    };
    await take(api, 'administrator', path, 'amendRequest', {
      ...aRequest({ child }),
      correctionReason: 'A slip',
    });
    const found = async (surname: string): Promise<number> => {
      const { body } = await api.as('administrator').post('/v1/cases/search', { surname }).expect(200);
      return (body as { cases: { reference: string }[] }).cases.filter(
        ({ reference }) => reference === refOf(path),
      ).length;
    };
    expect([await found('Umberwick'), await found('Thistlewood')]).toEqual([1, 0]);
    const id = await proposed(path, 'undoStep', { version: await versionOf(path, 'amendRequest') });
    await decide('businessManager', id, 'approved').expect(200);
    expect([await found('Umberwick'), await found('Thistlewood')]).toEqual([0, 1]);
    expect(await caseAt(path)).toMatchObject({ request: { child: { surname: 'Thistlewood' } } });
    expect(await drift(path)).toEqual([]);
  });
});

describe('An email that hangs', () => {
  test('is sent again with the same Message-ID, or given up, as two people agree', async () => {
    const path = await requested(api);
    await sendAll(path, 'refused');
    const emails = async () =>
      (
        await api.sql.query<{ id: string; message_id: string; status: string; kind: string }>(
          `SELECT id, message_id, status, kind FROM outbox WHERE reference = $1 ORDER BY number`,
          [refOf(path)],
        )
      ).rows;
    const [refused] = await emails();
    const ids = [refused?.id ?? ''];
    expect((await propose('administrator', path, 'skipEmail', { emails: ids })).status).toBe(409);
    const again = await proposed(path, 'retryEmail', { emails: ids });
    const done = await decide('businessManager', again, 'approved').expect(200);
    expect(done.body).toMatchObject({ outcome: '1 email to be sent again' });
    expect((await emails())[0]).toEqual({ ...refused, status: 'queued' });
    expect(await timelineOf(path)).toEqual(
      expect.arrayContaining([expect.stringMatching(/to be sent again, as a second person agreed$/)]),
    );
    const given = await proposed(path, 'skipEmail', { emails: ids });
    await decide('businessManager', given, 'approved').expect(200);
    expect((await emails())[0]?.status).toBe('skipped');
    expect(await drift(path)).toEqual([]);
    const unknown = ['00000000-0000-4000-8000-000000000000'];
    const none = await propose('administrator', path, 'retryEmail', { emails: unknown });
    expect([none.status, detailOf(none)]).toEqual([409, expect.stringContaining('no such email')]);
  });
});

describe('A workflow that does not go on', () => {
  test('is ended and started again from the record', async () => {
    const path = await accepted(api);
    const id = await proposed(path, 'rebuildWorkflow');
    const done = await decide('businessManager', id, 'approved').expect(200);
    expect(done.body).toMatchObject({ outcome: 'the workflow was ended and started again' });
    expect(await timelineOf(path)).toContain(
      'Rebuild the workflow: the workflow was ended and started again',
    );
    const { rows } = await api.sql.query(
      `SELECT told_version = version AS told FROM "case" WHERE reference = $1`,
      [refOf(path)],
    );
    expect(rows).toEqual([{ told: true }]);
  });
});

describe('The pages', () => {
  const page = (path: string): string => path.slice('/v1'.length);

  test('lead from “Put right” over what it does and why to a second person, who agrees', async () => {
    const path = await accepted(api);
    const [asha, ruth] = [await visitorAs(api, 'administrator'), await visitorAs(api, 'businessManager')];
    const putRight = `${page(path)}/put-right`;
    expect(mainOf(await asha.see(putRight))).toContain(`href="${putRight}/undoStep"`);
    const form = await asha.see(`${putRight}/undoStep`);
    expect(wordsOf(form)).toMatch(/The case goes from “Preparing” to “Request received”/);
    const version = /name="version" value="(\d+)"/.exec(form.text)?.[1] ?? '';
    const empty = await asha.send(`${putRight}/undoStep`, { version, why: '' });
    expect([empty.status, faultsOn(empty)]).toEqual([400, [{ text: 'Say why', id: 'why' }]]);
    const why = 'The wrong request was accepted.';
    const sent = await asha.send(`${putRight}/undoStep`, { version, why });
    expect(sent.status).toBe(303);
    const at = String(sent.headers['location']);
    // Sent twice it leads to the same.
    expect((await asha.send(`${putRight}/undoStep`, { version, why })).headers['location']).toBe(at);
    expect(mainOf(await asha.see(putRight))).toContain(`href="${at}"`);

    const own = await asha.see(at);
    expect(wordsOf(own)).toMatch(/somebody else decides: 1 other person may do so/);
    expect(mainOf(own)).not.toContain('Agree: do this');
    expect((await asha.send(at, { decision: 'approved' })).status).toBe(403);
    expect(wordsOf(await ruth.see('/'))).toContain('1 repair waits for your approval');
    expect(mainOf(await ruth.see('/approvals'))).toContain(`href="${at}"`);
    expect(wordsOf(await ruth.see(at))).toContain(why);
    const bare = await ruth.send(at, { decision: 'refused', note: '' });
    expect([bare.status, faultsOn(bare)]).toEqual([400, [{ text: 'Say why not', id: 'note' }]]);
    expect((await ruth.send(at, { decision: 'approved' })).status).toBe(303);
    expect(wordsOf(await ruth.see(at))).toContain('“Decide on the request” was taken back');
    expect(wordsOf(await asha.see(`${page(path)}/answers/decideRequest`))).toMatch(
      /Taken back on .* recorded by mistake/,
    );
    expect(wordsOf(await asha.see(`${page(path)}/timeline`))).toContain(
      'Taken back, because it was recorded by mistake',
    );
    for (const who of ['requester', 'facilitator', 'stranger'] as const) {
      const visitor = await visitorAs(api, who);
      expect([who, (await visitor.see('/approvals')).status, (await visitor.see(at)).status]).toEqual([
        who,
        403,
        403,
      ]);
    }
  });

  test('show how a date would move before it is proposed, and why one cannot be', async () => {
    const path = await accepted(api);
    const asha = await visitorAs(api, 'administrator');
    const form = `${page(path)}/put-right/putDateRight`;
    const asked = (date: string, days: number): string => {
      const [year = '', month = '', day = ''] = addDays(today(), days).split('-');
      return `${form}?${new URLSearchParams({ date, 'to.day': day, 'to.month': month, 'to.year': year }).toString()}`;
    };
    expect(wordsOf(await asha.see(form))).toContain('Which date is wrong?');
    const wrong = await asha.see(`${form}?date=&to.day=31&to.month=2&to.year=2026`);
    expect([wrong.status, faultsOn(wrong).map(({ id }) => id)]).toEqual([400, ['date', 'to-day']]);
    const ahead = await asha.see(asked('acceptedOn', 3));
    expect([ahead.status, faultsOn(ahead)]).toEqual([
      400,
      [{ text: 'The date of acceptance must not be in the future', id: 'to-day' }],
    ]);
    const shown = await asha.see(asked('requestedOn', -4));
    expect([shown.status, wordsOf(shown)]).toEqual([
      200,
      expect.stringMatching(/The date of the request moves from .* to /),
    ]);
    expect(mainOf(shown)).toContain('Ask a second person');
  });

  test('list emails that hang by kind, to whom, since when and what became of them', async () => {
    const path = await requested(api);
    await sendAll(path, 'outcomeUnknown');
    const asha = await visitorAs(api, 'administrator');
    expect(wordsOf(await asha.see(`${page(path)}/put-right/skipEmail`))).toMatch(
      /“Request received” to Mabel Ashgrove Of .* It may have gone out, and waits to be sent once more/,
    );
    await sendAll(path, 'outcomeUnknown');
    const form = `${page(path)}/put-right/retryEmail`;
    const words = wordsOf(await asha.see(form));
    expect(words).toMatch(/“Request received” to Mabel Ashgrove Of .* Nobody knows whether it went out/);
    expect(words).not.toContain(PEOPLE.requester.email);
    const none = await asha.send(form, { why: 'They say that nothing came.' });
    expect([none.status, faultsOn(none)]).toEqual([400, [{ text: 'Choose an email', id: 'emails' }]]);
    expect(mainOf(none)).toContain('They say that nothing came.');
    expect(wordsOf(await asha.see(`${page(path)}/put-right/skipEmail`))).toContain('no such email');
  });

  test('say plainly where nobody else may agree', async () => {
    const path = await requested(api);
    await api.sql.query(`UPDATE person SET disabled_at = now() WHERE email = $1`, [
      PEOPLE.businessManager.email,
    ]);
    const asha = await visitorAs(api, 'administrator');
    const form = `${page(path)}/put-right/rebuildWorkflow`;
    expect(wordsOf(await asha.see(form))).toContain('A second administrator or a business manager is needed');
    const sent = await asha.send(form, { why: 'It stands still.' });
    const views = async (): Promise<number> =>
      (await api.sql.query(`SELECT FROM audit WHERE reference = $1 AND what = 'view case'`, [refOf(path)]))
        .rows.length;
    const before = await views();
    expect(wordsOf(await asha.see(String(sent.headers['location'])))).toContain(
      'Nobody else may decide this',
    );
    expect(await views()).toBe(before + 1);
    await api.sql.query(`UPDATE person SET disabled_at = NULL`);
  });
});

describe('Two people who agree in the same moment', () => {
  test('have it done once', async () => {
    await api.records.addPerson({ ...PEOPLE.stranger, roles: ['administrator'] });
    const path = await requested(api);
    const { version } = await caseAt(path);
    const id = await proposed(path, 'putDateRight', { date: 'requestedOn', to: addDays(today(), -2) });
    const both = await Promise.all([
      decide('businessManager', id, 'approved'),
      decide('stranger', id, 'approved'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const after = await caseAt(path);
    expect(after['requestedOn']).toBe(addDays(today(), -2));
    // The date, and that of deciding by it.
    expect(after['version']).toBe(Number(version) + 2);
  });
});
