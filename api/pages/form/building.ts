/** What the parts of a page are made with. */
import type { Choice, Choices } from './choices.ts';
import type { FieldModel, GroupModel, PartModel } from './model.ts';
import { valueAt, within } from './place.ts';
import type { Place } from './place.ts';
import { listsWithOwnIds } from './rows.ts';
import type { Typed } from '../typed.ts';

/** Rows that the case gives and nobody adds or removes: one for each choice, told by the field `of`, which is hidden. */
export interface FixedRows {
  readonly of: string;
  readonly rows: readonly Choice[];
}

export interface Building {
  readonly typed: Typed;
  readonly rows: ReadonlyMap<string, readonly number[]>;
  readonly choices: Choices;
  readonly fixedRows: Readonly<Record<string, FixedRows>>;
  readonly given: readonly string[];
  readonly aboutUser: string | null;
  /** What is wrong, by the id of what is shown. */
  readonly messages: ReadonlyMap<string, readonly string[]>;
  /** Notes that a path of the body is shown under an id; not so within alternatives that are not chosen. */
  readonly note: (path: string, id: string) => void;
}

/** An id that no other input has: its name, without what ids may not hold. */
export function idOf(place: Place): string {
  return place.input.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/-$/, '');
}

export function messageAt(building: Building, id: string): string | undefined {
  return building.messages.get(id)?.join('. ');
}

const LONGEST_CHOICE = 100;

/** What was typed in a form whose rows can be picked in it stands among its choices. */
export function withOwnChoices(choices: Choices, model: GroupModel, typed: Typed): Choices {
  const [own] = listsWithOwnIds(model, typed);
  if (own === undefined) return choices;
  const { places, id, list } = own;
  const text = list.row.kind === 'group' ? list.row.parts.find(isText) : undefined;
  return {
    ...choices,
    successMeasures: places.map((place, index) => ({
      value: valueAt(typed, within(place, id)),
      text:
        (text === undefined ? '' : valueAt(typed, within(place, text)).trim().slice(0, LONGEST_CHOICE)) ||
        `${list.row.label} ${index + 1}`,
    })),
  };
}

function isText(part: PartModel): part is FieldModel {
  return part.kind === 'field' && part.asked.as === 'text';
}
