import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunningApi } from '../../running-api.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import { startOpenIdProvider } from '../../../support/openid-provider.ts';
import type { TestProvider } from '../../../support/openid-provider.ts';
import { RETURN_TO, answerOf, behaveAgain, leave, throughProvider } from './at-the-provider.ts';
import { aBrowser, auditedBy, auditOf, codeFor, newNetwork, signedInAs, wordsOf } from './browsing.ts';

const MINUTE = 60_000;
const clock = { ahead: 0 };
const { requester, attendee } = PEOPLE;
const OVER = 'was used already, is older than 10 minutes, or was begun in another browser';
const FAILED = 'Signing in with Council account does not work now. A code by email does.';
const NOT_ALLOWED = 'Only the partnership’s people and agencies can.';
const OVER_NOTED = 'refused sign in: OpenID Connect over';
const REFUSED_NOTED = 'refused sign in: OpenID Connect refused';

let provider: TestProvider;
let api: RunningApi;
beforeAll(async () => {
  provider = await startOpenIdProvider(RETURN_TO);
  api = await runApi({
    now: () => Date.now() + clock.ahead,
    partnerDomains: ['partner.example'],
    openId: provider.settings,
  });
});
afterEach(() => {
  behaveAgain(provider);
});
afterAll(async () => {
  await api.close();
  await provider.close();
});

describe('An account of the council', () => {
  test('is offered above the code by email, which still works', async () => {
    const browser = aBrowser(api);
    const page = wordsOf(await browser.see('/sign-in'));
    expect(page).toMatch(/Sign in with Council account .*Or with a code by email .*Email address/);
    const code = await codeFor(api, browser, attendee.email);
    expect((await browser.send('/sign-in/code', { code })).location).toBe('/');
  });

  test('is in the help and on the page about cookies', async () => {
    const browser = aBrowser(api);
    expect(wordsOf(await browser.see('/help'))).toContain('choose “Sign in with Council account”');
    expect(wordsOf(await browser.see('/cookies'))).toMatch(/sets two, .* Name openid What for/);
  });

  test('signs in whoever is known, and leads on to the page that was asked for', async () => {
    const browser = aBrowser(api);
    const { status, location } = await throughProvider(browser, requester.email, '/cases?mine=yes');
    expect([status, location]).toEqual([303, '/cases?mine=yes']);
    expect(wordsOf(await browser.see('/'))).toContain(requester.name);
    expect((await auditOf(api)).at(-1)).toEqual({ what: 'sign in', person: api.personId('requester') });
    expect((await browser.see('/sign-in/openid')).location).toBe('/');
  });

  test('is found whatever the case of its address', async () => {
    const { location } = await throughProvider(aBrowser(api), requester.email.toUpperCase());
    expect(location).toBe('/');
  });

  test('begins a session under a new cookie, and ends the one before', async () => {
    const browser = aBrowser(api);
    const address = await leave(browser);
    const planted = browser.cookie().split('; ')[0] ?? '';
    expect(planted).toMatch(/^session=/);
    const answer = await answerOf(address, requester.email);
    expect(provider.secrets).toContain(answer.fields['code']);
    await browser.sendFromElsewhere(answer.path, answer.fields);
    expect(browser.cookie()).not.toContain(planted);
    expect((await aBrowser(api, { cookie: planted }).see('/')).location).toBe('/sign-in');
  });

  test('of a partner agency registers whoever is new, with the address that the provider gave', async () => {
    const browser = aBrowser(api);
    const { location } = await throughProvider(browser, 'nell@partner.example', '/cases');
    expect(location).toBe('/sign-in/register?then=%2Fcases');
    expect(wordsOf(await browser.see(location))).toContain('nell@partner.example is new here');
    const done = await browser.send('/sign-in/register', { name: 'Nell Person', _then: '/cases' });
    expect(done.location).toBe('/cases');
    expect(await api.records.findPersonByEmail('nell@partner.example')).toMatchObject({
      name: 'Nell Person',
    });
  });

  test('leads to no page of another site', async () => {
    const { location } = await throughProvider(aBrowser(api), requester.email, '//elsewhere.example/');
    expect(location).toBe('/');
  });

  test('goes on at home where the page asked for has too long an address for a cookie', async () => {
    const then = `/cases?search=${'x'.repeat(3_000)}`;
    expect((await throughProvider(aBrowser(api), requester.email, then)).location).toBe('/');
  });

  test('of which the provider says nothing more than the address is taken at its word', async () => {
    provider.verified = null;
    expect((await throughProvider(aBrowser(api), requester.email)).location).toBe('/');
  });
});

