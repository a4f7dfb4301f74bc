/** Goes wherever the links lead, once to each page. */
import type { Visit } from './visit.ts';
import { patternOf } from './well-made.ts';

/** What is saved, not shown. */
const FILE = /\/files\/|\/export$|\.ics$/;

const LINKS = `[...document.querySelectorAll('a[href^="/"]')].map((each) => each.getAttribute('href'))`;

/**
 * @param reference of the one case that is gone into: others may move on meanwhile
 * @returns the links that lead to no page.
 */
export async function crawl(
  visit: Visit,
  reference: string,
  look: () => Promise<void>,
): Promise<readonly string[]> {
  const { page } = visit;
  const dead: string[] = [];
  const known = new Set<string>();
  const to: { readonly path: string; readonly from: string }[] = [];
  const note = (path: string, from: string): void => {
    const pattern = patternOf(new URL(path, page.url()).href)
      .replace(/answers\/\w+/, 'answers/:step')
      .replace(/pack\/[\w-]+/, 'pack/:person');
    const isOfAnother = pattern.includes(':reference') && !path.includes(reference);
    if (known.has(pattern) || FILE.test(pattern) || isOfAnother) return;
    known.add(pattern);
    to.push({ path, from });
  };
  await visit.open('/');
  note('/', '');
  for (let next = to.shift(); next !== undefined; next = to.shift()) {
    const { path, from } = next;
    const status = await visit.open(path);
    if (status !== 200) dead.push(`${visit.who}: ${from} leads to ${path}, which is answered ${status}`);
    await look();
    const paths = await page.evaluate<readonly string[]>(LINKS);
    for (const each of paths) note(each, path);
  }
  return dead;
}
