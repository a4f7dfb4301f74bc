/** The provider does not answer, answers what it should not, or does not know the service. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../../../api/main.ts';
import { OpenIdFailure } from '../../../../api/pages/sign-in/openid/failure.ts';
import { createOpenIdProvider } from '../../../../api/pages/sign-in/openid/provider.ts';
import { freePort } from '../../../../tools/stack/ports.ts';
import { startOpenIdProvider } from '../../../support/openid-provider.ts';
import type { TestProvider } from '../../../support/openid-provider.ts';
import type { RunningApi } from '../../running-api.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import { RETURN_TO, answerOf, behaveAgain, leave, throughProvider } from './at-the-provider.ts';
import { aBrowser, auditedBy, codeFor, signedInAs, wordsOf } from './browsing.ts';
import type { Seen } from './browsing.ts';

const DESCRIPTION = '/.well-known/openid-configuration';
const FAILED = 'Signing in with Council account does not work now. A code by email does.';
const AWAY_NOTED = 'refused sign in: OpenID Connect away';
const { requester, attendee } = PEOPLE;

let provider: TestProvider;
let api: RunningApi;
beforeAll(async () => {
  provider = await startOpenIdProvider(RETURN_TO);
  api = await runApi({ openId: provider.settings });
});
afterEach(() => {
  behaveAgain(provider);
});
afterAll(async () => {
  await api.close();
  await provider.close();
});

const instead = (path: string, status: number, body: string): void => {
  provider.before = (asked) => Promise.resolve(asked === path && { status, body });
};
const away = (seen: Seen): void => {
  expect([seen.status, wordsOf(seen)]).toEqual([503, expect.stringContaining(FAILED)]);
  expect(seen.text).toContain('href="/sign-in');
};
const timesAsked = (path: string): number => provider.asked.filter((each) => each === path).length;

/** What the provider says of itself, changed. */
async function described(changes: Readonly<Record<string, unknown>>): Promise<void> {
  behaveAgain(provider);
  const said = (await (await fetch(`${provider.settings.issuer}${DESCRIPTION}`)).json()) as object;
  instead(DESCRIPTION, 200, JSON.stringify({ ...said, ...changes }));
}

