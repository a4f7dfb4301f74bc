/** What a browser posts of a form: every field by its path in the body, rows of lists by their places. */
import { LONGEST_LIST } from '../../../domain/forms/index.ts';
import type { Typed } from '../typed.ts';

/** One row more than a list takes, so that too many are told rather than lost. */
const MOST_ROWS = LONGEST_LIST + 1;
const LONGEST_NAME = 200;
const PLACES = /\[(\d{1,3})\]/g;

/** The rows that lists have, by the list's path, in order. A name alone makes a row; places out of all reason make none. */
export function rowsIn(typed: Typed): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, Set<number>>();
  for (const name of typed.keys()) {
    if (name.length > LONGEST_NAME) continue;
    for (const place of name.matchAll(PLACES)) {
      const row = Number(place[1]);
      if (row >= MOST_ROWS) break;
      const list = name.slice(0, place.index);
      const rows = found.get(list) ?? new Set();
      found.set(list, rows.add(row));
    }
  }
  return new Map(Array.from(found, ([list, rows]) => [list, [...rows].sort((a, b) => a - b)]));
}

/** Gives the rows of lists new places, and takes out those without one. What is in no list stays. */
export function renumbered(typed: Typed, placeOf: (list: string, row: number) => number | null): Typed {
  const renamed = new Map<string, readonly string[]>();
  for (const [name, values] of typed) {
    const changed = renamedIn(name, placeOf);
    if (changed !== null) renamed.set(changed, values);
  }
  return renamed;
}

function renamedIn(name: string, placeOf: (list: string, row: number) => number | null): string | null {
  if (name.length > LONGEST_NAME) return null;
  let [changed, end] = ['', 0];
  for (const match of name.matchAll(PLACES)) {
    const place = placeOf(name.slice(0, match.index), Number(match[1]));
    if (place === null) return null;
    changed += `${name.slice(end, match.index)}[${place}]`;
    end = match.index + match[0].length;
  }
  return changed + name.slice(end);
}

/** With an empty row at the end of the list. */
export function addTo(typed: Typed, list: string): Typed {
  const next = (rowsIn(typed).get(list)?.at(-1) ?? -1) + 1;
  return next < MOST_ROWS ? new Map(typed).set(`${list}[${next}]`, ['']) : typed;
}

/** Without the row, `invitees[2]`; those below it move up. */
export function removeFrom(typed: Typed, row: string): Typed {
  const [, list, at] = /^(.+)\[(\d{1,3})\]$/.exec(row) ?? [];
  if (list === undefined) return typed;
  const removed = Number(at);
  return renumbered(typed, (path, place) => {
    if (path !== list) return place;
    if (place === removed) return null;
    return place > removed ? place - 1 : place;
  });
}

/** What the “Add another” or “Remove” button that was pressed makes of what was typed; null where none was. */
export function withRowsChanged(typed: Typed): Typed | null {
  const [act = '', path = ''] = splitOnce(typed.get('_do')?.[0] ?? '');
  if (act === 'add') return addTo(typed, path);
  return act === 'remove' ? removeFrom(typed, path) : null;
}

function splitOnce(pressed: string): readonly string[] {
  const colon = pressed.indexOf(':');
  return colon < 0 ? [] : [pressed.slice(0, colon), pressed.slice(colon + 1)];
}

/** What is kept of a form that is filled in section by section: of these top-level fields what was posted now, of the others what was kept. */
export function withSection(kept: Typed, posted: Typed, fields: readonly string[]): Typed {
  const isInSection = ([name]: readonly [string, unknown]) => fields.includes(topOf(name));
  return new Map([
    ...[...kept].filter((entry) => !isInSection(entry)),
    ...[...posted].filter((entry) => isInSection(entry)),
  ]);
}

/** The top-level field that a path or a name is in. */
export function topOf(name: string): string {
  return name.split(/[.[@]/, 1)[0] ?? name;
}
