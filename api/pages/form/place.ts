/** Where a field stands: in the body, and by which name the page asks for it. */
import type { Typed } from '../typed.ts';

export interface Place {
  /** As faults name it: `invitees[2].email`, empty for the whole. */
  readonly path: string;
  /** The same, save where alternatives ask for the same field in different words: `reason@decline`. */
  readonly input: string;
}

export const TOP: Place = { path: '', input: '' };

function join(outer: string, inner: string): string {
  if (outer === '' || inner === '') return outer + inner;
  return `${outer}.${inner}`;
}

export function within(place: Place, part: { readonly name: string; readonly key: string }): Place {
  return { path: join(place.path, part.name), input: join(place.input, part.key) };
}

export function rowOf(list: Place, row: number): Place {
  return { path: `${list.path}[${row}]`, input: `${list.input}[${row}]` };
}

export function valuesAt(typed: Typed, { path, input }: Place, part = ''): readonly string[] {
  return typed.get(input + part) ?? typed.get(path + part) ?? [];
}

export function valueAt(typed: Typed, place: Place, part = ''): string {
  return valuesAt(typed, place, part)[0] ?? '';
}
