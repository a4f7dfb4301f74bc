/** What two people put right in a case, over the JSON API: each kind of repair, and all that it moves. */
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
import type { RunningApi } from './running-api.ts';
import { detailOf, referenceOf, TwoPeople } from './two-people.ts';

let api: RunningApi;
let both: TwoPeople;
beforeAll(async () => {
  api = await runApi();
  both = new TwoPeople(api);
});
afterAll(() => api.close());

describe('The date of acceptance', () => {
  test('is put right by two people, with the session’s due date', async () => {
    const path = await accepted(api);
    const before = await both.caseAt(path);
    const to = addDays(today(), -1);
    const tooEarly = await both.propose('administrator', path, 'putDateRight', { date: 'acceptedOn', to });
    expect([tooEarly.status, detailOf(tooEarly)]).toEqual([
      409,
      expect.stringContaining('before it was made'),
    ]);
    const first = await both.proposed(path, 'putDateRight', {
      date: 'requestedOn',
      to: addDays(today(), -9),
    });
    await both.decide('businessManager', first, 'approved').expect(200);
    const id = await both.proposed(path, 'putDateRight', { date: 'acceptedOn', to: addDays(today(), -7) });
    const { body } = await api.as('businessManager').get(`/v1/approvals/${id}`).expect(200);
    expect(body).toMatchObject({
      effect: expect.arrayContaining([expect.stringMatching(/^The session’s due date moves from .* to /)]),
    });
    const done = await both.decide('businessManager', id, 'approved').expect(200);
    expect(done.body).toMatchObject({ decision: 'approved', outcome: 'the date was put right' });
    const after = await both.caseAt(path);
    expect(after).toMatchObject({ requestedOn: addDays(today(), -9), acceptedOn: addDays(today(), -7) });
    expect(String(after['sessionDueOn']) < String(before['sessionDueOn'])).toBe(true);
    expect(await both.timelineOf(path)).toEqual(
      expect.arrayContaining([expect.stringContaining(`Put right: the date of acceptance, from ${today()}`)]),
    );
    expect(await both.waiting(path, 'sessionDuePutRight')).toBe(3);
    expect(await both.drift(path)).toEqual([]);
    // Sent once more, the same answer; nothing is done twice.
    await both.decide('businessManager', id, 'approved').expect(200);
    expect((await both.caseAt(path))['version']).toBe(after['version']);
  });

  test('is judged again when it is agreed to: the case may have gone on', async () => {
    const path = await requested(api);
    const id = await both.proposed(path, 'putDateRight', { date: 'requestedOn', to: addDays(today(), -1) });
    await take(api, 'administrator', path, 'withdrawRequest', { reason: 'Another case' });
    const { body } = await api.as('businessManager').get(`/v1/approvals/${id}`).expect(200);
    expect(body).toMatchObject({ noLongerFits: 'The case is closed' });
    const late = await both.decide('businessManager', id, 'approved');
    expect([late.status, detailOf(late)]).toEqual([409, expect.stringContaining('The case is closed')]);
    await both.decide('businessManager', id, 'refused', 'Too late').expect(200);
  });
});

