/** Pages as a browser takes them: what it would post, and the ids it would jump to. Reads only the markup of our templates. */
import { formView } from '../../../../api/pages/form/fields.ts';
import type { FormOptions } from '../../../../api/pages/form/fields.ts';
import { formModel } from '../../../../api/pages/form/model.ts';
import type { Typed } from '../../../../api/pages/typed.ts';
import { templates } from '../../../../api/pages/rendering.ts';
import type { StepId } from '../../../../domain/process/vocabulary.ts';

const environment = templates();
const PAGE =
  '{% from "form/fields.njk" import formErrors, formFields %}{{ formErrors(form) }}{{ formFields(form) }}';

export function pageOf(step: StepId, typed: Typed, options: FormOptions = {}): string {
  return environment.renderString(PAGE, { form: formView(formModel(step), typed, options) });
}

export function idsOn(html: string): readonly string[] {
  return Array.from(html.matchAll(/\sid="([^"]*)"/g), ([, id = '']) => id);
}

export function linksOn(html: string): readonly string[] {
  return Array.from(html.matchAll(/href="#([^"]*)"/g), ([, id = '']) => id);
}

/** Every control that is neither a button, nor a file, nor left unticked. */
export function postedFrom(html: string): Typed {
  const typed = new Map<string, readonly string[]>();
  const post = (name: string | null, value: string) => {
    if (name !== null) typed.set(name, [...(typed.get(name) ?? []), value]);
  };
  const controls = /<input\b[^>]*>|<textarea\b[^>]*>([^<]*)<\/textarea>|<select\b[^>]*>(.*?)<\/select>/gs;
  for (const [control, text, options] of html.matchAll(controls)) {
    const [tag = ''] = /^<[^>]*>/.exec(control) ?? [];
    const name = attributeOf(tag, 'name');
    const type = attributeOf(tag, 'type');
    if (text !== undefined) post(name, unescaped(text).replace(/^\n/, '').replaceAll('\n', '\r\n'));
    else if (options !== undefined) post(name, chosenIn(options));
    else if (type === 'radio' || type === 'checkbox') {
      if (/\schecked\b/.test(tag)) post(name, attributeOf(tag, 'value') ?? 'on');
    } else if (type !== 'file') post(name, attributeOf(tag, 'value') ?? '');
  }
  return typed;
}

function chosenIn(options: string): string {
  const all = Array.from(options.matchAll(/<option\b[^>]*>/g), ([option]) => option);
  const chosen = all.find((option) => /\sselected\b/.test(option)) ?? all[0] ?? '';
  return attributeOf(chosen, 'value') ?? '';
}

function attributeOf(tag: string, name: string): string | null {
  const [, value] = new RegExp(String.raw`\s${name}="([^"]*)"`).exec(tag) ?? [];
  return value === undefined ? null : unescaped(value);
}

function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
