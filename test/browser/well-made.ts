/**
 * What every page owes everybody, looked at once for each page and state: no fault that axe finds at WCAG 2.2 AA and no
 * sideways scrolling on a phone and on a desk, there with its menu in one line, one main heading, a title without personal
 * data, nothing inline, and every link, button and field reached by Tab, seen.
 */
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { keyboardFaults } from './keyboard.ts';
import type { Visit } from './visit.ts';
import { NARROW, WIDE, resize } from './visit.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SITE = ' – Multi-agency supervision';

export interface Inspector {
  /** Every page and state that was looked at. */
  readonly seen: ReadonlySet<string>;
  readonly faults: readonly string[];
  /** @param state what sets this page apart from others at the same address: whose it is, with faults, empty … */
  look(visit: Visit, state: string): Promise<void>;
}

/** @param isPersonal whether a text holds what somebody typed into a form */
export function inspector(isPersonal: (text: string) => boolean): Inspector {
  const seen = new Set<string>();
  const faults: string[] = [];
  return {
    seen,
    faults,
    async look(visit, state) {
      const { page, javaScript } = visit;
      const name = `${patternOf(page.url())}, ${state}, ${javaScript ? 'with' : 'without'} scripts`;
      if (seen.has(name)) return;
      seen.add(name);
      const title = await page.title();
      const found = titleFaults(title, state);
      if (isPersonal(`${title} ${page.url()}`)) found.push('its title or address tells what somebody typed');
      await visit.withScripts(async () => {
        found.push(...(await headingFaults(page)));
        if (javaScript) found.push(...(await keyboardFaults(page)));
        else found.push(...(await inlineFaults(page)));
        for (const size of [NARROW, WIDE]) {
          await resize(page, size);
          for (const each of await faultsAt(page)) found.push(`${size.width} wide: ${each}`);
        }
        if ((await page.evaluate<number>(MENU_LINES)) > 1) found.push('its menu takes more than a line');
      });
      for (const each of found) faults.push(`${name}: ${each}`);
    },
  };
}

/** The address without what is one case's own. */
export const patternOf = (url: string): string =>
  new URL(url).pathname
    .replace(/MAS-[\d-]+/g, ':reference')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    .replace(/\d{4}-\d{2}-\d{2}/g, ':date');

function titleFaults(title: string, state: string): string[] {
  const found = [];
  if (!title.endsWith(SITE) || title.length <= SITE.length) found.push(`its title is “${title}”`);
  if (state.includes('faults') && !title.startsWith('Error: ')) found.push('its title does not say Error');
  return found;
}

async function headingFaults(page: Page): Promise<readonly string[]> {
  const headings = await page.locator('h1').count();
  return headings === 1 ? [] : [`it has ${headings} main headings`];
}

/** As it came: scripts may set what they like. */
const inlineFaults = (page: Page): Promise<readonly string[]> => page.evaluate<readonly string[]>(INLINE);
const INLINE = `[...document.querySelectorAll('[style], style, script:not([src]):not([nonce])')]
  .map(({ outerHTML }) => 'inline: ' + outerHTML.slice(0, 120))`;

/** On a desk. */
const MENU_LINES = `new Set([...document.querySelectorAll('.govuk-service-navigation__item')]
  .map(({ offsetTop }) => offsetTop)).size`;

/** Where the page scrolls sideways: what reaches out of it. */
const TOO_WIDE = `(() => {
  const { scrollWidth, clientWidth } = document.scrollingElement;
  const reaches = (each) => each.getBoundingClientRect().right > clientWidth + 1;
  const found = scrollWidth > clientWidth ? [...document.body.querySelectorAll('*')].filter(reaches) : [];
  const innermost = found.filter((each) => !found.some((other) => other !== each && each.contains(other)));
  return scrollWidth > clientWidth ? [...innermost.map(({ outerHTML }) => outerHTML.slice(0, 160)), scrollWidth - clientWidth + ' px'] : [];
})()`;

// What passes is not described.
const VIOLATIONS = `axe.run(document, ${JSON.stringify({ runOnly: TAGS, resultTypes: ['violations'] })})
  .then(({ violations }) => violations)`;

/** What axe finds in a page as it stands, in words. */
export async function violationsIn(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  const violations = await page.evaluate<AxeResults['violations']>(VIOLATIONS);
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
}

async function faultsAt(page: Page): Promise<readonly string[]> {
  const wide = await page.evaluate<readonly string[]>(TOO_WIDE);
  return [...wide.map((html) => `scrolls sideways for ${html}`), ...(await violationsIn(page))];
}
