import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunningApi } from '../../running-api.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import { until } from '../../../support/until.ts';
import { aBrowser, auditedBy, auditOf, codeFor, codesTo, signedInAs, wordsOf } from './browsing.ts';

const MINUTE = 60_000;
const clock = { ahead: 0 };
const { requester, attendee, leadProfessional, facilitator, stranger } = PEOPLE;

let api: RunningApi;
beforeAll(async () => {
  api = await runApi({ now: () => Date.now() + clock.ahead, partnerDomains: ['partner.example'] });
});
afterAll(() => api.close());

/** Any other code than this. */
const wrong = (code: string): string => (code === '111111' ? '222222' : '111111');

describe('A code by email', () => {
  test('signs in and leads on to the page that was asked for', async () => {
    const browser = aBrowser(api);
    expect((await browser.see('/cases?mine=yes')).location).toBe('/sign-in?then=%2Fcases%3Fmine%3Dyes');
    const code = await codeFor(api, browser, requester.email, '/cases?mine=yes');
    const answer = await browser.send('/sign-in/code', { code, _then: '/cases?mine=yes' });
    expect([answer.status, answer.location]).toEqual([303, '/cases?mine=yes']);
    expect(wordsOf(await browser.see('/'))).toContain(requester.name);
    expect((await auditOf(api)).at(-1)).toEqual({ what: 'sign in', person: api.personId('requester') });
  });

  test('stands in the email without any link', async () => {
    await codeFor(api, aBrowser(api), requester.email);
    const { source } = api.mail.received.at(-1) ?? { source: '' };
    expect(source).toContain('Subject: Multi-agency supervision: your code to sign in');
    expect(source).not.toMatch(/https?:\/\/|<a /);
  });

  test('may be typed with spaces, and an address in other case', async () => {
    const browser = aBrowser(api);
    await browser.see('/sign-in');
    await browser.send('/sign-in', { email: ` ${attendee.email.toUpperCase()} ` });
    await until('the code is there', () => codesTo(api, attendee.email).length > 0);
    const [code = ''] = codesTo(api, attendee.email);
    const typed = ` ${code.slice(0, 3)} ${code.slice(3)} `;
    expect((await browser.send('/sign-in/code', { code: typed })).location).toBe('/');
  });

  test('is kept as a hash only', async () => {
    const code = await codeFor(api, aBrowser(api), leadProfessional.email);
    const { rows } = await api.sql.query<{ code: string | null }>(
      'SELECT code FROM sign_in_code WHERE email = $1',
      [leadProfessional.email],
    );
    expect(rows).toEqual([{ code: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(rows[0]?.code).not.toContain(code);
  });

  test('says what is wrong with an address or a code that is none, at its field', async () => {
    const browser = aBrowser(api);
    await browser.see('/sign-in');
    const noAddress = await browser.send('/sign-in', { email: 'a b' });
    expect(noAddress.status).toBe(400);
    expect(noAddress.text).toContain('href="#email"');
    expect(noAddress.text).toContain('value="a b"');
    await codeFor(api, browser, facilitator.email);
    const noCode = await browser.send('/sign-in/code', { code: '12' });
    expect(noCode.status).toBe(400);
    expect(noCode.text).toContain('href="#code"');
    expect(noCode.text).toContain('<title>Error: Type your code');
  });

  test('that could not be sent leaves the page as it is, which says how to ask again', async () => {
    api.mail.refuse({ at: 'recipient', code: 550 });
    const browser = aBrowser(api);
    await browser.see('/sign-in');
    const said = await auditedBy(api, async () => {
      const { location } = await browser.send('/sign-in', { email: stranger.email });
      const page = wordsOf(await browser.see(location));
      expect(page).toContain('If no code comes');
      expect(page).toContain('Send another code');
      await until('it is audited', async () => (await auditOf(api)).at(-1)?.what === 'code not sent');
    });
    expect(said).toEqual(['code not sent']);
    api.mail.refuse(null);
    expect(await codeFor(api, browser, stranger.email)).toMatch(/^\d{6}$/);
  });
});

describe('Refused, and audited', () => {
  test('a wrong code, and after five of them the right one', async () => {
    const browser = aBrowser(api);
    const code = await codeFor(api, browser, requester.email);
    const said = await auditedBy(api, async () => {
      for (let tries = 0; tries < 5; tries += 1) {
        const answer = await browser.send('/sign-in/code', { code: wrong(code) });
        expect(answer.status).toBe(400);
        expect(wordsOf(answer)).toContain('This is not the code');
      }
      const sixth = await browser.send('/sign-in/code', { code });
      expect(sixth.status).toBe(400);
      expect(wordsOf(sixth)).toContain('cannot be used, or not any more');
    });
    expect(said).toEqual([
      ...Array.from({ length: 5 }, () => 'refused sign in: wrong code'),
      'refused sign in: code over',
    ]);
    expect((await auditOf(api)).at(-1)?.person).toBe(api.personId('requester'));
    expect((await browser.see('/')).location).toBe('/sign-in');
  });

  test('a code that was used, in the browser where it was used and at the same moment', async () => {
    const email = 'once@council.example';
    await api.records.addPerson({ email, name: 'Once', roles: [] });
    const browser = aBrowser(api);
    const code = await codeFor(api, browser, email);
    const before = aBrowser(api, { cookie: browser.cookie() });
    await before.see('/sign-in');
    const said = await auditedBy(api, async () => {
      const both = await Promise.all(
        [browser, before].map(async (each) => ({ each, ...(await each.send('/sign-in/code', { code })) })),
      );
      expect(both.map(({ status }) => status).sort()).toEqual([303, 400]);
      const loser = both.find(({ status }) => status === 400)?.each;
      expect((await loser?.send('/sign-in/code', { code }))?.status).toBe(400);
    });
    const over = 'refused sign in: code over';
    expect([...said].sort()).toEqual([over, over, 'sign in']);
  });

  test('a code that was asked for in another browser', async () => {
    const code = await codeFor(api, aBrowser(api), leadProfessional.email);
    const other = aBrowser(api);
    await other.see('/sign-in');
    const said = await auditedBy(api, async () => {
      expect((await other.send('/sign-in/code', { code })).status).toBe(400);
    });
    expect(said).toEqual(['refused sign in: code over']);
    // Not even where that browser waits for a code of its own.
    const own = await codeFor(api, other, facilitator.email);
    if (own !== code) expect((await other.send('/sign-in/code', { code })).status).toBe(400);
  });

  test('a code that is older than ten minutes', async () => {
    const browser = aBrowser(api);
    const code = await codeFor(api, browser, attendee.email);
    clock.ahead += 10 * MINUTE;
    const said = await auditedBy(api, async () => {
      expect((await browser.send('/sign-in/code', { code })).status).toBe(400);
    });
    expect(said).toEqual(['refused sign in: code over']);
  });

  test('the earlier of two codes', async () => {
    const browser = aBrowser(api);
    const first = await codeFor(api, browser, attendee.email);
    const second = await codeFor(api, browser, attendee.email);
    const said = await auditedBy(api, async () => {
      if (first !== second) expect((await browser.send('/sign-in/code', { code: first })).status).toBe(400);
      expect((await browser.send('/sign-in/code', { code: second })).status).toBe(303);
    });
    expect(said.at(-1)).toBe('sign in');
  });

  test('the code and the session of somebody whose account is disabled meanwhile', async () => {
    const email = 'leaver@council.example';
    const { id } = await api.records.addPerson({ email, name: 'Leaver', roles: [] });
    const signedIn = await signedInAs(api, email);
    const browser = aBrowser(api);
    const code = await codeFor(api, browser, email);
    await api.records.disableAccount(id);
    expect((await signedIn.see('/')).location).toBe('/sign-in');
    const said = await auditedBy(api, async () => {
      expect((await browser.send('/sign-in/code', { code })).status).toBe(400);
      const later = aBrowser(api);
      await later.see('/sign-in');
      await later.send('/sign-in', { email });
      await until('it is audited', async () => (await auditOf(api)).at(-1)?.person === id);
    });
    expect(said).toEqual(['refused sign in: code over', 'refused code: disabled account']);
    expect(codesTo(api, email)).toHaveLength(2);
  });

  test('whoever asks whether an address is known: every page is the same', async () => {
    await api.records.addPerson({ email: 'gone@council.example', name: 'Gone', roles: [] });
    await api.records.disablePerson('gone@council.example');
    const pages: string[] = [];
    const addresses = ['kept@council.example', 'gone@council.example', 'nobody@council.example'];
    await api.records.addPerson({ email: 'kept@council.example', name: 'Kept', roles: [] });
    const said = await auditedBy(api, async () => {
      for (const email of addresses) {
        const browser = aBrowser(api);
        await browser.see('/sign-in');
        const asked = await browser.send('/sign-in', { email });
        const seen = [asked, await browser.see(asked.location)];
        for (let tries = 0; tries < 6; tries += 1) {
          seen.push(await browser.send('/sign-in/code', { code: '000000' }));
        }
        const plain = seen.map(({ status, text, location }) => `${status} ${location}\n${text}`).join('\n');
        pages.push(
          plain
            .replaceAll(email, 'ADDRESS')
            .replace(/name="_csrf" value="[^"]+"/g, '')
            .replace(/nonce="[^"]+"/g, ''),
        );
      }
    });
    expect(pages[1]).toBe(pages[0]);
    expect(pages[2]).toBe(pages[0]);
    expect(said.filter((what) => what === 'refused sign in: wrong code')).toHaveLength(15);
    await until('it is audited', async () => {
      const whats = (await auditOf(api)).map(({ what }) => what);
      return whats.includes('refused code: unknown address');
    });
    expect(codesTo(api, 'nobody@council.example')).toEqual([]);
  });

  test('a cookie that somebody else put into the browser', async () => {
    const browser = aBrowser(api);
    await browser.see('/sign-in');
    const planted = browser.cookie();
    const code = await codeFor(api, browser, leadProfessional.email);
    await browser.send('/sign-in/code', { code });
    expect(browser.cookie()).not.toBe(planted);
    expect((await browser.see('/')).status).toBe(200);
    expect((await aBrowser(api, { cookie: planted }).see('/')).location).toBe('/sign-in');
  });

  test('a cookie that somebody made up', async () => {
    for (const cookie of [
      `session=${'A'.repeat(43)}`,
      'session=',
      'session=x',
      `session=${'%00'.repeat(43)}`,
    ]) {
      expect((await aBrowser(api, { cookie }).see('/')).location).toBe('/sign-in');
    }
  });

  test('a form that is not from a page of ours', async () => {
    const browser = aBrowser(api);
    const code = await codeFor(api, browser, facilitator.email);
    const said = await auditedBy(api, async () => {
      for (const _csrf of ['', 'A'.repeat(43)]) {
        expect((await browser.send('/sign-in/code', { code, _csrf })).status).toBe(403);
      }
    });
    expect(said).toEqual(['refused form: not ours', 'refused form: not ours']);
    expect((await browser.send('/sign-in/code', { code })).status).toBe(303);
  });

  test('to go on to another site', async () => {
    for (const then of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
    ]) {
      const browser = aBrowser(api);
      await browser.see('/sign-in');
      const { location } = await browser.send('/sign-in', { email: 'nobody@council.example', _then: then });
      expect(location).toBe('/sign-in/code');
      const page = await browser.see(`/sign-in/code?then=${encodeURIComponent(then)}`);
      expect(page.text).not.toContain('evil.example');
      expect(page.text).toContain('name="_then" value="/"');
    }
  });
});

describe('Somebody of a partner agency', () => {
  test('who has no account registers with the code', async () => {
    const email = 'New.Person@partner.example';
    const browser = aBrowser(api);
    const code = await codeFor(api, browser, email, '/cases');
    const answer = await browser.send('/sign-in/code', { code, _then: '/cases' });
    expect(answer.location).toBe('/sign-in/register?then=%2Fcases');
    expect(wordsOf(await browser.see(answer.location))).toContain('New.Person@partner.example is new here');
    const empty = await browser.send('/sign-in/register', { name: ' ', _then: '/cases' });
    expect([empty.status, empty.text.includes('href="#name"')]).toEqual([400, true]);
    const done = await browser.send('/sign-in/register', { name: 'Nell Person', _then: '/cases' });
    expect([done.status, done.location]).toEqual([303, '/cases']);
    expect(await api.records.findPersonByEmail(email)).toMatchObject({
      name: 'Nell Person',
      email,
      roles: ['practitioner'],
      disabled: false,
    });
    expect((await auditOf(api)).slice(-2).map(({ what }) => what)).toEqual(['register', 'sign in']);
  });

  test('cannot register without the code, nor enable a disabled account', async () => {
    const browser = aBrowser(api);
    await browser.see('/sign-in');
    expect((await browser.see('/sign-in/register')).location).toBe('/sign-in');
    expect((await browser.send('/sign-in/register', { name: 'X' })).location).toBe('/sign-in');

    const email = 'was.here@partner.example';
    const code = await codeFor(api, browser, email);
    expect((await browser.send('/sign-in/code', { code })).location).toBe('/sign-in/register');
    await api.records.addPerson({ email, name: 'Was Here', roles: [] });
    await api.sql.query('UPDATE person SET disabled_at = now() WHERE email = $1', [email]);
    expect((await browser.send('/sign-in/register', { name: 'X' })).location).toBe('/sign-in');
    expect(await api.records.findPersonByEmail(email)).toMatchObject({ disabled: true });
  });
});

describe('The page of a training installation', () => {
  test('lists its invented people by role, each with a button that asks for their code', async () => {
    const browser = aBrowser(api);
    const page = await browser.see('/sign-in');
    expect(wordsOf(page)).toMatch(/Administrators .*Asha Verma.*Facilitators .*Tom Hadley/);
    expect(page.text).toContain(`name="email" value="${PEOPLE.administrator.email}"`);
    expect(page.text).not.toContain('leaver@council.example');
  });
});
