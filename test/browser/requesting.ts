/** A request by the pages: the opening questions, each section, people one at a time, check, send. */
import type { Typed } from '../../api/pages/typed.ts';
import { fillIn, sendButton, typedFor } from './filling.ts';
import type { Visit } from './visit.ts';

/** The sections in which people are added, and the lists of the form that they are. */
const PEOPLE: Readonly<Record<string, string>> = {
  'other-carers': 'otherCarers',
  siblings: 'siblings',
  people: 'invitees',
};
const MOST_PAGES = 40;

/** @returns the case's reference. */
export async function requestByPages(
  visit: Visit,
  body: unknown,
  look: (state?: string) => Promise<void>,
): Promise<string> {
  const { page } = visit;
  const typed = typedFor('submitRequest', body);
  const send = () => visit.press(sendButton(page));
  await visit.open('/');
  await look();
  await visit.press(page.locator('a[href="/requests/new"]').first());
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const address = page.url();
    await look();
    const section = address.split('/').at(-1) ?? '';
    const list = PEOPLE[section];
    if (section === 'check') {
      await send();
      await look();
      return /MAS-\d+-\d+/.exec(page.url())?.[0] ?? '';
    }
    if (list !== undefined) await addPeople(visit, rowsOf(typed, list), look);
    else if (pages < 3) {
      // The first pages are sent empty too, to see their faults.
      await send();
      await look('with faults');
    }
    if (list === undefined) await fillIn(visit, typed);
    const status = await send();
    if (status !== 200) throw new Error(`${address}: ${await page.locator('main').innerText()}`);
  }
  throw new Error(`the request comes to no end at ${page.url()}`);
}

async function addPeople(
  visit: Visit,
  people: readonly Typed[],
  look: (state?: string) => Promise<void>,
): Promise<void> {
  const { page } = visit;
  for (const person of people) {
    await visit.press(page.getByRole('button', { name: /^Add somebody/ }));
    await look();
    await fillIn(visit, person);
    const status = await visit.press(page.getByRole('button', { name: 'Save', exact: true }));
    if (status !== 200) throw new Error(`${page.url()}: ${await page.locator('main').innerText()}`);
  }
}

/** What is typed for each of a list, as the page of one asks for it. */
function rowsOf(typed: Typed, list: string): readonly Typed[] {
  const rows = new Map<string, Map<string, readonly string[]>>();
  for (const [name, values] of typed) {
    const [, row, field] = /^([^[]+\[\d+\])\.(.+)$/.exec(name) ?? [];
    if (row?.startsWith(`${list}[`) !== true || field === undefined) continue;
    rows.set(row, (rows.get(row) ?? new Map<string, readonly string[]>()).set(`${list}.${field}`, values));
  }
  return [...rows.values()];
}