describe('Refused, and audited', () => {
  test('an unknown address and a disabled account, in the same words, and no account is made', async () => {
    const gone = 'gone@partner.example';
    await api.records.addPerson({ email: gone, name: 'Gone', roles: [] });
    await api.records.disablePerson(gone);
    const pages: string[] = [];
    const said = await auditedBy(api, async () => {
      for (const email of ['nobody@nowhere.example', gone]) {
        const browser = aBrowser(api);
        const answer = await throughProvider(browser, email);
        expect(answer.status).toBe(400);
        pages.push(wordsOf(answer));
        expect(answer.text).not.toContain(email);
        expect((await browser.see('/')).location).toBe('/sign-in');
        expect((await browser.see('/sign-in/register')).location).toBe('/sign-in');
      }
    });
    expect(pages[0]).toContain(NOT_ALLOWED);
    expect(pages[1]).toBe(pages[0]);
    expect(said).toEqual(['refused sign in: unknown address', 'refused sign in: disabled account']);
    expect(await api.records.findPersonByEmail('nobody@nowhere.example')).toBeNull();
  });

  test('an address that the provider does not vouch for, and one that is none', async () => {
    const refused = async (claims: Readonly<Record<string, unknown>>): Promise<void> => {
      provider.claims = (said) => ({ ...said, ...claims });
      const said = await auditedBy(api, async () => {
        const answer = await throughProvider(aBrowser(api), requester.email);
        expect([answer.status, wordsOf(answer)]).toEqual([400, expect.stringContaining(FAILED)]);
      });
      expect(said).toEqual([REFUSED_NOTED]);
    };
    for (const verified of [false, 'false', 0, null]) await refused({ email_verified: verified });
    for (const email of [undefined, null, 7, '', 'two@a.example,three@b.example']) await refused({ email });
  });

  test('an answer to a sign-in that was begun in another browser, or nowhere', async () => {
    const answer = await answerOf(await leave(aBrowser(api)), requester.email);
    const other = aBrowser(api);
    const said = await auditedBy(api, async () => {
      const none = await other.sendFromElsewhere(answer.path, answer.fields);
      expect([none.status, wordsOf(none)]).toEqual([400, expect.stringContaining(OVER)]);
      await leave(other);
      expect((await other.sendFromElsewhere(answer.path, answer.fields)).status).toBe(400);
      expect((await other.sendFromElsewhere(answer.path, { code: 'x', state: '' })).status).toBe(400);
      expect((await other.sendFromElsewhere(answer.path, {})).status).toBe(400);
    });
    expect(said).toEqual([OVER_NOTED, OVER_NOTED, OVER_NOTED, OVER_NOTED]);
    expect((await other.see('/')).location).toBe('/sign-in');
  });

  test('what another site posts neither ends the sign-in under way nor signs anybody out', async () => {
    const browser = aBrowser(api);
    const answer = await answerOf(await leave(browser), requester.email);
    const forged = await browser.sendFromElsewhere(answer.path, { code: 'x', state: 'y' });
    expect([forged.status, forged.headers['set-cookie']]).toEqual([400, undefined]);
    expect((await browser.sendFromElsewhere(answer.path, answer.fields)).status).toBe(303);
    const signedIn = await signedInAs(api, attendee.email);
    expect((await signedIn.sendFromElsewhere(answer.path, answer.fields)).status).toBe(400);
    expect((await signedIn.see('/')).status).toBe(200);
  });

  test('an answer that was taken already, and at the same moment', async () => {
    const browser = aBrowser(api);
    const address = await leave(browser);
    const [, kept = ''] = /(openid=[^;]+)/.exec(browser.cookie()) ?? [];
    const answer = await answerOf(address, requester.email);
    const twice = await Promise.all([1, 2].map(() => browser.sendFromElsewhere(answer.path, answer.fields)));
    expect(twice.map(({ status }) => status).sort()).toEqual([303, 400]);
    expect(browser.cookie()).not.toContain('openid=');
    // Nor where the cookie was copied in time.
    const copy = aBrowser(api, { cookie: kept, goesAlong: true });
    const again = await copy.sendFromElsewhere(answer.path, answer.fields);
    expect([again.status, wordsOf(again)]).toEqual([400, expect.stringContaining(OVER)]);
  });

  test('an answer that comes after ten minutes', async () => {
    const browser = aBrowser(api);
    const answer = await answerOf(await leave(browser), requester.email);
    clock.ahead += 10 * MINUTE;
    const late = await browser.sendFromElsewhere(answer.path, answer.fields);
    expect([late.status, wordsOf(late)]).toEqual([400, expect.stringContaining(OVER)]);
  });

  test('an ID token for another sign-in, for another service, from another issuer, too old, or signed by another', async () => {
    const bad: readonly Readonly<Record<string, unknown>>[] = [
      { nonce: 'another' },
      { nonce: undefined },
      { aud: 'another' },
      { iss: 'https://elsewhere.example' },
      { exp: Math.floor(Date.now() / 1000) - 60 },
    ];
    for (const claims of bad) {
      provider.claims = (said) => ({ ...said, ...claims });
      const said = await auditedBy(api, async () => {
        const answer = await throughProvider(aBrowser(api), requester.email);
        expect([claims, answer.status, wordsOf(answer)]).toEqual([
          claims,
          400,
          expect.stringContaining(FAILED),
        ]);
      });
      expect(said).toEqual([REFUSED_NOTED]);
    }
    behaveAgain(provider);
    provider.signsWrongly = true;
    const forged = await throughProvider(aBrowser(api), requester.email);
    expect([forged.status, wordsOf(forged)]).toEqual([400, expect.stringContaining(FAILED)]);
    behaveAgain(provider);
    expect((await throughProvider(aBrowser(api), requester.email)).status).toBe(303);
  });

  test('whoever turns back at the provider, and a code that it never gave', async () => {
    const said = await auditedBy(api, async () => {
      const back = await throughProvider(aBrowser(api), 'cancel');
      expect(back.answer.fields).toMatchObject({ error: 'access_denied' });
      expect([back.status, wordsOf(back)]).toEqual([400, expect.stringContaining(FAILED)]);
      expect(back.text).not.toContain('turned back');
      const browser = aBrowser(api);
      const answer = await answerOf(await leave(browser), requester.email);
      const invented = { ...answer.fields, code: 'invented' };
      expect((await browser.sendFromElsewhere(answer.path, invented)).status).toBe(400);
    });
    expect(said).toEqual([REFUSED_NOTED, REFUSED_NOTED]);
  });

  test('whoever is led to the provider by another site, and an answer in an address', async () => {
    const browser = aBrowser(api);
    const led = await browser.see('/sign-in/openid?then=%2Fcases', { 'Sec-Fetch-Site': 'cross-site' });
    expect(led.location).toBe('/sign-in?then=%2Fcases');
    expect((await browser.see('/sign-in/openid/return?code=x&state=y')).status).toBe(405);
  });

  test('more than a hundred from a network address in 15 minutes, to and from the provider each by itself', async () => {
    const from = newNetwork();
    const browser = aBrowser(api, { from });
    const statuses = async (call: () => Promise<{ readonly status: number }>): Promise<readonly number[]> => {
      const all: number[] = [];
      for (let times = 0; times < 101; times += 1) all.push((await call()).status);
      return [...new Set(all.slice(0, 100)), ...all.slice(100)];
    };
    expect(await statuses(() => browser.see('/sign-in/openid'))).toEqual([303, 429]);
    expect(await statuses(() => browser.sendFromElsewhere('/sign-in/openid/return', {}))).toEqual([400, 429]);
  });
});
