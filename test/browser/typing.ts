/** Filling in a form and sending it by the keyboard alone, as somebody without a mouse does. */
import type { Page } from 'playwright-core';
import type { Typed } from '../../api/pages/typed.ts';
import type { Visit } from './visit.ts';
import { SEND } from './filling.ts';

const MOST_KEYS = 200;

interface Focused {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly checked: boolean;
  readonly isSend: boolean;
}

const FOCUSED = `(() => {
  const { name = '', type = '', value = '', checked = false } = document.activeElement;
  return { name, type, value, checked, isSend: document.activeElement.matches('${SEND}') };
})()`;

/** @returns the status of the page that it leads to. */
export async function sendByKeyboard(visit: Visit, typed: Typed): Promise<number> {
  const { page } = visit;
  for (let keys = 0; keys < MOST_KEYS; keys += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate<Focused>(FOCUSED);
    if (at.isSend) return visit.pressing(() => page.keyboard.press('Enter'));
    const values = typed.get(at.name) ?? [];
    const [value] = values;
    if (value === undefined) continue;
    if (at.type === 'radio') await choose(page, value);
    else if (at.type === 'checkbox') {
      if (at.checked !== values.includes(at.value)) await page.keyboard.press('Space');
    } else await page.keyboard.type(at.type === 'select-one' ? await wordsOf(page, value) : value);
  }
  throw new Error(`Tab does not come to the button of ${page.url()}`);
}

/** Space chooses the first of a group; the arrows go on from there. */
async function choose(page: Page, value: string): Promise<void> {
  await page.keyboard.press('Space');
  for (let keys = 0; keys < MOST_KEYS; keys += 1) {
    const at = await page.evaluate<Focused>(FOCUSED);
    if (at.value === value) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`the arrows do not come to ${value}`);
}

/** What one types to come to a choice of a menu. */
const wordsOf = (page: Page, value: string): Promise<string> =>
  page.evaluate<string>(
    `[...document.activeElement.options].find(({ value }) => value === ${JSON.stringify(value)})?.text ?? ''`,
  );
