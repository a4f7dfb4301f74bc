/** Keeping and erasing: how long closed cases are kept, holds, erasing by two people, and the pack of what is held. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createLog } from '../../../../config/log.ts';
import type { ApprovalDetails, ApprovalKind } from '../../../../domain/approvals/kinds.ts';
import { connectEngine } from '../../../../engine/index.ts';
import { lookAtErasures } from '../../../../tools/doctor/erasures.ts';
import { ACCEPTANCE, aKey, aRequest, requested, take } from '../../cases.ts';
import { runApi } from '../../running-api.ts';
import type { Answer, RunningApi, Who } from '../../running-api.ts';
import { tablesWith } from '../../../support/leftovers.ts';
import { until } from '../../../support/until.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';

const DAY_MS = 24 * 3_600_000;

let api: RunningApi;
let later = 0;

beforeAll(async () => {
  api = await runApi({ now: () => Date.now() + later });
});
afterEach(() => {
  later = 0;
});
afterAll(() => api.close());

const see = async (who: Who, path: string): Promise<Answer> => (await visitorAs(api, who)).see(path);
const send = async (who: Who, path: string, fields: Readonly<Record<string, string>>): Promise<Answer> =>
  (await visitorAs(api, who)).send(path, fields);

/** @returns its reference */
async function closedCase(more: object = {}, acceptance: object = ACCEPTANCE): Promise<string> {
  const sent = api.as('requester').post('/v1/requests', aRequest(more));
  const { headers } = await sent.set('Idempotency-Key', aKey()).expect(201);
  const path = String(headers['location']);
  await take(api, 'administrator', path, 'decideRequest', acceptance);
  await take(api, 'administrator', path, 'cancelCase', { reason: 'Moved to Zennor' });
  return path.slice('/v1/cases/'.length);
}

/** As the scheduled activity does. */
const byTheService = (reference: string) =>
  api.records.proposeApproval({
    kind: 'erase',
    reference,
    details: {},
    why: 'Its time is over',
    person: null,
  });

const personOf = (who: Who, roles: readonly ('administrator' | 'businessManager')[]) => ({
  id: api.personId(who),
  roles,
});
const decide = (id: string, who: 'administrator' | 'businessManager', decision: 'approved' | 'refused') =>
  api.records.decideApproval({ id, decision, note: 'Seen', person: personOf(who, [who]) });

async function openIdOf(reference: string, kind: ApprovalKind): Promise<string> {
  const open = await api.records.openApprovals(reference);
  return open.find((each) => each.kind === kind)?.id ?? '';
}

describe('How long closed cases are kept', () => {
  test('is set by outcome by those who run the process, and seen by nobody else', async () => {
    for (const who of ['facilitator', 'requester', 'operator'] as const) {
      expect([who, (await see(who, '/retention')).status]).toEqual([who, 403]);
    }
    const wrong = await send('administrator', '/retention', {
      completed: '0',
      declined: '601',
      cancelled: 'a year',
    });
    expect(wrong.status).toBe(400);
    expect(wordsOf(wrong)).toContain('Enter a whole number of months from 1 to 600, or leave it empty');
    expect(wrong.text).toContain('href="#declined"');
    expect((await send('administrator', '/retention', { redirected: '600' })).status).toBe(303);
    expect(wrong.text).toContain('value="a year"');
    const reference = await closedCase();
    later = 60 * 31 * DAY_MS;
    expect(await api.records.casesOver(10)).toEqual([]);
    expect(await byTheService(reference)).toMatchObject({ type: 'misfit' });
    later = 0;
    expect((await send('administrator', '/retention', { cancelled: '12' })).status).toBe(303);
    expect(await api.records.retention()).toEqual({ cancelled: 12 });
    expect((await api.as('businessManager').get('/v1/retention').expect(200)).body).toEqual({
      months: { cancelled: 12 },
    });
    expect(mainOf(await see('businessManager', '/retention'))).toContain('value="12"');
  });

  test('counts from closing; a refusal begins it anew', async () => {
    const reference = await closedCase();
    const keeping = await api.records.keeping(reference);
    later = 364 * DAY_MS;
    expect(await api.records.casesOver(10)).toEqual([]);
    later = 367 * DAY_MS;
    expect(await api.records.casesOver(10)).toContain(reference);
    expect(keeping).toMatchObject({ months: 12, stillRead: true, hold: null });
    await byTheService(reference);
    expect(await api.records.casesOver(10)).not.toContain(reference);
    await decide(await openIdOf(reference, 'erase'), 'administrator', 'refused');
    expect(await api.records.casesOver(10)).not.toContain(reference);
    later = 2 * 367 * DAY_MS;
    expect(await api.records.casesOver(10)).toContain(reference);
  });
});

