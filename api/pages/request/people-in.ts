/** People of a request who are added one at a time: each is a small form of its own, a row of a list in the draft. */
import { isFilled } from '../form/filled.ts';
import type { GroupModel, ListModel } from '../form/model.ts';
import { requestModel } from './sections.ts';
import { rowOf, TOP, valueAt, within } from '../form/place.ts';
import { rowsIn } from '../form/typed.ts';
import type { Typed } from '../typed.ts';

/** A row keeps the key of the form that added it, so that a form sent twice adds nobody twice. */
const ADDED_BY = '@added';

/** The form for one of them; its fields begin with the list's name alone. */
export function personModel(list: ListModel): GroupModel {
  return { ...requestModel, parts: [{ ...list.row, name: list.name, key: list.name, optional: false }] };
}

/** Their rows, as they were added. A row keeps its number when others go. */
export const peopleIn = (typed: Typed, list: ListModel): readonly number[] =>
  rowsIn(typed).get(list.name) ?? [];

/** What was typed of one of them, for the form of one. */
export function personTyped(typed: Typed, list: ListModel, row: number): Typed {
  const own = rowName(list, row);
  return new Map(
    [...typed]
      .filter(([name]) => isOf(own, name) && !name.endsWith(ADDED_BY))
      .map(([name, values]) => [list.name + name.slice(own.length), values]),
  );
}

export function isAnybody(list: ListModel, person: Typed): boolean {
  return isFilled(list.row, { path: list.name, input: list.name }, { typed: person, rows: rowsIn(person) });
}

/** With what the form of one says now. A form that says nothing leaves all as it was. @param row `new` for another one */
export function withPerson(
  typed: Typed,
  list: ListModel,
  row: number | 'new',
  { person, key }: { readonly person: Typed; readonly key: string },
): Typed {
  if (!isAnybody(list, person)) return typed;
  const at = row === 'new' ? (addedBy(typed, list, key) ?? nextRow(typed, list)) : row;
  const own = rowName(list, at);
  return new Map([
    ...[...typed].filter(([name]) => !isOf(own, name) || name.endsWith(ADDED_BY)),
    [own, ['']],
    ...(row === 'new' && key !== '' ? [[own + ADDED_BY, [key]] as const] : []),
    ...[...person]
      .filter(([name]) => isOf(list.name, name))
      .map(([name, values]) => [own + name.slice(list.name.length), values] as const),
  ]);
}

export function withoutPerson(typed: Typed, list: ListModel, row: number): Typed {
  const own = rowName(list, row);
  return new Map([...typed].filter(([name]) => !isOf(own, name)));
}

/** What they are called on the page: their name, or which of the list they are. */
export function personName(typed: Typed, list: ListModel, row: number): string {
  const name = valueAt(typed, within(rowOf(within(TOP, list), row), { name: 'name', key: 'name' })).trim();
  return name === '' ? `${list.row.label} ${peopleIn(typed, list).indexOf(row) + 1}` : name;
}

const rowName = (list: ListModel, row: number): string => `${list.name}[${row}]`;

/** `siblings[2]` itself, and what stands below it. */
const isOf = (own: string, name: string): boolean =>
  name === own || (name.startsWith(own) && '.@['.includes(name.charAt(own.length)));

const addedBy = (typed: Typed, list: ListModel, key: string): number | undefined =>
  peopleIn(typed, list).find((row) => key !== '' && typed.get(rowName(list, row) + ADDED_BY)?.[0] === key);

const nextRow = (typed: Typed, list: ListModel): number => (peopleIn(typed, list).at(-1) ?? -1) + 1;