describe('The provider', () => {
  test('is not asked before somebody wants to sign in with it, and need not be there then', async () => {
    const from = aBrowser(api);
    await from.see('/sign-in');
    expect(provider.asked).toEqual([]);
    for (const [status, body] of [
      [500, 'Trouble with Mabel Ashgrove'],
      [200, 'Trouble with Mabel Ashgrove'],
      [200, '{}'],
      [302, ''],
    ] as const) {
      instead(DESCRIPTION, status, body);
      const said = await auditedBy(api, async () => {
        const seen = await from.see('/sign-in/openid?then=%2Fcases');
        away(seen);
        expect(seen.text).not.toContain('Mabel');
        expect(seen.text).toContain('href="/sign-in?then=%2Fcases"');
      });
      expect(said).toEqual([AWAY_NOTED]);
    }
    await signedInAs(api, attendee.email);
    behaveAgain(provider);
    expect((await throughProvider(from, requester.email)).status).toBe(303);
  });

  test('tells its description and keys once', async () => {
    await throughProvider(aBrowser(api), requester.email);
    const [descriptions, keys] = [timesAsked(DESCRIPTION), timesAsked('/jwks')];
    await Promise.all([1, 2, 3].map(() => throughProvider(aBrowser(api), requester.email)));
    expect([timesAsked(DESCRIPTION), timesAsked('/jwks')]).toEqual([descriptions, keys]);
  });

  test('that fails while somebody is there is described anew for the next', async () => {
    const browser = aBrowser(api);
    const answer = await answerOf(await leave(browser), requester.email);
    const before = timesAsked(DESCRIPTION);
    instead('/token', 502, 'Bad gateway');
    away(await browser.sendFromElsewhere(answer.path, answer.fields));
    behaveAgain(provider);
    expect((await throughProvider(browser, requester.email)).status).toBe(303);
    expect(timesAsked(DESCRIPTION)).toBe(before + 1);
  });

  test('has five seconds, whether on the way there or back', async () => {
    const browser = aBrowser(api);
    const answer = await answerOf(await leave(browser), requester.email);
    const held: (() => void)[] = [];
    provider.before = () =>
      new Promise((resolve) => {
        held.push(() => {
          resolve({ status: 500, body: '' });
        });
      });
    const took = async (call: Promise<Seen>): Promise<number> => {
      const begun = performance.now();
      away(await call);
      return performance.now() - begun;
    };
    const back = await took(browser.sendFromElsewhere(answer.path, answer.fields));
    const there = await took(browser.see('/sign-in/openid'));
    for (const ms of [back, there]) {
      expect(ms).toBeGreaterThan(4_900);
      expect(ms).toBeLessThan(7_000);
    }
    for (const release of held) release();
  });

  test('that says it is another one, or cannot post its answer, is left alone', async () => {
    await throughProvider(aBrowser(api), 'cancel');
    const fresh = await startFresh(provider.settings);
    for (const changes of [
      { issuer: 'https://elsewhere.example' },
      { issuer: `${provider.settings.issuer}/{tenantid}/v2.0` },
      { response_modes_supported: ['query', 'fragment'] },
    ]) {
      await described(changes);
      away(await aBrowser(fresh).see('/sign-in/openid'));
    }
    await fresh.close();
  });

  test('has nothing asked of any other address, whatever it says of itself', async () => {
    const other = await startOpenIdProvider(RETURN_TO);
    const fresh = await startFresh(provider.settings);
    for (const changes of [
      { token_endpoint: `${other.settings.issuer}/token` },
      { jwks_uri: `${other.settings.issuer}/jwks` },
    ]) {
      await described(changes);
      const browser = aBrowser(fresh);
      const answer = await answerOf(await leave(browser), requester.email);
      away(await browser.sendFromElsewhere(answer.path, answer.fields));
    }
    expect(other.asked).toEqual([]);
    await fresh.close();
    await other.close();
  });

  test('that does not know the service any more is as one that is away', async () => {
    const fresh = await startFresh({ ...provider.settings, clientSecret: 'another' });
    const browser = aBrowser(fresh);
    const answer = await answerOf(await leave(browser), requester.email);
    away(await browser.sendFromElsewhere(answer.path, answer.fields));
    await fresh.close();
    const nowhere = await startFresh({
      ...provider.settings,
      issuer: `http://127.0.0.1:${await freePort()}`,
    });
    away(await aBrowser(nowhere).see('/sign-in/openid'));
    await nowhere.close();
  });
});

describe('The records away', () => {
  test('while somebody comes back: the page that says so holds nothing of the answer', async () => {
    const doomed = await runApi({ openId: provider.settings });
    const browser = aBrowser(doomed);
    const answer = await answerOf(await leave(browser), requester.email);
    await doomed.dropDatabase();
    const back = await browser.sendFromElsewhere(answer.path, answer.fields);
    expect([back.status, wordsOf(back)]).toEqual([503, expect.stringContaining('records cannot be reached')]);
    for (const value of Object.values(answer.fields)) expect(back.text).not.toContain(value);
    await doomed.close();
  });
});