describe('An erasure that the service proposes', () => {
  test('is not agreed to by whoever set how long such cases are kept; they may refuse it', async () => {
    const reference = await closedCase();
    expect((await send('administrator', '/retention', { cancelled: '1' })).status).toBe(303);
    later = 40 * DAY_MS;
    await byTheService(reference);
    const id = await openIdOf(reference, 'erase');
    const own = await send('administrator', `/approvals/${id}`, { decision: 'approved' });
    expect([own.status, wordsOf(own)]).toEqual([
      403,
      expect.stringContaining('You set how long such cases are kept: somebody else decides'),
    ]);
    const page = wordsOf(await see('administrator', `/approvals/${id}`));
    expect(page).toContain('You may refuse it');
    expect(page).not.toContain('Agree: do this');
    expect(wordsOf(await see('businessManager', `/approvals/${id}`))).toContain('Agree: do this');
    expect(await decide(id, 'administrator', 'refused')).toMatchObject({ type: 'decided' });
    later = 80 * DAY_MS;
    await byTheService(reference);
    const next = await openIdOf(reference, 'erase');
    expect(await decide(next, 'businessManager', 'approved')).toMatchObject({ type: 'decided' });
    later = 0;
    expect((await send('administrator', '/retention', { cancelled: '12' })).status).toBe(303);
  });
});

describe('A legal hold', () => {
  test('keeps a case from being erased, also where that was proposed before, until two people lift it', async () => {
    const reference = await closedCase();
    const page = `/cases/${reference}/keeping`;
    later = 400 * DAY_MS;
    expect((await see('requester', page)).status).toBe(404);
    await byTheService(reference);
    const proposal = await openIdOf(reference, 'erase');
    const empty = await send('administrator', page, { form: 'hold', why: ' ' });
    expect([empty.status, wordsOf(empty).includes('Say why')]).toEqual([400, true]);
    const typed = { form: ['hold'], why: ['Typed before the session ended'] };
    await api.records.keepDraft({ personId: api.personId('administrator'), page, typed });
    const back = await see('administrator', page);
    expect([back.status, back.text.match(/Typed before/g)?.length]).toEqual([200, 1]);
    expect(wordsOf(back)).toContain('What you had typed is still here');
    expect((await send('administrator', page, { form: 'hold', why: 'An inquiry' })).status).toBe(303);
    expect(await api.records.findApproval(proposal)).toMatchObject({ decided: { decision: 'withdrawn' } });
    expect(await api.records.casesOver(10)).not.toContain(reference);
    expect(await byTheService(reference)).toMatchObject({ type: 'misfit' });
    expect(wordsOf(await see('businessManager', `/cases/${reference}`))).toContain('Legal hold');
    expect(wordsOf(await see('businessManager', page))).toContain('by Asha Verma: An inquiry');
    later = 0;
    const held = await api.as('administrator').get(`/v1/cases/${reference}/hold`).expect(200);
    expect(held.body).toMatchObject({ hold: { why: 'An inquiry' } });
    await api.as('administrator').post(`/v1/cases/${reference}/hold`, { why: 'Another' }).expect(409);
    await api.as('requester').post(`/v1/cases/${reference}/hold`, { why: 'Mine' }).expect(403);
    expect(
      await api.records.setHold({ reference: 'MAS-2020-0001', why: 'Gone', personId: randomUUID() }),
    ).toBe('notFound');
    later = 400 * DAY_MS;

    const lifting = await send('administrator', page, { form: 'lift', why: 'It is over' });
    const id = await openIdOf(reference, 'liftHold');
    expect(lifting.headers['location']).toBe(`/approvals/${id}`);
    expect(await decide(id, 'administrator', 'approved')).toMatchObject({ type: 'forbidden' });
    expect(await decide(id, 'businessManager', 'approved')).toMatchObject({ type: 'decided' });
    expect(await api.records.casesOver(10)).toContain(reference);
  });
});

