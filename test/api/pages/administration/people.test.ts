import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withFacilitators } from '../../cases.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import type { RunningApi, Who } from '../../running-api.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';
import type { Visitor } from '../cases/visiting.ts';
import { auditOf, keyIn } from './forms.ts';

let api: RunningApi;
let administrator: Visitor;
let businessManager: Visitor;
let reference = '';

beforeAll(async () => {
  api = await runApi();
  [administrator, businessManager] = [
    await visitorAs(api, 'administrator'),
    await visitorAs(api, 'businessManager'),
  ];
  reference = (await withFacilitators(api)).slice('/v1/cases/'.length);
});
afterAll(() => api.close());

const addressOf = (who: Who): string => `/people/${api.personId(who)}`;
const audit = () => auditOf(api);
const EVERYBODY_ELSE = ['operator', 'facilitator', 'requester', 'stranger'] as const;

/** Somebody new, so that no other test is in the way. */
async function somebody(name: string, roles: readonly ('administrator' | 'facilitator')[] = []) {
  const email = `${name.toLowerCase()}@partner.example`;
  return api.records.addPerson({ email, name, roles });
}

describe('The pages about people', () => {
  test('are for administrators and the business manager, and others are refused and audited', async () => {
    const id = api.personId('attendee');
    const pages = ['', '/new', `/${id}`, `/${id}/disable`, `/${id}/second-step`].map(
      (end) => `/people${end}`,
    );
    const lists = ['/facilitators/new', `/facilitators/${api.personId('facilitator')}`];
    for (const visitor of [administrator, businessManager]) {
      for (const path of [...pages, ...lists]) expect((await visitor.see(path)).status).toBe(200);
    }
    for (const who of EVERYBODY_ELSE) {
      const visitor = await visitorAs(api, who);
      for (const path of [...pages, ...lists]) {
        const answer = await visitor.see(path);
        expect([path, answer.status]).toEqual([path, 403]);
        expect(answer.text).not.toContain(PEOPLE.attendee.email);
      }
      for (const end of ['', '/disable', '/enable', '/second-step', '/tokens', '/tokens/end']) {
        expect((await visitor.send(`${addressOf('attendee')}${end}`, { name: 'X', days: '3' })).status).toBe(
          403,
        );
      }
      expect((await audit()).slice(-6)).toEqual(Array(6).fill('refused POST page: forbidden'));
    }
    expect((await administrator.see('/people/00000000-0000-4000-8000-000000000000')).status).toBe(404);
    expect((await administrator.see('/people/nobody')).status).toBe(404);
  });

  test('find somebody by a part of name or address, never in an address, and turn the page', async () => {
    const found = wordsOf(await administrator.send('/people', { text: 'FAIRWEA' }));
    expect(found).toContain('o.fairweather@council.example');
    expect(found).not.toContain('d.vale@police.example');
    expect(wordsOf(await administrator.send('/people', { text: '%' }))).toContain('Nobody has this');
    for (let index = 10; index < 60; index += 1) await somebody(`Zoe${index}`);
    const first = await administrator.see('/people');
    const next = /href="(\/people\?after=[0-9a-f-]{36})"/.exec(mainOf(first))?.[1] ?? '';
    expect(wordsOf(await administrator.see(next))).toContain('zoe59@partner.example');
    const searched = await administrator.send('/people', { text: 'zoe' });
    expect([...searched.text.matchAll(/(?:href|action)="([^"]*)"/g)].join(' ')).not.toMatch(/zoe/i);
    expect((await administrator.see('/people?after=x')).status).toBe(200);
  });
});

describe('Somebody new', () => {
  test('is added once, however often the form is sent', async () => {
    const form = await administrator.see('/people/new');
    const fields = {
      _key: keyIn(form),
      name: 'Nia Boyd',
      email: 'nia.boyd@partner.example',
      roles: 'operator',
    };
    const answers = await Promise.all([1, 2].map(() => administrator.send('/people/new', fields)));
    const person = await api.records.findPersonByEmail('NIA.boyd@partner.example');
    for (const { status, headers } of answers) {
      expect([status, headers['location']]).toEqual([303, `/people/${person?.id ?? ''}?done=added`]);
    }
    expect(person).toMatchObject({ name: 'Nia Boyd', roles: ['practitioner', 'operator'], disabled: false });
    expect((await audit()).filter((what) => what.includes(person?.id ?? ''))).toEqual([
      `add person ${person?.id ?? ''}: practitioner operator`,
    ]);
  });

  test('hears of every fault at once, with all that was typed', async () => {
    const answer = await administrator.send('/people/new', { name: ' ', email: 'nobody', roles: 'king' });
    expect(answer.status).toBe(400);
    for (const field of ['name', 'email', 'roles']) expect(mainOf(answer)).toContain(`href="#${field}"`);
    expect(answer.text).toContain('value="nobody"');
    expect(wordsOf(answer)).toContain('Enter the name');
    const known = await administrator.send('/people/new', {
      name: 'X',
      email: PEOPLE.attendee.email.toUpperCase(),
    });
    expect(wordsOf(known)).toContain('Somebody has this email address already');
  });

  test('finds what they had typed when their session ended', async () => {
    const page = '/people/new';
    await api.records.keepDraft({
      personId: api.personId('administrator'),
      page,
      typed: { name: ['Ida Typed'], roles: ['operator'] },
    });
    const answer = await administrator.see(page);
    expect(answer.text).toContain('value="Ida Typed"');
    expect(wordsOf(answer)).toContain('What you had typed is still here');
    await administrator.send(page, { _key: keyIn(answer), name: 'Ida Typed', email: 'ida@partner.example' });
    expect((await administrator.see(page)).text).not.toContain('Ida Typed');
  });
});

describe('An account', () => {
  const send = (id: string, fields: Readonly<Record<string, string>>, end = '') =>
    administrator.send(`/people/${id}${end}`, fields);

  test('changes its name and roles, and the list of facilitators with them', async () => {
    const { id } = await somebody('Cora', ['facilitator']);
    await send(id, { name: 'Cora Winter', roles: 'administrator' });
    expect(await api.records.findPerson(id)).toMatchObject({
      name: 'Cora Winter',
      roles: ['practitioner', 'administrator'],
    });
    expect(await api.records.findFacilitator(id)).toBeNull();
    await send(id, { name: 'Cora Winter', roles: 'facilitator' });
    expect(await api.records.findFacilitator(id)).toMatchObject({ active: true });
    expect((await audit()).slice(-2)).toEqual([
      `change person ${id}: practitioner administrator`,
      `change person ${id}: practitioner facilitator`,
    ]);
    expect((await send(id, { name: '' })).status).toBe(400);
  });

  test('that was changed from an older showing says so, and takes the change the second time', async () => {
    const { id } = await somebody('Dora');
    const key = keyIn(await administrator.see(`/people/${id}`));
    await send(id, { _key: key, name: 'Dora One' });
    const again = await send(id, { _key: key, name: 'Dora Two' });
    expect(again.status).toBe(400);
    expect(wordsOf(again)).toContain('This form was sent before');
    expect(again.text).toContain('value="Dora Two"');
    await send(id, { _key: keyIn(again), name: 'Dora Two' });
    expect(await api.records.findPerson(id)).toMatchObject({ name: 'Dora Two' });
  });

  test('keeps its own roles and is not disabled by its owner', async () => {
    const own = api.personId('administrator');
    await send(own, { name: PEOPLE.administrator.name, roles: 'operator' });
    expect(await api.records.findPerson(own)).toMatchObject({ roles: ['practitioner', 'administrator'] });
    expect((await send(own, {}, '/disable')).status).toBe(409);
    expect((await send(own, {}, '/second-step')).status).toBe(409);
    expect((await administrator.see(`/people/${own}`)).text).not.toContain('/disable"');
  });

  test('stays an administrator’s while there is no other', async () => {
    const own = api.personId('administrator');
    for (const { id, roles } of await api.records.people()) {
      if (id !== own && roles.includes('administrator')) await api.records.disableAccount(id);
    }
    const roles = await businessManager.send(`/people/${own}`, { name: 'Asha Verma', roles: 'operator' });
    expect(roles.status).toBe(400);
    expect(wordsOf(roles)).toContain('This is the last administrator');
    expect(wordsOf(await businessManager.send(`/people/${own}/disable`, {}))).toContain(
      'This is the last administrator',
    );
    expect(await api.records.findPerson(own)).toMatchObject({
      roles: ['practitioner', 'administrator'],
      disabled: false,
    });
    const [one, other] = [await somebody('Ed', ['administrator']), await somebody('Flo', ['administrator'])];
    await api.records.changePerson({ id: own, name: 'Asha Verma', roles: [] });
    // Both take the other away at the same moment: one of them is refused.
    const both = await Promise.all(
      [one, other].map(({ id, name }) => api.records.changePerson({ id, name, roles: [] })),
    );
    expect(both.sort()).toEqual(['changed', 'lastAdministrator']);
    await api.records.changePerson({ id: own, name: 'Asha Verma', roles: ['administrator'] });
  });

  test('is disabled once what waits on its owner was shown, and administrators hear of it once', async () => {
    const id = api.personId('facilitator');
    const asked = wordsOf(await administrator.see(`/people/${id}/disable`));
    expect(asked).toContain('1 open task goes to the administrators');
    expect(asked).toContain('Declare independence');
    expect(asked).toContain(reference);
    await Promise.all([1, 2].map(() => send(id, {}, '/disable')));
    expect(await api.records.findPerson(id)).toMatchObject({ disabled: true });
    expect((await audit()).filter((what) => what === `disable person ${id}`)).toHaveLength(1);
    const { rows } = await api.sql.query<{ body: { type: string } }>(
      `SELECT body FROM case_event WHERE reference = $1 AND body->>'type' = 'escalated'`,
      [reference],
    );
    expect(rows).toHaveLength(1);
    const page = await administrator.see(`/people/${id}`);
    expect(wordsOf(page)).toContain('This person cannot sign in');
    expect(page.text).not.toContain('Make a token');
    await send(id, {}, '/enable');
    expect(await api.records.findPerson(id)).toMatchObject({ disabled: false });
    expect((await audit()).at(-1)).toBe(`enable person ${id}`);
  });

  test('has its second step reset by somebody else', async () => {
    const id = api.personId('stranger');
    expect(wordsOf(await administrator.see(`/people/${id}/second-step`))).toContain(
      'call them on a number that you know',
    );
    const answer = await send(id, {}, '/second-step');
    expect(answer.headers['location']).toBe(`/people/${id}?done=reset`);
    expect((await audit()).at(-1)).toBe(`reset second step of ${id}`);
  });

  test('gets a token that is shown once, works, and is ended', async () => {
    const { id } = await somebody('Gus');
    const form = await administrator.see(`/people/${id}`);
    const fields = { _key: keyIn(form), days: '30' };
    const made = await send(id, fields, '/tokens');
    const token = /<code>([\w-]{43})<\/code>/.exec(made.text)?.[1] ?? '';
    expect(await api.records.findPersonByToken(token)).toMatchObject({ id });
    const again = await send(id, fields, '/tokens');
    expect(again.status).toBe(400);
    expect(again.text).not.toContain(token);
    const { rows } = await api.sql.query('SELECT answer FROM idempotency');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await api.records.tokensOf(id)).toHaveLength(1);
    const kept = /name="token" value="([0-9a-f]{64})"/.exec(again.text)?.[1] ?? '';
    // Nobody else's token is ended from this page.
    await send(api.personId('attendee'), { token: kept }, '/tokens/end');
    expect(await api.records.tokensOf(id)).toHaveLength(1);
    for (const wrong of ['', '\0', `${kept}0`]) await send(id, { token: wrong }, '/tokens/end');
    expect(await api.records.tokensOf(id)).toHaveLength(1);
    await send(id, { token: kept }, '/tokens/end');
    expect(await api.records.findPersonByToken(token)).toBeNull();
    expect((await audit()).slice(-2)).toEqual([
      `make token for person ${id}: 30 days`,
      `end token of person ${id}`,
    ]);
    expect((await administrator.see(`/people/${id}/tokens`)).headers['location']).toBe(`/people/${id}`);
    for (const days of ['', '0', '366', 'x', '1.5']) {
      const refused = await send(id, { days }, '/tokens');
      expect(refused.status).toBe(400);
      expect(mainOf(refused)).toContain('href="#days"');
    }
  });
});

