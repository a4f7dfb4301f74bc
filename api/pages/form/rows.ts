/** The rows of a form's lists: which are kept, which a page starts with, and the ids that rows make for themselves. */
import { isFilled } from './filled.ts';
import type { Reading } from './filled.ts';
import type { FieldModel, GroupModel, ListModel, PartModel } from './model.ts';
import { rowOf, TOP, valueAt, within } from './place.ts';
import type { Place } from './place.ts';
import { renumbered, rowsIn } from './typed.ts';
import type { Typed } from '../typed.ts';

interface PlacedList {
  readonly list: ListModel;
  readonly place: Place;
}

/** Every list of the form, those within rows and within alternatives not chosen included. */
function listsIn(part: PartModel, place: Place, rows: Reading['rows']): readonly PlacedList[] {
  const among = (parts: readonly PartModel[]) =>
    parts.flatMap((inner) =>
      listsIn(inner, inner.kind === 'alternatives' ? place : within(place, inner), rows),
    );
  switch (part.kind) {
    case 'field':
      return [];
    case 'group':
      return among(part.parts);
    case 'alternatives':
      return part.options.flatMap(({ parts }) => among(parts));
    case 'list':
      return [
        { list: part, place },
        ...(rows.get(place.input) ?? []).flatMap((row) => listsIn(part.row, rowOf(place, row), rows)),
      ];
    default:
      return part satisfies never;
  }
}

/** Without the rows that nobody filled in; those below them move up. */
export function tidied(model: GroupModel, typed: Typed): Typed {
  const reading = { typed, rows: rowsIn(typed) };
  const kept = new Map(
    listsIn(model, TOP, reading.rows).map(({ list, place }) => [
      place.input,
      (reading.rows.get(place.input) ?? []).filter((row) => isFilled(list.row, rowOf(place, row), reading)),
    ]),
  );
  return renumbered(typed, (list, row) => {
    const place = kept.get(list)?.indexOf(row) ?? -1;
    return place < 0 ? null : place;
  });
}

/** With as many rows as a list must have, to be filled in. */
export function withFirstRows(model: GroupModel, typed: Typed): Typed {
  const rows = rowsIn(typed);
  const started = new Map(typed);
  for (const { list, place } of listsIn(model, TOP, rows)) {
    if (list.least > 0 && !rows.has(place.input)) started.set(rowOf(place, 0).input, ['']);
  }
  return started;
}

/** With an id in each row of a list whose rows have ids of their own: m1, m2 and so on. */
export function withOwnIds(model: GroupModel, typed: Typed): Typed {
  const named = new Map(typed);
  for (const { places, id } of listsWithOwnIds(model, typed)) {
    const used = new Set(places.map((place) => valueAt(typed, within(place, id))));
    let next = 1;
    for (const place of places) {
      const own = within(place, id);
      if (valueAt(typed, own) !== '') continue;
      while (used.has(`m${next}`)) next += 1;
      used.add(`m${next}`);
      named.set(own.input, [`m${next}`]);
    }
  }
  return named;
}

interface OwnIds {
  readonly list: ListModel;
  /** Of its rows. */
  readonly places: readonly Place[];
  readonly id: FieldModel;
}

/** The lists whose rows have ids of their own. */
export function listsWithOwnIds(model: GroupModel, typed: Typed): readonly OwnIds[] {
  const rows = rowsIn(typed);
  return listsIn(model, TOP, rows).flatMap(({ list, place }) => {
    const id = ownIdOf(list);
    const places = (rows.get(place.input) ?? []).map((row) => rowOf(place, row));
    return id === undefined ? [] : [{ list, places, id }];
  });
}

function ownIdOf({ row }: ListModel): FieldModel | undefined {
  if (row.kind !== 'group') return undefined;
  return row.parts.find((part): part is FieldModel => part.kind === 'field' && part.asked.as === 'ownId');
}
