import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { until } from '../../../support/until.ts';
import type { RunningApi, Who } from '../../running-api.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import type { Browser } from './browsing.ts';
import { visitorAs } from '../cases/visiting.ts';
import { aBrowser, auditedBy, auditOf, signedInAs, wordsOf } from './browsing.ts';
import { aPasskey } from './a-passkey.ts';

const clock = { ahead: 0 };
const now = (): number => Date.now() + clock.ahead;
const SITE = { host: 'supervision.example', origin: 'http://supervision.example' };

let api: RunningApi;
beforeAll(async () => {
  api = await runApi({ secondStep: true, now });
});
afterAll(() => api.close());

/** What an authenticator app shows for this secret now, or so many steps of half a minute later. */
const codeOf = (secret: string, later = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now() + later * 30_000 });

const secretOn = (text: string): string =>
  (/<code[^>]*>([A-Z2-7 ]+)<\/code>/.exec(text)?.[1] ?? '').replaceAll(' ', '');

const optionsOn = (text: string): { challenge: string } => {
  const written = /data-options="([^"]*)"/.exec(text)?.[1]?.replaceAll('&quot;', '"') ?? '{}';
  const options: unknown = JSON.parse(written);
  if (typeof options !== 'object' || options === null || !('challenge' in options)) throw new Error(written);
  return { challenge: String(options.challenge) };
};

/** Sets an authenticator app up, in a browser past the code; its secret. */
async function withApp(who: Who): Promise<{ readonly browser: Browser; readonly secret: string }> {
  const browser = await signedInAs(api, PEOPLE[who].email);
  const secret = secretOn((await browser.see('/sign-in/second-step')).text);
  expect((await browser.send('/sign-in/second-step', { code: codeOf(secret) })).location).toBe('/');
  return { browser, secret };
}

