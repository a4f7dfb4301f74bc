/** The warning before an unused session ends, in a real browser whose clock the tests move. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startChromium } from '../../../browser/chromium.ts';
import { accepted } from '../../cases.ts';
import { runApi } from '../../running-api.ts';
import type { RunningApi } from '../../running-api.ts';

const TEXT = 'Called the duty social worker at once.';

let api: RunningApi;
let browser: Browser;
let path = '';
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  api = await runApi();
  path = `${(await accepted(api)).slice('/v1'.length)}/steps/raiseImmediateRisk`;
  browser = await startChromium(api.settings.cacheDir);
}, 120_000);
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser.close();
  await api.close();
});

async function signedIn(): Promise<{ readonly context: BrowserContext; readonly token: string }> {
  const token = randomBytes(32).toString('base64url');
  await api.records.beginSession({ personId: api.personId('attendee'), token });
  await api.records.passSecondStep(token);
  const address = `http://127.0.0.1:${api.port}`;
  const context = await browser.newContext({ baseURL: address, viewport: { width: 320, height: 640 } });
  await context.addCookies([{ name: 'session', value: token, url: address }]);
  contexts.push(context);
  return { context, token };
}

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(path);
  return page;
}

const box = (page: Page) => page.locator('main textarea').first();
const warning = (page: Page) => page.getByRole('dialog', { name: 'You are about to be signed out' });
/** The service's own clock goes on as ever: what ended is said to it. */
const letLapse = (): Promise<unknown> =>
  api.sql.query(`UPDATE session SET used_at = now() - interval '21 minutes'`);
const draft = async (): Promise<string> => {
  const { rows } = await api.sql.query<{ typed: object }>('SELECT typed FROM draft');
  return JSON.stringify(rows);
};

describe('Two minutes before a session ends', () => {
  test('a dialog says so, counts down, and has the focus on staying', async () => {
    const page = await open((await signedIn()).context);
    await page.clock.runFor('17:50');
    expect(await warning(page).isVisible()).toBe(false);
    await page.clock.runFor('00:15');
    await warning(page).waitFor();
    expect(await warning(page).textContent()).toContain('signed out in 2 minutes');
    expect(await page.locator(':focus').textContent()).toContain('Stay signed in');
    expect(
      await page.evaluate<number>(
        'document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth',
      ),
    ).toBe(0);
    await page.clock.runFor('01:10');
    expect(await warning(page).textContent()).toContain('signed out in less than a minute');
  });

  test('staying is use of the session, and keeps page and focus', async () => {
    const { context, token } = await signedIn();
    const page = await open(context);
    await box(page).fill(TEXT);
    await page.clock.runFor('18:05');
    await warning(page).waitFor();
    await api.sql.query(`UPDATE session SET used_at = now() - interval '18 minutes'`);
    await page.getByRole('button', { name: 'Stay signed in' }).click();
    await warning(page).waitFor({ state: 'hidden' });
    expect(await box(page).inputValue()).toBe(TEXT);
    expect(await page.locator(':focus').getAttribute('name')).toBe(await box(page).getAttribute('name'));
    const { rows } = await api.sql.query<{ fresh: boolean }>(
      `SELECT used_at > now() - interval '1 minute' AS fresh FROM session WHERE hash = encode(sha256($1), 'hex')`,
      [token],
    );
    expect(rows).toEqual([{ fresh: true }]);
    await page.clock.runFor('17:50');
    expect(await warning(page).isVisible()).toBe(false);
  });

  test('a page of the service in another tab is use too', async () => {
    const { context } = await signedIn();
    const page = await open(context);
    await page.clock.runFor('18:05');
    await warning(page).waitFor();
    const other = await context.newPage();
    await other.clock.install({ time: Date.now() + 19 * 60_000 });
    await other.goto('/');
    await warning(page).waitFor({ state: 'hidden' });
  });

  test('signing out from it signs out', async () => {
    const page = await open((await signedIn()).context);
    await page.clock.runFor('18:05');
    await warning(page).getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in/);
  });
});

describe('When a session has ended', () => {
  test('what was typed is kept, never taken, and is there after signing in', async () => {
    const { context } = await signedIn();
    const page = await open(context);
    await box(page).fill(TEXT);
    await letLapse();
    await page.clock.runFor('20:05');
    const out = page.getByRole('dialog', { name: 'You were signed out' });
    await out.waitFor();
    expect(await out.textContent()).toContain('What you typed is kept');
    expect(await page.locator(':focus').getAttribute('href')).toBe(path);
    expect(await draft()).toContain(TEXT);
    const { rows } = await api.sql.query(`SELECT FROM answer WHERE step = 'raiseImmediateRisk'`);
    expect(rows).toHaveLength(0);
    await out.getByRole('link', { name: 'Sign in again' }).click();
    await page.waitForURL(/\/sign-in\?then=/);
    const again = await (await signedIn()).context.newPage();
    await again.goto(path);
    expect(await box(again).inputValue()).toBe(TEXT);
  });

  test('it goes on where it has not ended after all, and nothing is taken', async () => {
    const page = await open((await signedIn()).context);
    await box(page).fill(`${TEXT} Twice.`);
    await page.clock.runFor('18:05');
    await warning(page).waitFor();
    await page.clock.runFor('02:00');
    await warning(page).waitFor({ state: 'hidden' });
    expect(await box(page).inputValue()).toBe(`${TEXT} Twice.`);
    expect(await draft()).toContain('Twice.');
    const { rows } = await api.sql.query(`SELECT FROM answer WHERE step = 'raiseImmediateRisk'`);
    expect(rows).toHaveLength(0);
  });

  test('it says so where the answers could not be kept', async () => {
    const { context } = await signedIn();
    const page = await open(context);
    await box(page).fill(TEXT);
    await context.setOffline(true);
    await page.clock.runFor('20:05');
    const out = page.getByRole('dialog', { name: 'You were signed out' });
    await out.waitFor();
    expect(await out.textContent()).toContain('could not be kept');
    await out.getByRole('button', { name: 'Close' }).click();
    expect(await box(page).inputValue()).toBe(TEXT);
  });
});
