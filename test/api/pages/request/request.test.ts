/** The request of Appendix 2 through its pages: nothing typed is lost, and one request makes one case. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formModel } from '../../../../api/pages/form/model.ts';
import { sectionsFor } from '../../../../api/pages/request/sections.ts';
import type { SubmitRequest } from '../../../../domain/forms/index.ts';
import { runApi } from '../../running-api.ts';
import type { RunningApi, Who } from '../../running-api.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';
import type { Visitor } from '../cases/visiting.ts';
import { anInvitee, begin, fill, fillAll, formOf, leadsTo } from './filling.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
}, 60_000);
afterAll(() => api.close());

async function cases(): Promise<number> {
  const { rows } = await api.sql.query<{ count: string }>('SELECT count(*) FROM "case"');
  return Number(rows[0]?.count);
}

async function requestOf(confirmation: string): Promise<SubmitRequest> {
  const reference = confirmation.split('/')[2] ?? '';
  const request = await api.records.newestRequest(reference);
  if (request === null) throw new Error(`no request of ${confirmation}`);
  return request;
}

/** As if nothing had been done in the browser for an hour. */
const lapse = (who: Who) =>
  api.sql.query(`UPDATE session SET used_at = used_at - interval '1 hour' WHERE person_id = $1`, [
    api.personId(who),
  ]);

const send = async (visitor: Visitor, base: string) => fill(visitor, `${base}/check`);

test('every question of the form is in exactly one section', () => {
  const asked = formModel('submitRequest')
    .parts.map(({ name }) => name)
    .filter((name) => name !== 'correctionReason');
  const inSections = sectionsFor({ received: true }).flatMap(({ fields }) => fields);
  expect([...inSections].sort()).toEqual([...asked].sort());
});

describe('The opening questions', () => {
  test('stop a request where a child is at immediate risk, or where it is only a disagreement', async () => {
    const visitor = await visitorAs(api, 'requester');
    const answers = (risk: string, disagreement: string) => ({
      immediateRiskNotReferred: risk,
      onlyAboutDisagreement: disagreement,
    });
    const risk = leadsTo(await fill(visitor, '/requests/new', answers('yes', 'yes')));
    expect(wordsOf(await visitor.see(risk))).toContain('local child protection processes');
    const disagreement = leadsTo(await fill(visitor, '/requests/new', answers('no', 'yes')));
    expect(wordsOf(await visitor.see(disagreement))).toContain(
      'Resolving Professional Disagreements and Escalation Process',
    );
    expect(await api.records.draftPages(api.personId('requester'))).toEqual([]);
  });

  test('must both be answered', async () => {
    const visitor = await visitorAs(api, 'requester');
    const reply = await fill(visitor, '/requests/new', { onlyAboutDisagreement: 'no' });
    expect(reply.status).toBe(400);
    expect(mainOf(reply)).toContain('href="#immediateRiskNotReferred"');
  });

  test('sent twice begin one draft, which home leads back to', async () => {
    const visitor = await visitorAs(api, 'stranger');
    const form = formOf(await visitor.see('/requests/new'), {
      immediateRiskNotReferred: 'no',
      onlyAboutDisagreement: 'no',
    });
    const [one, other] = await Promise.all([
      visitor.send('/requests/new', form),
      visitor.send('/requests/new', form),
    ]);
    expect(leadsTo(one)).toMatch(/^\/requests\/drafts\/[0-9a-f-]{36}\/you$/);
    expect(leadsTo(other)).toBe(leadsTo(one));
    const home = await visitor.see('/');
    expect(wordsOf(home)).toContain('Requests and answers that you have begun');
    expect(mainOf(home)).toContain(`href="${leadsTo(one).replace('/you', '')}"`);
  });
});