describe('Erasing a case', () => {
  test('needs a second person, and leaves nothing of anybody', async () => {
    const [oxblood, yarrow] = [
      { name: 'Wilhelmina Oxblood', email: 'w.oxblood@police.example', agency: 'police' },
      { name: 'Crispin Yarrow', email: 'c.yarrow@school.example', agency: 'primarySchool' },
    ];
    const child = { surname: 'Quillfeather', forename: 'Ysolde', dateOfBirth: '2013-02-21' };
    const reference = await closedCase(
      {
        child: { ...child, levelOfNeed: 'statutoryHelp' },
        mother: { name: 'Perpetua Quillfeather', address: '7 Lodestar Wynd' },
        leadProfessional: { who: 'another', aware: true, ...oxblood },
        invitees: [yarrow],
      },
      {
        decision: 'accept',
        participants: [oxblood, yarrow].map((each) => ({ ...each, confirmed: true })),
      },
    );
    const other = await requested(api);
    const page = `/cases/${reference}/keeping`;
    await api.records.audit({
      reference,
      personId: api.personId('administrator'),
      what: 'view case',
      why: 'Perpetua asked',
    });
    const early = await send('administrator', page, { form: 'erase', why: 'Perpetua asked for it' });
    expect([early.status, wordsOf(early).includes('Practitioners may still read')]).toEqual([400, true]);
    later = 40 * DAY_MS;
    expect((await send('administrator', page, { form: 'erase', why: 'Perpetua asked for it' })).status).toBe(
      303,
    );
    const id = await openIdOf(reference, 'erase');
    const texts = ['quillfeather', 'perpetua', 'oxblood', 'yarrow', 'lodestar', 'zennor'];
    expect(await tablesWith(api.sql, texts)).toMatchObject({
      'public.answer': expect.arrayContaining(['quillfeather', 'lodestar', 'zennor']),
      'public.audit': ['perpetua'],
      'public.idempotency': expect.arrayContaining(['quillfeather']),
      'public.person': ['oxblood', 'yarrow'],
    });
    expect(await decide(id, 'administrator', 'approved')).toMatchObject({ type: 'forbidden' });
    await api.sql.query('DELETE FROM session');
    expect(await decide(id, 'businessManager', 'approved')).toMatchObject({ type: 'decided' });

    // Other cases were cancelled for the same reason.
    expect(await tablesWith(api.sql, texts.slice(0, -1))).toEqual({});
    expect(Object.keys(await tablesWith(api.sql, [reference]))).toEqual([
      'public.approval',
      'public.audit',
      'public.erased_case',
    ]);
    const { rows } = await api.sql.query('SELECT what, why FROM audit WHERE reference = $1', [reference]);
    expect(rows).toContainEqual({ what: `approved erase ${id}`, why: null });
    expect(rows.filter(({ why }: { why: string | null }) => why !== null)).toEqual([]);
    expect(await api.records.brokenAuditChains()).toEqual([]);
    expect((await see('administrator', `/cases/${reference}`)).status).toBe(404);
    expect(wordsOf(await see('administrator', '/retention'))).toContain(`${reference} `);
    expect(await api.records.findCase(other.slice('/v1/cases/'.length))).not.toBeNull();
    const again = await decide(id, 'businessManager', 'approved');
    expect(again).toMatchObject({ type: 'decided', approval: { outcome: null, why: '' } });

    // Nobody asked Temporal: the doctor sees that, and does.
    await api.sql.query(`SET mas.erasing = 'on'`);
    await api.sql.query(`UPDATE approval SET decided_at = now() - interval '10 minutes' WHERE id = $1`, [id]);
    const { records, settings } = api;
    const engine = connectEngine({
      temporal: settings.temporal,
      records,
      log: createLog('test', 'silent'),
    });
    const look = () => lookAtErasures({ records, engine, server: true, worker: false });
    const found = await until('it is looked at', async () => {
      const [first] = await look();
      await first?.repair?.();
      return (await look()).length === 0 ? first : null;
    });
    expect(found).toMatchObject({ about: reference, kind: 'erasure' });
    await engine.close();
    expect(wordsOf(await see('administrator', `/approvals/${id}`))).toContain('so is the history of its');
    expect((await see('administrator', `/access-log/${reference}`)).status).toBe(403);
    const log = wordsOf(await see('businessManager', `/access-log/${reference}`));
    expect(log).toContain('Looked at the case');
    expect(log).not.toContain('Perpetua');
    // Nothing that is no reference is looked for.
    expect((await see('businessManager', '/access-log/%00')).status).toBe(404);
    expect((await see('operator', '/cases/%00')).status).toBe(404);
    // Those who are on another case keep their accounts.
    expect(await api.records.findPersonByEmail('m.ashgrove@school.example')).not.toBeNull();
  });

  test('takes along the account of an acceptance that was taken back, though its session lapsed only', async () => {
    const [lead] = ACCEPTANCE.participants;
    const tansy = { name: 'Hesper Tansy', email: 'h.tansy@school.example', agency: 'primarySchool' };
    const path = await requested(api, { invitees: [tansy] });
    const reference = path.slice('/v1/cases/'.length);
    await take(api, 'administrator', path, 'decideRequest', {
      ...ACCEPTANCE,
      participants: [lead, { ...tansy, confirmed: true }],
    });
    const by = { reference, why: 'A slip', person: personOf('administrator', ['administrator']) };
    const version = (await api.records.newestStep(reference))?.version ?? 0;
    await api.records.proposeApproval({ ...by, kind: 'undoStep', details: { version } });
    await decide(await openIdOf(reference, 'undoStep'), 'businessManager', 'approved');
    await take(api, 'administrator', path, 'decideRequest', { ...ACCEPTANCE, participants: [lead] });
    await take(api, 'administrator', path, 'cancelCase', { reason: 'Another case' });
    const account = await api.records.findPersonByEmail(tansy.email);
    await api.records.beginSession({ personId: account?.id ?? '', token: 'of a browser' });
    later = 400 * DAY_MS;
    await api.records.proposeApproval({ ...by, kind: 'erase', details: {} });
    const erased = await decide(await openIdOf(reference, 'erase'), 'businessManager', 'approved');
    expect(erased).toMatchObject({ type: 'decided' });
    expect(await tablesWith(api.sql, ['tansy'])).toEqual({});
  });
});