describe('The second step', () => {
  test('stands before every page but those for anybody', async () => {
    const browser = await signedInAs(api, PEOPLE.requester.email);
    for (const path of ['/', '/cases', '/account', '/cases/MAS-2026-0001', '/account/second-step']) {
      const { location } = await browser.see(path);
      expect(location).toMatch(/^\/sign-in\/second-step/);
    }
    expect((await browser.see('/cases?mine=yes')).location).toBe(
      '/sign-in/second-step?then=%2Fcases%3Fmine%3Dyes',
    );
    expect((await aBrowser(api).see('/sign-in/second-step?then=%2Fcases')).location).toBe(
      '/sign-in?then=%2Fcases',
    );
  });

  test('is an authenticator app that is set up first, and asked for from then on', async () => {
    const browser = await signedInAs(api, PEOPLE.administrator.email);
    const page = await browser.see('/sign-in/second-step?then=%2Fcases');
    expect(page.text).not.toContain('href="/cases"');
    expect(page.text).toMatch(/<svg [^>]*viewBox/);
    expect(page.text).not.toMatch(/ style="/);
    const secret = secretOn(page.text);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const failed = await browser.send('/sign-in/second-step', { code: '12345', _then: '/cases' });
    expect(failed.status).toBe(400);
    expect(secretOn(failed.text)).toBe(secret);
    const said = await auditedBy(api, async () => {
      const done = await browser.send('/sign-in/second-step', { code: codeOf(secret), _then: '/cases' });
      expect([done.status, done.location]).toEqual([303, '/cases']);
    });
    expect(said).toEqual(['second step set up: app']);
    expect((await browser.see('/cases')).status).toBe(200);
    const { rows } = await api.sql.query<{ secret: string }>('SELECT secret FROM authenticator_app');
    expect(rows[0]?.secret).not.toContain(secret);

    const next = await signedInAs(api, PEOPLE.administrator.email);
    const asked = await next.see('/sign-in/second-step');
    expect(secretOn(asked.text)).toBe('');
    expect((await next.send('/sign-in/second-step', { code: codeOf(secret, 1) })).location).toBe('/');
    expect((await auditOf(api)).at(-1)).toEqual({
      what: 'second step passed: app',
      person: api.personId('administrator'),
    });
  });

  test('takes each code of an app once, and none but those about now', async () => {
    const { secret } = await withApp('facilitator');
    const browser = await signedInAs(api, PEOPLE.facilitator.email);
    await browser.see('/sign-in/second-step');
    const said = await auditedBy(api, async () => {
      // The code that set it up, then one from two steps ahead and one from long ago.
      for (const later of [0, 3, -5]) {
        const answer = await browser.send('/sign-in/second-step', { code: codeOf(secret, later) });
        expect(answer.status).toBe(400);
        expect(wordsOf(answer)).toContain('Each code can be used once');
      }
    });
    expect(said).toEqual(Array.from({ length: 3 }, () => 'refused second step'));
    const both = await Promise.all(
      [browser, aBrowser(api, { cookie: browser.cookie() })].map(async (each) => {
        await each.see('/sign-in/second-step');
        return each.send('/sign-in/second-step', { code: codeOf(secret, 1) });
      }),
    );
    expect(both.map(({ location }) => location).sort()).not.toEqual(['/', '/']);
    expect(both.map(({ location }) => location)).toContain('/');
  });

  test('ends the session after five wrong codes, also when they come at the same moment', async () => {
    const { secret } = await withApp('otherFacilitator');
    clock.ahead += 60_000;
    const right = codeOf(secret);
    const wrong = right === '111111' ? '222222' : '111111';
    const browser = await signedInAs(api, PEOPLE.otherFacilitator.email);
    await browser.see('/sign-in/second-step');
    const others = Array.from({ length: 8 }, () => aBrowser(api, { cookie: browser.cookie() }));
    for (const each of others) await each.see('/sign-in/second-step');
    const said = await auditedBy(api, async () => {
      await Promise.all(others.map((each) => each.send('/sign-in/second-step', { code: wrong })));
    });
    expect(said).toContain('refused second step: too many tries');
    const after = await browser.send('/sign-in/second-step', { code: right });
    expect([after.status, after.location]).not.toEqual([303, '/']);
    expect((await browser.see('/')).location).toBe('/sign-in');
  });

  test('may be a passkey, for this site and this challenge only', async () => {
    const passkey = aPasskey(SITE);
    const browser = await signedInAs(api, PEOPLE.attendee.email);
    const path = '/sign-in/second-step';
    const page = await browser.see(path);
    const foreign = aPasskey({ ...SITE, origin: 'http://evil.example' }).made(optionsOn(page.text).challenge);
    expect((await browser.send(path, { passkey: foreign })).status).toBe(400);
    const { challenge } = optionsOn((await browser.see(path)).text);
    const made = await browser.send(path, { passkey: passkey.made(challenge) });
    expect([made.status, made.location]).toEqual([303, '/']);
    expect((await auditOf(api)).at(-1)?.what).toBe('second step set up: passkey');

    const next = await signedInAs(api, PEOPLE.attendee.email);
    const asked = optionsOn((await next.see(path)).text).challenge;
    for (const bad of ['{', '{}', passkey.used('AAAA'), aPasskey(SITE).used(asked)]) {
      expect((await next.send(path, { passkey: bad })).status).toBe(400);
    }
    const last = passkey.used(optionsOn((await next.see(path)).text).challenge);
    expect((await next.send(path, { passkey: last })).location).toBe('/');
    // Seen by somebody on the way, it is worth nothing.
    expect((await next.send(path, { passkey: last })).status).toBe(400);
  });

  test('is changed by who has just passed it, and by nobody else', async () => {
    const { browser, secret } = await withApp('businessManager');
    const page = await browser.see('/account/second-step');
    expect(wordsOf(page)).toContain('It takes the place of the app that you use now');
    const { challenge } = optionsOn(page.text);
    const made = await browser.send('/account/second-step', { passkey: aPasskey(SITE).made(challenge) });
    expect(made.location).toBe('/account');
    const account = wordsOf(await browser.see('/account'));
    expect(account).toMatch(/An authenticator app 1 passkey/);

    clock.ahead += 5 * 60_000;
    expect((await browser.see('/account/second-step')).location).toBe(
      '/sign-in/second-step?then=%2Faccount%2Fsecond-step',
    );
    const refused = await browser.send('/account/second-step', { code: codeOf(secret) });
    expect(refused.location).toMatch(/^\/sign-in\/second-step/);
    await browser.see('/sign-in/second-step');
    await browser.send('/sign-in/second-step', { code: codeOf(secret) });
    const other = secretOn((await browser.see('/account/second-step')).text);
    expect((await browser.send('/account/second-step', { code: '000' })).status).toBe(400);
    const done = await browser.send('/account/second-step', { code: codeOf(other), alone: 'yes' });
    expect(done.location).toBe('/account');
    expect(wordsOf(await browser.see('/account'))).not.toContain('passkey');
    expect((await auditOf(api)).at(-1)?.what).toBe('second step changed: app');
  });

  test('is set up anew after an administrator has reset it, and the person is told by email', async () => {
    const { browser, secret } = await withApp('leadProfessional');
    const by = api.personId('administrator');
    const administrator = await visitorAs(api, 'administrator');
    await administrator.send(`/people/${api.personId('leadProfessional')}/second-step`, {});
    const told = await until('the person is told', () =>
      api.mail.received.find(({ source }) => source.includes('your second step was reset')),
    );
    expect(told.to).toEqual([PEOPLE.leadProfessional.email]);
    expect((await auditOf(api)).at(-1)).toEqual({
      what: `reset second step of ${api.personId('leadProfessional')}`,
      person: by,
    });
    expect((await browser.see('/')).location).toBe('/sign-in');
    const next = await signedInAs(api, PEOPLE.leadProfessional.email);
    const fresh = secretOn((await next.see('/sign-in/second-step')).text);
    expect(fresh).not.toBe(secret);
    expect((await next.send('/sign-in/second-step', { code: codeOf(secret) })).status).toBe(400);
    expect((await next.send('/sign-in/second-step', { code: codeOf(fresh) })).location).toBe('/');
  });
});