describe('A request filled in section by section', () => {
  let visitor: Visitor;
  let base: string;
  beforeAll(async () => {
    visitor = await visitorAs(api, 'requester');
    base = await begin(visitor);
  });

  test('knows who is asking, and asks for no other address', async () => {
    const page = await visitor.see(`${base}/you`);
    expect(mainOf(page)).toContain('value="Mabel Ashgrove"');
    expect(mainOf(page)).not.toContain('name="requester.email"');
    expect(wordsOf(page)).toContain('Your email is m.ashgrove@school.example');
  });

  test('keeps a faulty section and says what is wrong with that section only', async () => {
    const reply = await fill(visitor, `${base}/child`, { 'child.surname': 'Thistlewood' });
    expect(reply.status).toBe(400);
    expect(mainOf(reply)).toContain('href="#child-forename"');
    expect(mainOf(reply)).not.toContain('penPicture');
    expect(mainOf(await visitor.see(`${base}/child`))).toContain('value="Thistlewood"');
    expect(wordsOf(await visitor.see(base))).toMatch(
      /Before you begin Completed .* The child To put right .* Siblings To do/,
    );
  });

  test('is put off without complaint', async () => {
    const reply = await fill(visitor, `${base}/why`, { reason: 'Only this so far.', _do: 'later' });
    expect(leadsTo(reply)).toBe(base);
    expect(mainOf(await visitor.see(`${base}/why`))).toContain('Only this so far.');
    expect(wordsOf(await visitor.see(base))).toContain('28 days');
  });

  test('links every fault that remains to its section and field, and is not sent with them', async () => {
    const before = await cases();
    const check = mainOf(await visitor.see(`${base}/check`));
    expect(check).toContain(`href="${base}/child?from=check&amp;faults=yes#child-forename"`);
    expect(check).toContain(`href="${base}/you?from=check&amp;faults=yes#requester-role"`);
    expect(check).toContain(`href="${base}/people/new"`);
    expect(check).not.toContain('Send request');
    const seen = (await api.records.draftsOf({ personId: api.personId('requester'), page: base }))[0]?.keptAt;
    const reply = await visitor.send(`${base}/check`, { _seen: String(seen) });
    expect(reply.status).toBe(400);
    expect(mainOf(reply)).toContain('There is a problem');
    expect(await cases()).toBe(before);
    const section = await visitor.see(`${base}/child?from=check&faults=yes`);
    expect(mainOf(section)).toContain('href="#child-forename"');
  });

  test('leads from section to section, and from a change back to the check', async () => {
    await fillAll(visitor, base);
    expect(leadsTo(await fill(visitor, `${base}/child`))).toBe(`${base}/family`);
    expect(leadsTo(await fill(visitor, `${base}/child?from=check`))).toBe(`${base}/check`);
    expect(leadsTo(await fill(visitor, `${base}/arrangements`))).toBe(`${base}/check`);
    const check = wordsOf(await visitor.see(`${base}/check`));
    expect(check).toContain('Quenby');
    expect(check).toContain('9 Marrowgate');
    expect(check).not.toContain('Before you can send');
  });

  test('is sent once, however often: double click, back button, another tab', async () => {
    const before = await cases();
    const form = formOf(await visitor.see(`${base}/check`), {});
    const replies = await Promise.all([
      visitor.send(`${base}/check`, form),
      visitor.send(`${base}/check`, form),
      visitor.send(`${base}/check`, form),
    ]);
    const [confirmation = ''] = replies.map(leadsTo);
    expect(confirmation).toMatch(/^\/cases\/MAS-\d{4}-\d{4,}\/requested$/);
    expect(new Set(replies.map(leadsTo)).size).toBe(1);
    expect(leadsTo(await visitor.send(`${base}/check`, form))).toBe(confirmation);
    expect(leadsTo(await visitor.see(`${base}/child`))).toBe(confirmation);
    expect(await cases()).toBe(before + 1);

    const page = wordsOf(await visitor.see(confirmation));
    expect(page).toContain(confirmation.split('/')[2]);
    expect(page).toMatch(/Decide on the request: The administrators, by \w+day/);
    expect(page).toContain('Confirm that the lead professional has been told: Mabel Ashgrove (you)');
    const request = await requestOf(confirmation);
    expect(request.requester.email).toBe('m.ashgrove@school.example');
    expect(request.requesterAttends).toBe(true);
    expect(request.child).toMatchObject({ forename: 'Quenby', addressConfidential: true });
    expect(request.siblings).toEqual([]);
    expect(mainOf(await visitor.see('/'))).not.toContain(base);
  });

  test('that was sent meanwhile shows what was typed since in another tab', async () => {
    const reply = await visitor.send(`${base}/why`, { reason: 'A second thought.' });
    expect(reply.status).toBe(409);
    expect(mainOf(reply)).toContain('A second thought.');
    expect(wordsOf(reply)).toContain('was sent from another page meanwhile');
  });

  test('is known on home by its child, as soon as one is named', async () => {
    const next = await begin(visitor);
    await fill(visitor, `${next}/child`, { 'child.forename': 'Wren' });
    expect(wordsOf(await visitor.see('/'))).toContain('Request multi-agency supervision – Wren');
  });

  test('lends the next request what it says of who is asking', async () => {
    const next = await begin(visitor);
    expect(mainOf(await visitor.see(`${next}/you`))).toContain('value="Hollinwood Primary"');
  });

  test('is nobody else’s', async () => {
    const next = await begin(visitor);
    const other = await visitorAs(api, 'administrator');
    for (const at of ['', '/child', '/check', '/siblings/new', '/discard']) {
      expect((await other.see(next + at)).status).toBe(404);
    }
    expect((await other.send(`${next}/child`, { 'child.surname': 'Mine now' })).status).toBe(404);
    expect((await other.send(`${next}/check`, { _seen: '1' })).status).toBe(404);
    expect((await visitor.see('/requests/drafts/none')).status).toBe(404);
    expect((await visitor.see(`${next}/received`)).status).toBe(404);
    expect((await visitor.see(`${next}/child/1`)).status).toBe(404);
  });

  test('is discarded with all that was typed', async () => {
    const next = await begin(visitor);
    expect(wordsOf(await visitor.see(`${next}/discard`))).toContain('Discard this request?');
    expect(leadsTo(await fill(visitor, `${next}/discard`))).toBe('/');
    expect((await visitor.see(next)).status).toBe(404);
  });
});

