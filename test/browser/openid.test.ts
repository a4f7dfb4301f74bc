/** Signing in with OpenID Connect as a real browser does it, from one site to another and back. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startJourneyService } from '../journeys/service.ts';
import type { JourneyService } from '../journeys/service.ts';
import { startOpenIdProvider } from '../support/openid-provider.ts';
import type { TestProvider } from '../support/openid-provider.ts';
import { startChromium } from './chromium.ts';
import { visit } from './visit.ts';
import type { Visit } from './visit.ts';
import { inspector } from './well-made.ts';

const EMAIL = 'quillon.harrowgate@school.example';

let provider: TestProvider;
let service: JourneyService;
let browser: Browser;
const pages = inspector((text) => text.toLowerCase().includes('quillon'));
const visits: Visit[] = [];

beforeAll(async () => {
  service = await startJourneyService({
    visited: true,
    async openId(publicUrl) {
      // To the browser, localhost and 127.0.0.1 are two sites.
      provider = await startOpenIdProvider(`${publicUrl}/sign-in/openid/return`);
      return provider.settings;
    },
  });
  browser = await startChromium(service.cacheDir);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await service.close();
  await provider.close();
}, 60_000);

async function somebody(javaScript: boolean): Promise<Visit> {
  const { publicUrl } = service.settings;
  const made = await visit(browser, publicUrl, {
    who: 'somebody',
    javaScript,
    also: provider.settings.issuer,
  });
  visits.push(made);
  return made;
}

/** From the sign-in page to the provider and back, where its page posts the answer by itself or by its button. */
async function through({ page, javaScript }: Visit, account: string): Promise<string> {
  await page.getByRole('button', { name: 'Sign in with Council account' }).click();
  await page.getByLabel('Account').fill(account);
  await page.getByRole('button', { name: 'Continue' }).click();
  if (!javaScript) await page.getByRole('button').click();
  await page.waitForURL(`${service.settings.publicUrl}/**`);
  await page.waitForLoadState('load');
  return page.locator('h1').innerText();
}

test.each([true, false])('a council account signs in, scripts %s', async (javaScript) => {
  const email = `${String(javaScript)}.${EMAIL}`;
  await service.records.addPerson({ email, name: 'Quillon Harrowgate', roles: [] });
  const their = await somebody(javaScript);
  await their.open('/tasks');
  await pages.look(their, 'a stranger');
  expect(await through(their, email)).toBe('Set up a second step');
  await pages.look(their, 'after a council account');
  expect(their.page.url()).toBe(`${service.settings.publicUrl}/sign-in/second-step?then=%2Ftasks`);
  const kept = (await their.context.cookies(service.settings.publicUrl)).map(({ name }) => name);
  expect(kept).toEqual(['session']);
});

test.each([true, false])('whoever is not let in is told so, scripts %s', async (javaScript) => {
  const their = await somebody(javaScript);
  await their.open('/sign-in');
  expect(await through(their, `nobody.${EMAIL}`)).toBe('You are not signed in');
  await pages.look(their, 'unknown');
  await their.page.reload();
  expect(await their.page.locator('main').innerText()).toContain('used already');
  await pages.look(their, 'over');
  await their.press(their.page.getByRole('button', { name: 'Go to the sign-in page' }));
  expect(await their.page.locator('h1').innerText()).toBe('Sign in');
});

test.each([true, false])(
  'whoever turns back at the provider may ask for a code, scripts %s',
  async (javaScript) => {
    const their = await somebody(javaScript);
    await their.open('/sign-in');
    expect(await through(their, 'cancel')).toBe('You are not signed in');
    await pages.look(their, 'turned back');
  },
);

test('every page on the way is well made, and nothing breaks the policy of the pages', () => {
  expect(pages.seen.size).toBe(10);
  expect(pages.faults).toEqual([]);
  expect(visits.flatMap(({ faults }) => faults)).toEqual([]);
});

test('no address and no log tells who it is, a code, a token or a secret', () => {
  const asked = visits.flatMap(({ addresses }) => [...addresses]);
  const told = [...asked, service.logs()].join('\n').toLowerCase();
  expect(asked.length).toBeGreaterThan(20);
  expect(told.includes('nobody was signed in with openid connect')).toBe(true);
  expect(provider.secrets.length).toBeGreaterThan(5);
  const marks = ['quillon', provider.settings.clientSecret, ...provider.secrets];
  expect(marks.filter((mark) => told.includes(mark.toLowerCase()))).toEqual([]);
});