describe('A step recorded by mistake', () => {
  test('is taken back: the case, its people, its answers and its emails', async () => {
    const path = await requested(api);
    await both.sendAll(path);
    await take(api, 'administrator', path, 'decideRequest', ACCEPTANCE);
    const version = await both.versionOf(path, 'decideRequest');
    const id = await both.proposed(path, 'undoStep', { version });
    await both.sendAll(path);
    // Somebody has had an email, an account and the case.
    await api.as('attendee').get(path).expect(200);
    await both.decide('businessManager', id, 'approved').expect(200);
    const after = await both.caseAt(path);
    expect(after).toMatchObject({ stage: 'triage', acceptedOn: null, sessionDueOn: null });
    expect(
      (after['tasks'] as { kind: string; status: string }[]).filter(({ status }) => status === 'open'),
    ).toMatchObject([{ kind: 'decideRequest' }]);
    await api.as('attendee').get(path).expect(404);
    expect(await both.drift(path)).toEqual([]);
    expect(await both.waiting(path, 'stepTakenBack')).toBe(3);
    const { body } = await api.as('administrator').get(`${path}/answers?step=decideRequest`).expect(200);
    expect(body).toMatchObject({ answers: [{ version: 1, takenBackAt: expect.any(String) }] });
    expect(await both.timelineOf(path, 'requester')).toContain(
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
    const people = (await both.caseAt(path))['participants'] as { id: string }[];
    expect(people.map((each) => each.id)).toEqual(['p1', 'p4', 'p5']);
    expect(await both.drift(path)).toEqual([]);
  });

  test('is only the newest one, never the request, nor an entry in the tracker', async () => {
    const path = await accepted(api);
    const first = await both.propose('administrator', path, 'undoStep', { version: 2 });
    expect([first.status, detailOf(first)]).toEqual([409, expect.stringContaining('not the newest step')]);
    const id = await both.proposed(path, 'undoStep', {
      version: await both.versionOf(path, 'decideRequest'),
    });
    await take(api, 'attendee', path, 'submitChronology', A_CHRONOLOGY);
    const late = await both.decide('businessManager', id, 'approved');
    expect([late.status, detailOf(late)]).toEqual([
      409,
      expect.stringContaining('another one has been taken since'),
    ]);
    await both.decide('administrator', id, 'withdrawn').expect(200);
    const request = await requested(api);
    const own = await both.propose('administrator', request, 'undoStep', { version: 2 });
    expect([own.status, detailOf(own)]).toEqual([409, expect.stringContaining('withdrawn, not taken back')]);
  });

  test('opens a case again that was closed by mistake, and its emails that wait are not sent', async () => {
    const path = await withFacilitators(api);
    await both.sendAll(path);
    await take(api, 'administrator', path, 'cancelCase', { reason: 'The wrong case' });
    expect(await both.waiting(path, 'caseCancelled')).toBeGreaterThan(1);
    const [inHand, inDoubt] = await api.records.takeMail(referenceOf(path), 2);
    if (inHand === undefined || inDoubt === undefined) throw new Error('no emails');
    const failed = { email: inHand, result: 'failed', why: null } as const;
    const unknown = { email: inDoubt, result: 'outcomeUnknown', why: null } as const;
    await api.records.mailResults(referenceOf(path), [unknown]);
    const id = await both.proposed(
      path,
      'undoStep',
      { version: await both.versionOf(path, 'cancelCase') },
      'businessManager',
    );
    await both.decide('administrator', id, 'approved').expect(200);
    expect(await both.caseAt(path)).toMatchObject({ stage: 'preparing', outcome: null });
    expect(await both.waiting(path, 'caseCancelled')).toBe(0);
    // One was being sent, of one it was not known: they may arrive, so their readers are told, and neither is sent (again).
    expect((await both.waiting(path, 'stepTakenBack')) + (await both.waiting(path, 'invitation'))).toBe(2);
    await api.records.mailResults(referenceOf(path), [failed]);
    expect(await both.waiting(path, 'caseCancelled')).toBe(0);
    expect(await both.timelineOf(path)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/case cancelled.*: not sent, because its step was taken back$/),
        expect.stringMatching(/case cancelled.*: not sent once more, because its step was taken back$/),
      ]),
    );
    expect(await both.drift(path)).toEqual([]);
    const { view } = (await api.records.viewToTell(referenceOf(path))) ?? {};
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
        ({ reference }) => reference === referenceOf(path),
      ).length;
    };
    expect([await found('Umberwick'), await found('Thistlewood')]).toEqual([1, 0]);
    const id = await both.proposed(path, 'undoStep', { version: await both.versionOf(path, 'amendRequest') });
    await both.decide('businessManager', id, 'approved').expect(200);
    expect([await found('Umberwick'), await found('Thistlewood')]).toEqual([0, 1]);
    expect(await both.caseAt(path)).toMatchObject({ request: { child: { surname: 'Thistlewood' } } });
    expect(await both.drift(path)).toEqual([]);
  });
});

describe('An email that hangs', () => {
  test('is sent again with the same Message-ID, or given up, as two people agree', async () => {
    const path = await requested(api);
    await both.sendAll(path, 'refused');
    const emails = async () =>
      (
        await api.sql.query<{ id: string; message_id: string; status: string; kind: string }>(
          `SELECT id, message_id, status, kind FROM outbox WHERE reference = $1 ORDER BY number`,
          [referenceOf(path)],
        )
      ).rows;
    const [refused] = await emails();
    const ids = [refused?.id ?? ''];
    expect((await both.propose('administrator', path, 'skipEmail', { emails: ids })).status).toBe(409);
    const again = await both.proposed(path, 'retryEmail', { emails: ids });
    const done = await both.decide('businessManager', again, 'approved').expect(200);
    expect(done.body).toMatchObject({ outcome: '1 email to be sent again' });
    expect((await emails())[0]).toEqual({ ...refused, status: 'queued' });
    expect(await both.timelineOf(path)).toEqual(
      expect.arrayContaining([expect.stringMatching(/to be sent again, as a second person agreed$/)]),
    );
    const given = await both.proposed(path, 'skipEmail', { emails: ids });
    await both.decide('businessManager', given, 'approved').expect(200);
    expect((await emails())[0]?.status).toBe('skipped');
    expect(await both.drift(path)).toEqual([]);
    const unknown = ['00000000-0000-4000-8000-000000000000'];
    const none = await both.propose('administrator', path, 'retryEmail', { emails: unknown });
    expect([none.status, detailOf(none)]).toEqual([409, expect.stringContaining('no such email')]);
  });
});

describe('A workflow that does not go on', () => {
  test('is ended and started again from the record', async () => {
    const path = await accepted(api);
    const id = await both.proposed(path, 'rebuildWorkflow');
    const done = await both.decide('businessManager', id, 'approved').expect(200);
    expect(done.body).toMatchObject({ outcome: 'the workflow was ended and started again' });
    expect(await both.timelineOf(path)).toContain(
      'Rebuild the workflow: the workflow was ended and started again',
    );
    const { rows } = await api.sql.query(
      `SELECT told_version = version AS told FROM "case" WHERE reference = $1`,
      [referenceOf(path)],
    );
    expect(rows).toEqual([{ told: true }]);
  });
});