describe('What the log says of a failure', () => {
  const checks = { state: 'a-state', nonce: 'a-nonce', verifier: 'v'.repeat(43) };
  const resultOf = async (
    settings: Partial<TestProvider['settings']> = {},
    answer: Readonly<Record<string, string>> | null = null,
  ): Promise<readonly [string, string]> => {
    const asked = createOpenIdProvider({ ...provider.settings, ...settings }, RETURN_TO);
    const call =
      answer === null ? asked.addressFor(checks) : asked.claimsOf(new URLSearchParams(answer), checks);
    const failure: unknown = await call.then(
      () => null,
      (error: unknown) => error,
    );
    if (!(failure instanceof OpenIdFailure)) throw new Error('it did not fail', { cause: failure });
    return [failure.kind, failure.result];
  };
  const answered = (more: Readonly<Record<string, string>>) => ({
    state: checks.state,
    iss: provider.settings.issuer,
    ...more,
  });

  test('is a word of the protocol, or one of ours that tells an operator where to look', async () => {
    const closed = `http://127.0.0.1:${await freePort()}`;
    expect(await resultOf({ issuer: closed })).toEqual(['away', 'not reached']);
    instead(DESCRIPTION, 200, '<html>Sign in to the network first</html>');
    expect(await resultOf()).toEqual(['away', 'not understood']);
    await described({ issuer: 'https://elsewhere.example' });
    expect(await resultOf()).toEqual(['away', 'other issuer']);
    await described({ response_modes_supported: ['query'] });
    expect(await resultOf()).toEqual(['away', 'no form_post']);
    await described({ token_endpoint: 'https://elsewhere.example/token' });
    expect(await resultOf({}, answered({ code: 'x' }))).toEqual(['away', 'other origin']);
    behaveAgain(provider);
    expect(await resultOf({ clientSecret: 'another' }, answered({ code: 'x' }))).toEqual([
      'away',
      'invalid_client',
    ]);
    expect(await resultOf({}, answered({ code: 'x' }))).toEqual(['refused', 'invalid_grant']);
    expect(await resultOf({}, answered({ error: 'access_denied' }))).toEqual(['refused', 'access_denied']);
    expect(await resultOf({}, answered({ error: 'server_error' }))).toEqual(['away', 'server_error']);
    expect(await resultOf({}, answered({ error: 'Mabel Ashgrove' }))).toEqual(['away', 'other error']);
    expect(await resultOf({}, answered({}))).toEqual(['refused', 'not for us']);
    expect(await resultOf({}, { ...answered({ code: 'x' }), iss: 'https://elsewhere.example' })).toEqual([
      'refused',
      'not for us',
    ]);
  });
});

describe('A live installation', () => {
  test('asks for the second step after the council account as after a code, and takes no other cookie', async () => {
    const live = await runApi({ installation: 'live', openId: provider.settings });
    const browser = aBrowser(live);
    const half = await codeFor(live, browser, requester.email).then(async (code) => {
      await browser.send('/sign-in/code', { code });
      return browser.cookie();
    });
    expect(half).toMatch(/^__Host-session=[^;]+$/);
    const there = await browser.see('/sign-in/openid?then=%2Fcases');
    const [set = ''] = there.headers['set-cookie'] ?? [];
    expect(set).toMatch(
      /^__Host-openid=[\w-]+; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=None$/,
    );
    expect(set.length).toBeLessThan(4_096);
    const answer = await answerOf(new URL(there.location), requester.email);
    const back = await browser.sendFromElsewhere(answer.path, answer.fields);
    expect([back.status, back.location]).toEqual([303, '/sign-in/second-step?then=%2Fcases']);
    // Half signed in: nothing is shown yet, and the session before is over.
    expect((await browser.see('/cases')).location).toBe('/sign-in/second-step?then=%2Fcases');
    expect((await aBrowser(live, { cookie: half }).see('/cases')).location).toBe('/sign-in?then=%2Fcases');
    await live.close();
  });
});

describe('Without a provider', () => {
  test('there is no button, and there are no such pages', async () => {
    const without = await startFresh(null);
    const browser = aBrowser(without);
    expect((await browser.see('/sign-in')).text).not.toContain('openid');
    expect((await browser.see('/sign-in/openid')).status).toBe(404);
    expect((await browser.sendFromElsewhere('/sign-in/openid/return', { state: 'x' })).status).toBe(404);
    await without.close();
  });
});

/** Another web process, which knows nothing of the provider yet. */
const startFresh = async (openId: typeof api.settings.openId) =>
  startApi({ ...api.settings, openId, port: await freePort(), metricsPort: await freePort() });