describe('The pack of what is held about somebody', () => {
  const MOTHER = { name: 'Perpetua Marsh', address: '7 Lodestar Wynd, M1 1AA' };
  const propose = (reference: string, details: ApprovalDetails<'releasePack'>) =>
    api.records.proposeApproval({
      kind: 'releasePack',
      reference,
      details,
      why: 'Asked by letter',
      person: personOf('administrator', ['administrator']),
    });

  test('is made by one person with other people’s data marked, and given after another’s check', async () => {
    const reference = await closedCase({
      child: {
        surname: 'Marsh',
        forename: 'Ysolde',
        dateOfBirth: '2013-02-21',
        levelOfNeed: 'statutoryHelp',
      },
      mother: MOTHER,
      penPicture: 'Ysolde lives with Perpetua at 7 Lodestar Wynd.\nDunstan Vale visits the Marsh family.',
    });
    const page = `/cases/${reference}/pack`;
    expect((await see('requester', page)).status).toBe(404);
    const people = mainOf(await see('administrator', page));
    for (const person of ['child', 'mother', 'p1']) expect(people).toContain(`href="${page}/${person}"`);
    const made = await see('administrator', `${page}/child`);
    expect(mainOf(made)).toContain(
      'Ysolde lives with <mark>Perpetua</mark> at <mark>7 Lodestar Wynd</mark>.',
    );
    expect(mainOf(made)).toContain('<mark>Dunstan Vale</mark> visits the Marsh family.');
    expect(made.text).not.toMatch(/<title>[^<]*Ysolde/);
    const until = /name="until" value="(\d+)"/.exec(made.text)?.[1] ?? '';
    const unsaid = await send('administrator', `${page}/child`, { until, readable: 'mother' });
    expect([unsaid.status, wordsOf(unsaid).includes('Say what the check')]).toEqual([400, true]);
    expect(mainOf(unsaid)).toContain('Ysolde lives with Perpetua at');

    const withheld = /name="withheld" type="checkbox" value="([^"]+)"/.exec(made.text)?.[1] ?? '';
    const fields = { until, harm: 'none', why: 'Asked by letter' };
    const asked = await send('administrator', `${page}/child`, fields);
    const id = await openIdOf(reference, 'releasePack');
    expect(asked.headers['location']).toBe(`/approvals/${id}`);
    expect((await send('administrator', `${page}/child`, fields)).headers['location']).toBe(
      `/approvals/${id}`,
    );
    const document = `/packs/${id}/document`;
    expect((await see('administrator', document)).status).toBe(404);
    expect(mainOf(await see('businessManager', `/packs/${id}`))).toContain('<mark>Perpetua</mark>');
    expect(await decide(id, 'administrator', 'approved')).toMatchObject({ type: 'forbidden' });
    const unchecked = await send('businessManager', `/approvals/${id}`, { decision: 'approved', note: ' ' });
    expect([unchecked.status, wordsOf(unchecked).includes('Say how you checked it')]).toEqual([400, true]);
    const checked = { decision: 'approved', note: 'Read it with the school nurse' };
    expect((await send('businessManager', `/approvals/${id}`, checked)).status).toBe(303);
    expect((await see('requester', document)).status).toBe(404);
    const given = await see('administrator', document);
    expect(given.headers['content-disposition']).toContain('attachment');
    expect(given.text).toContain('Ysolde lives with █████ at █████.');
    expect(given.text).not.toMatch(/Perpetua|Lodestar|Dunstan|Mabel|@council/);
    const { rows } = await api.sql.query('SELECT FROM audit WHERE reference = $1 AND what = $2', [
      reference,
      `download pack ${id}`,
    ]);
    expect(rows).toHaveLength(1);
    later = 8 * DAY_MS;
    expect((await see('administrator', document)).status).toBe(404);
    expect(wordsOf(await see('administrator', `/packs/${id}`))).toContain('Its days are over');
    later = 0;

    // What would do harm is left out as a whole; of a practitioner only what is theirs.
    const again = await propose(reference, {
      subject: 'p1',
      readable: [],
      withheld: [withheld],
      files: [],
      until: Number(until),
      harm: 'leftOut',
    });
    const second = again.type === 'proposed' ? again.approval.id : '';
    await decide(second, 'businessManager', 'approved');
    const own = (await see('administrator', `/packs/${second}/document`)).text;
    expect(own).toContain('m.ashgrove@school.example');
    expect(own).not.toContain('Family pen picture');
    expect(own).not.toMatch(/Ysolde|Perpetua/);
  });
});