describe('People of a request', () => {
  test('are added one at a time, twelve practitioners and five siblings, and come to the case in their order', async () => {
    const visitor = await visitorAs(api, 'requester');
    const base = await begin(visitor);
    await fillAll(visitor, base);
    for (let number = 2; number <= 12; number += 1) {
      expect(leadsTo(await fill(visitor, `${base}/people/new`, anInvitee(number)))).toBe(`${base}/people`);
    }
    for (let number = 1; number <= 5; number += 1) {
      await fill(visitor, `${base}/siblings/new`, { 'siblings.name': `Sibling ${number}` });
    }
    expect(wordsOf(await visitor.see(`${base}/people`))).toContain('Added so far: 12');
    await fill(visitor, `${base}/siblings/2`, { 'siblings.name': 'Sibling three' });
    expect(wordsOf(await visitor.see(`${base}/siblings/1/remove`))).toContain('Remove Sibling 2?');
    await fill(visitor, `${base}/siblings/1/remove`);
    await fill(visitor, `${base}/siblings/new`, { 'siblings.name': 'Sibling 6' });
    const { invitees, siblings } = await requestOf(leadsTo(await send(visitor, base)));
    expect(invitees.map(({ name }) => name)).toEqual(
      Array.from({ length: 12 }, (_, index) => `Practitioner ${index + 1}`),
    );
    expect(siblings.map(({ name }) => name)).toEqual([
      'Sibling 1',
      'Sibling three',
      'Sibling 4',
      'Sibling 5',
      'Sibling 6',
    ]);
  });

  test('are kept with their faults, which the list and the check link to', async () => {
    const visitor = await visitorAs(api, 'requester');
    const base = await begin(visitor);
    const reply = await fill(visitor, `${base}/people/new`, { 'invitees.name': 'Dunstan Vale' });
    expect(reply.status).toBe(400);
    expect(mainOf(reply)).toContain('href="#invitees-agency"');
    // Put right on the page that said so, it is one person still.
    const form = formOf(reply, { 'invitees.agency': 'police' });
    expect((await visitor.send(`${base}/people/new`, form)).status).toBe(400);
    const link = `href="${base}/people/0?faults=yes#invitees-email"`;
    expect(mainOf(await visitor.see(`${base}/check`))).toContain(link);
    expect(mainOf(await fill(visitor, `${base}/people`))).toContain(link);
    expect(wordsOf(await visitor.see(`${base}/people`))).toContain('Added so far: 1');
    expect(mainOf(await visitor.see(`${base}/people/0?faults=yes`))).toContain('href="#invitees-email"');
    const empty = await fill(visitor, `${base}/siblings/new`);
    expect(mainOf(empty)).toContain('href="#siblings-name"');
    expect(wordsOf(await visitor.see(`${base}/siblings`))).toContain('Nobody is added yet.');
  });

  test('sent twice are added once', async () => {
    const visitor = await visitorAs(api, 'requester');
    const base = await begin(visitor);
    const form = formOf(await visitor.see(`${base}/people/new`), anInvitee(1));
    await Promise.all([1, 2, 3].map(() => visitor.send(`${base}/people/new`, form)));
    expect(wordsOf(await visitor.see(`${base}/people`))).toContain('Added so far: 1');
  });
});

