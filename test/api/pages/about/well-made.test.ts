/** The pages about the service, tasks and the clock in a real browser: axe, 320 px, the keyboard. */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { startChromium } from '../../../browser/chromium.ts';
import { visit } from '../../../browser/visit.ts';
import type { Visit } from '../../../browser/visit.ts';
import { inspector } from '../../../browser/well-made.ts';
import { accepted, requested } from '../../cases.ts';
import { runApi } from '../../running-api.ts';
import type { RunningApi } from '../../running-api.ts';

let api: RunningApi;
let browser: Browser;
let reference = '';

beforeAll(async () => {
  api = await runApi({ helpContact: 'safeguarding.partnership@council.example' });
  reference = (await accepted(api)).slice('/v1/cases/'.length);
  await requested(api);
  browser = await startChromium(api.settings.cacheDir);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await api.close();
});

const OPEN = ['/help', '/help/practitioner', '/help/operator', '/accessibility', '/cookies'];
const SIGNED_IN = ['/tasks', '/tasks?whose=others', '/tasks?kind=recordSession', '/tasks/sessions'];

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const isPersonal = (text: string): boolean => /Thistlewood|Quenby|Ashgrove/.test(text);

async function visiting(javaScript: boolean, signedIn: boolean): Promise<Visit> {
  const address = `http://127.0.0.1:${api.port}`;
  const visited = await visit(browser, address, { who: signedIn ? 'administrator' : 'stranger', javaScript });
  if (signedIn) {
    const token = randomBytes(32).toString('base64url');
    await api.records.beginSession({ personId: api.personId('administrator'), token });
    await api.records.passSecondStep(token);
    await visited.context.addCookies([{ name: 'session', value: token, url: address }]);
  }
  return visited;
}

test.each([true, false])(
  'pages are well made (with scripts: %s)',
  async (javaScript) => {
    const inspected = inspector(isPersonal);
    const stranger = await visiting(javaScript, false);
    for (const path of OPEN) {
      await stranger.page.goto(path);
      await inspected.look(stranger, path);
    }
    const administrator = await visiting(javaScript, true);
    const { page } = administrator;
    for (const path of [...SIGNED_IN, `/cases/${reference}/clock`, `/cases/${reference}?since=1`]) {
      await page.goto(path);
      await inspected.look(administrator, path.replace(reference, 'a case'));
    }
    await page.goto(`/cases/${reference}/clock`);
    await page.locator('input[value="days"]').check();
    await page.getByRole('button', { name: 'Move the clock' }).click();
    await inspected.look(administrator, 'with faults');
    if (javaScript) {
      await page.goto('/tasks');
      await page.evaluate('document.getElementById("time-out").showModal()');
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(TAGS).analyze();
      expect(violations).toEqual([]);
    }
    expect([...inspected.faults, ...stranger.faults, ...administrator.faults]).toEqual([]);
    await stranger.context.close();
    await administrator.context.close();
  },
  300_000,
);
