import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunningApi } from '../../running-api.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import { aBrowser, auditedBy, auditOf, codeFor, signedInAs, wordsOf } from './browsing.ts';

const MINUTE = 60_000;
const clock = { ahead: 0 };

let api: RunningApi;
beforeAll(async () => {
  api = await runApi({ now: () => Date.now() + clock.ahead });
});
afterAll(() => api.close());

describe('The account page', () => {
  test('says who somebody is, and where they are signed in', async () => {
    await signedInAs(api, PEOPLE.administrator.email);
    const browser = await signedInAs(api, PEOPLE.administrator.email);
    const page = wordsOf(await browser.see('/account'));
    expect(page).toMatch(/Asha Verma Email address asha\.verma@council\.example Roles Administrator/);
    expect(page.match(/Since \d+ \w+ \d{4} at \d+:\d\d[ap]m, last used/g)).toHaveLength(2);
    expect(page.match(/this browser/g)).toHaveLength(1);
    expect(page).toContain('This training installation asks for none');
    expect((await browser.see('/account/second-step')).status).toBe(404);
  });

  test('signs out everywhere', async () => {
    const one = await signedInAs(api, PEOPLE.requester.email);
    const other = await signedInAs(api, PEOPLE.requester.email);
    const somebodyElse = await signedInAs(api, PEOPLE.attendee.email);
    await one.see('/account');
    const cookie = one.cookie();
    const answer = await one.send('/account/sign-out-everywhere', {});
    expect([answer.status, answer.location]).toEqual([303, '/sign-in?why=everywhere']);
    expect(one.cookie()).not.toBe(cookie);
    expect((await auditOf(api)).at(-1)).toEqual({
      what: 'sign out everywhere',
      person: api.personId('requester'),
    });
    for (const browser of [one, other]) expect((await browser.see('/')).location).toBe('/sign-in');
    expect((await somebodyElse.see('/')).status).toBe(200);
  });
});

describe('Signing out', () => {
  test('ends this session only, under a new cookie', async () => {
    const one = await signedInAs(api, PEOPLE.facilitator.email);
    const other = await signedInAs(api, PEOPLE.facilitator.email);
    const cookie = one.cookie();
    await one.see('/');
    const said = await auditedBy(api, async () => {
      const answer = await one.send('/sign-out', {});
      expect(wordsOf(await one.see(answer.location))).toContain('You are signed out.');
    });
    expect(said).toEqual(['sign out']);
    expect(one.cookie()).not.toBe(cookie);
    expect((await aBrowser(api, { cookie }).see('/')).location).toBe('/sign-in');
    expect((await other.see('/')).status).toBe(200);
  });
});

describe('A session', () => {
  test('stays while it is used, and lapses after 20 minutes without use', async () => {
    const browser = await signedInAs(api, PEOPLE.attendee.email);
    await browser.see('/');
    for (const ahead of [19, 19]) {
      clock.ahead += ahead * MINUTE;
      const stayed = await browser.send('/account/stay-signed-in', { _then: '/cases' });
      expect([stayed.status, stayed.location]).toEqual([303, '/cases']);
    }
    clock.ahead += 20 * MINUTE;
    const lapsed = await browser.see('/cases');
    expect(lapsed.location).toBe('/sign-in?then=%2Fcases&why=lapsed');
    const page = await browser.see(lapsed.location);
    expect(wordsOf(page)).toContain('You were signed out after 20 minutes. What you typed is kept');
    const code = await codeFor(api, browser, PEOPLE.attendee.email, '/cases');
    const answer = await browser.send('/sign-in/code', { code, _then: '/cases' });
    expect(answer.location).toBe('/cases');
    expect((await browser.see('/cases')).status).toBe(200);
  });

  test('ends after 12 hours, however much it is used', async () => {
    const browser = await signedInAs(api, PEOPLE.stranger.email);
    for (let minutes = 0; minutes < 12 * 60 - 15; minutes += 15) {
      clock.ahead += 15 * MINUTE;
      expect((await browser.see('/account')).status).toBe(200);
    }
    clock.ahead += 15 * MINUTE;
    expect((await browser.see('/account')).location).toContain('why=lapsed');
  });

  test('goes on for a script with an empty answer', async () => {
    const browser = await signedInAs(api, PEOPLE.operator.email);
    const { text } = await browser.see('/account');
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const answer = await api
      .stranger()
      .post('/account/stay-signed-in')
      .set('Cookie', browser.cookie())
      .set('Sec-Fetch-Site', 'same-origin')
      .set('Sec-Fetch-Mode', 'cors')
      .set('Accept', '*/*')
      .set('Content-Type', 'application/x-www-form-urlencoded')
      .send(new URLSearchParams({ _csrf }).toString());
    expect([answer.status, answer.text]).toEqual([200, '']);
  });
});

describe('A live installation', () => {
  test('has a cookie for its host alone, asks for the second step and lists nobody', async () => {
    const live = await runApi({ installation: 'live' });
    try {
      const browser = aBrowser(live);
      const page = await browser.see('/sign-in');
      expect(page.headers['set-cookie']).toEqual([
        expect.stringMatching(/^__Host-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
      ]);
      expect(wordsOf(page)).not.toContain('Invented people');
      const code = await codeFor(live, browser, PEOPLE.administrator.email);
      const answer = await browser.send('/sign-in/code', { code });
      expect(answer.location).toBe('/sign-in/second-step');
      expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-session=.*; Secure/)]);
      expect((await browser.see('/')).location).toBe('/sign-in/second-step');
    } finally {
      await live.close();
    }
  });
});