describe('Typed answers survive', () => {
  test('two tabs that send different sections at the same moment', async () => {
    const visitor = await visitorAs(api, 'requester');
    const base = await begin(visitor);
    await Promise.all([
      fill(visitor, `${base}/child`, { 'child.surname': 'Thistlewood' }),
      fill(visitor, `${base}/why`, { reason: 'The plan does not help.' }),
      fill(visitor, `${base}/people/new`, anInvitee(1)),
      fill(visitor, `${base}/people/new`, anInvitee(2)),
      fill(visitor, `${base}/siblings/new`, { 'siblings.name': 'Perrin' }),
    ]);
    const check = wordsOf(await visitor.see(`${base}/check`));
    for (const typed of [
      'Thistlewood',
      'The plan does not help.',
      'Practitioner 1',
      'Practitioner 2',
      'Perrin',
    ]) {
      expect(check).toContain(typed);
    }
  });

  test('a change in one tab, which the check of another has not shown, is not sent unseen', async () => {
    const visitor = await visitorAs(api, 'requester');
    const base = await begin(visitor);
    await fillAll(visitor, base);
    const form = formOf(await visitor.see(`${base}/check`), {});
    await fill(visitor, `${base}/why`, { reason: 'Something else.' });
    const reply = await visitor.send(`${base}/check`, form);
    expect(reply.status).toBe(409);
    expect(wordsOf(reply)).toContain('The answers have changed since you looked.');
    const confirmation = leadsTo(await visitor.send(`${base}/check`, formOf(reply, {})));
    expect((await requestOf(confirmation)).reason).toBe('Something else.');
  });

  test('answers to a step that were begun are found from home, and other pages are not', async () => {
    const personId = api.personId('otherFacilitator');
    const step = '/cases/MAS-2026-0001/steps/recordSession?task=t9';
    for (const page of [
      step,
      '/people',
      '/cases/MAS-2026-0001/steps/nothing',
      '/requests/drafts/gone/child',
    ]) {
      await api.records.keepDraft({ personId, page, typed: { known: ['Begun'] } });
    }
    const home = await (await visitorAs(api, 'otherFacilitator')).see('/');
    const [begun = ''] = /<section aria-labelledby="begun">.*?<\/section>/s.exec(mainOf(home)) ?? [];
    expect(begun.match(/href="[^"]*"/g)).toEqual([`href="${step}"`]);
    expect(begun).toContain('Record the session');
  });

  test('a session that lapses during a section, and while somebody is added', async () => {
    const visitor = await visitorAs(api, 'attendee');
    const base = await begin(visitor);
    await fill(visitor, `${base}/why`, { reason: 'Kept before.' });
    const child = formOf(await visitor.see(`${base}/child`), { 'child.surname': 'Thistlewood' });
    const sibling = formOf(await visitor.see(`${base}/siblings/new`), { 'siblings.name': 'Perrin' });
    await lapse('attendee');
    const out = await visitor.send(`${base}/child`, child);
    expect(leadsTo(out)).toMatch(/^\/sign-in\?/);
    await visitor.send(`${base}/siblings/new`, sibling);

    const again = await visitorAs(api, 'attendee');
    expect(leadsTo(await again.see(`${base}/siblings/new`))).toBe(`${base}/siblings/0`);
    expect(mainOf(await again.see(`${base}/siblings/0`))).toContain('value="Perrin"');
    expect(mainOf(await again.see(`${base}/child`))).toContain('value="Thistlewood"');
    expect(mainOf(await again.see(`${base}/why`))).toContain('Kept before.');
    const pages = await api.records.draftPages(api.personId('attendee'));
    expect(pages.map(({ page }) => page)).toEqual([base]);
  });
});

describe('A request received from somebody else', () => {
  test('is typed in by an administrator, who is asked when and how it came', async () => {
    const visitor = await visitorAs(api, 'administrator');
    const base = await begin(visitor, { received: 'yes' });
    await fillAll(visitor, base, {
      'requester.name': 'Mabel Ashgrove',
      'requester.email': 'm.ashgrove@school.example',
    });
    expect(mainOf(await visitor.see(`${base}/check`))).toContain('#onBehalfOf-how');
    await fill(visitor, `${base}/received`, {
      'onBehalfOf.receivedOn.day': '2',
      'onBehalfOf.receivedOn.month': '11',
      'onBehalfOf.receivedOn.year': '2026',
      'onBehalfOf.how': 'email',
    });
    const confirmation = leadsTo(await send(visitor, base));
    expect((await requestOf(confirmation)).requester.name).toBe('Mabel Ashgrove');
    const [answer] = await api.records.answers(confirmation.split('/')[2] ?? '', 'submitRequest');
    expect(answer?.onBehalfOf).toMatchObject({ receivedOn: '2026-11-02', how: 'email' });
    const requester = await visitorAs(api, 'requester');
    expect((await requester.see(confirmation)).status).toBe(200);
    expect((await (await visitorAs(api, 'stranger')).see(confirmation)).status).toBe(404);
  });

  test('is not offered to others', async () => {
    const visitor = await visitorAs(api, 'requester');
    expect(mainOf(await visitor.see('/requests/new'))).not.toContain('name="received"');
    const base = await begin(visitor, { received: 'yes' });
    expect((await visitor.see(`${base}/received`)).status).toBe(404);
    expect(mainOf(await visitor.see(`${base}/you`))).not.toContain('name="requester.email"');
  });
});
