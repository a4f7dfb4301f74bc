/** Whether anything was typed in a part of a form: what nobody touched is not sent. */
import type { FieldModel, PartModel } from './model.ts';
import { rowOf, valueAt, valuesAt, within } from './place.ts';
import type { Place } from './place.ts';
import type { Typed } from '../typed.ts';

export interface Reading {
  readonly typed: Typed;
  /** Of `typed`: the rows that its lists have. */
  readonly rows: ReadonlyMap<string, readonly number[]>;
}

/** `place` is the part's own; that of alternatives is their group's. */
export function isFilled(part: PartModel, place: Place, reading: Reading): boolean {
  switch (part.kind) {
    case 'field':
      return isAnswered(part, place, reading.typed);
    case 'group':
      return areAnyFilled(part.parts, place, reading);
    case 'list':
      return (reading.rows.get(place.input) ?? []).some((row) =>
        isFilled(part.row, rowOf(place, row), reading),
      );
    case 'alternatives':
      return (
        valueAt(reading.typed, within(place, part)) !== '' ||
        part.options.some(({ parts }) => areAnyFilled(parts, place, reading))
      );
    default:
      return part satisfies never;
  }
}

function areAnyFilled(parts: readonly PartModel[], place: Place, reading: Reading): boolean {
  return parts.some((part) =>
    isFilled(part, part.kind === 'alternatives' ? place : within(place, part), reading),
  );
}

const BOXES = ['', '.day', '.month', '.year', '.time'];

/** Ids that the page makes by itself are no answer; nor is a “no” alone, since it cannot be taken back. */
function isAnswered({ asked }: FieldModel, place: Place, typed: Typed): boolean {
  if (asked.as === 'ownId') return false;
  if (asked.as === 'yesNo') return !['', 'no'].includes(valueAt(typed, place));
  if (asked.as === 'choices' || asked.as === 'ids') return valuesAt(typed, place).some((one) => one !== '');
  return BOXES.some((box) => valueAt(typed, place, box).trim() !== '');
}