describe('The list of facilitators', () => {
  const DETAILS = {
    role: 'Named nurse',
    organisation: 'Harbour Trust',
    agency: 'healthVisitor',
    telephone: '',
  };

  test('is read by facilitators without how many cases each has, and changed by nobody but administrators', async () => {
    expect(wordsOf(await administrator.see('/facilitators'))).toContain('1 open case');
    const facilitator = await visitorAs(api, 'otherFacilitator');
    const list = await facilitator.see('/facilitators');
    expect(wordsOf(list)).toContain(PEOPLE.facilitator.email);
    expect(wordsOf(list)).not.toContain('open case');
    expect(mainOf(list)).not.toContain('href="/facilitators/');
    for (const end of ['new', api.personId('facilitator'), `${api.personId('facilitator')}/availability`]) {
      expect((await facilitator.send(`/facilitators/${end}`, { available: 'no' })).status).toBe(403);
    }
    expect((await (await visitorAs(api, 'requester')).see('/facilitators')).status).toBe(403);
  });

  test('takes somebody new once, and names every fault', async () => {
    const form = await administrator.see('/facilitators/new');
    const fields = { _key: keyIn(form), name: 'Hal Moor', email: 'hal.moor@nhs.example', ...DETAILS };
    const answers = await Promise.all([1, 2].map(() => administrator.send('/facilitators/new', fields)));
    const { id = '' } = (await api.records.findPersonByEmail('hal.moor@nhs.example')) ?? {};
    for (const { headers } of answers) expect(headers['location']).toBe(`/facilitators/${id}?done=added`);
    expect(await api.records.findFacilitator(id)).toMatchObject({
      ...DETAILS,
      telephone: null,
      active: true,
    });
    expect((await audit()).at(-1)).toBe(`add facilitator ${id}`);
    const empty = await administrator.send('/facilitators/new', { agency: '' });
    for (const field of ['name', 'email', 'role', 'organisation', 'agency']) {
      expect(mainOf(empty)).toContain(`href="#${field}"`);
    }
    const { _key, ...twice } = fields;
    expect(wordsOf(await administrator.send('/facilitators/new', twice))).toContain('is on the list already');
    await api.records.disableAccount(id);
    expect(wordsOf(await administrator.send('/facilitators/new', twice))).toContain('is disabled');
    expect((await administrator.see(`/facilitators/${id}`)).status).toBe(404);
  });

  test('changes what it says of somebody, and whether they are available, with what that means', async () => {
    const id = api.personId('facilitator');
    await administrator.send(`/facilitators/${id}`, {
      name: 'Tom Hadley',
      ...DETAILS,
      telephone: '01234 5678',
    });
    expect(await api.records.findFacilitator(id)).toMatchObject({ ...DETAILS, telephone: '01234 5678' });
    const wrong = await administrator.send(`/facilitators/${id}`, {
      ...DETAILS,
      name: '',
      role: 'x'.repeat(201),
    });
    expect(wrong.status).toBe(400);
    for (const field of ['name', 'role']) expect(mainOf(wrong)).toContain(`href="#${field}"`);
    const asked = wordsOf(await administrator.see(`/facilitators/${id}/availability`));
    expect(asked).toContain('They facilitate 1 open case.');
    expect(asked).toContain(reference);
    for (const available of ['no', 'no', 'yes']) {
      await administrator.send(`/facilitators/${id}/availability`, { available });
      expect(await api.records.findFacilitator(id)).toMatchObject({ active: available === 'yes' });
    }
    expect((await audit()).slice(-3)).toEqual([
      `change facilitator ${id}`,
      `change facilitator ${id}: not available`,
      `change facilitator ${id}: available`,
    ]);
  });
});
