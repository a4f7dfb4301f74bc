/** Fills in a form as a person would: box by box, choosing what is chosen, adding rows where there are too few. */
import type { Locator, Page } from 'playwright-core';
import { formModel } from '../../api/pages/form/model.ts';
import { typedOf } from '../../api/pages/form/to-typed.ts';
import type { Typed } from '../../api/pages/typed.ts';
import type { StepId } from '../../domain/process/vocabulary.ts';
import type { Visit } from './visit.ts';

/** Stands in an answer for a file to be uploaded: its name, then what it holds. */
export const upload = (name: string, content: string): string => `upload:${name}:${content}`;

/** What a person types for an answer, by the names of the boxes. */
export const typedFor = (step: StepId, body: unknown): Typed => typedOf(formModel(step), body);

/** @returns the names of boxes that the page does not have. */
export async function fillIn(visit: Visit, typed: Typed): Promise<readonly string[]> {
  const { page } = visit;
  const missing: string[] = [];
  for (const [name, values] of typed) {
    const boxes = named(page, name);
    let found = await boxes.count();
    if (found === 0 && (await addRow(visit, name))) found = await boxes.count();
    if (found > 0) await fill(page, name, boxes, values);
    else if (!(await isGiven(page, name, values))) missing.push(name);
  }
  return missing;
}

const named = (page: Page, name: string, more = ''): Locator =>
  page.locator(`main [name=${JSON.stringify(name)}]${more}:not([type=hidden])`);

/** A place in a list has no box of its own; whom a row is about, and what it is called, the page says by itself. */
async function isGiven(page: Page, name: string, [value = '']: readonly string[]): Promise<boolean> {
  if (name.endsWith(']')) return true;
  const hidden = page.locator(`main input[type=hidden][name=${JSON.stringify(name)}]`);
  if ((await hidden.count()) === 0) return false;
  return name.endsWith('.id') || (await hidden.inputValue()) === value;
}

/** Presses “Add another” of the list whose row is not there yet. */
async function addRow(visit: Visit, name: string): Promise<boolean> {
  const { page } = visit;
  const [, list] = /^(.+)\[\d+\][^[]*$/.exec(name) ?? [];
  const row = name.slice(0, name.indexOf(']', list?.length ?? 0) + 1);
  if (list === undefined || (await page.locator(`main [name^=${JSON.stringify(row)}]`).count()) > 0)
    return false;
  const add = page.locator(`main button[name=_do][value=${JSON.stringify(`add:${list}`)}]`);
  if ((await add.count()) === 0) return false;
  await visit.press(add);
  return true;
}

async function fill(page: Page, name: string, boxes: Locator, values: readonly string[]): Promise<void> {
  const [value = ''] = values;
  const first = boxes.first();
  if ((await first.locator('option').count()) > 0) {
    await first.selectOption(value);
    return;
  }
  switch ((await first.getAttribute('type')) ?? 'text') {
    case 'radio':
      return named(page, name, `[value=${JSON.stringify(value)}]`).check();
    case 'checkbox':
      for (const box of await boxes.all()) await box.setChecked(values.includes(await box.inputValue()));
      return;
    case 'file': {
      const [, file = '', content = ''] = /^upload:([^:]*):(.*)$/s.exec(value) ?? [];
      return first.setInputFiles({ name: file, mimeType: 'text/plain', buffer: Buffer.from(content) });
    }
    default:
      return first.fill(value);
  }
}

/** The button that sends the page's form. */
export const SEND = 'main button[type=submit]:not([name]):not([aria-hidden])';
export const sendButton = (page: Page): Locator => page.locator(SEND).last();
