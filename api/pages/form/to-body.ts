/** From what was typed to the body that `checkForm` judges. What cannot be read goes in as it was typed, to be faulted there. */
import { dayFrom, timeFrom } from './dates.ts';
import { isFilled } from './filled.ts';
import type { Reading } from './filled.ts';
import type { AlternativesModel, FieldModel, GroupModel, ListModel, PartModel } from './model.ts';
import { rowOf, TOP, valueAt, valuesAt, within } from './place.ts';
import type { Place } from './place.ts';
import { tidied, withOwnIds } from './rows.ts';
import { rowsIn } from './typed.ts';
import type { Typed } from '../typed.ts';

/**
 * The JSON body. Rows that nobody filled in are left out and those below move up: show the faults with
 * `formView`, which does the same.
 */
export function bodyOf(model: GroupModel, typed: Typed): unknown {
  const kept = withOwnIds(model, tidied(model, typed));
  return group(model, TOP, { typed: kept, rows: rowsIn(kept) });
}

type Fields = Record<string, unknown>;

function group(model: GroupModel, place: Place, reading: Reading): Fields {
  const fields: Fields = {};
  for (const part of model.parts) put(fields, part, place, reading);
  return fields;
}

function put(fields: Fields, part: PartModel, place: Place, reading: Reading): void {
  if (part.kind === 'alternatives') {
    putAlternative(fields, part, place, reading);
    return;
  }
  const value = valueOf(part, within(place, part), reading);
  if (value !== undefined) fields[part.name] = value;
}

function putAlternative(fields: Fields, part: AlternativesModel, place: Place, reading: Reading): void {
  const chosen = valueAt(reading.typed, within(place, part));
  const option = part.options.find(({ value }) => value === chosen);
  if (option === undefined) return;
  Object.assign(fields, option.implied);
  for (const inner of option.parts) put(fields, inner, place, reading);
  // Chosen and left empty, it is still told, so that the fault is at its field.
  const [maker] = option.of;
  if (maker !== undefined && option.of.every((field) => fields[field] === undefined)) fields[maker] = '';
}

function valueOf(
  part: FieldModel | GroupModel | ListModel,
  place: Place,
  reading: Reading,
): string | number | boolean | object | undefined {
  if (part.kind === 'field') return answer(part, place, reading.typed);
  if (part.kind === 'group') {
    return part.optional && !isFilled(part, place, reading) ? undefined : group(part, place, reading);
  }
  const rows = reading.rows.get(place.input) ?? [];
  if (part.optional && rows.length === 0) return undefined;
  return rows.map((row) => valueOf(part.row, rowOf(place, row), reading) ?? '');
}

function answer(
  { asked }: FieldModel,
  place: Place,
  typed: Typed,
): string | number | boolean | readonly string[] | undefined {
  const value = valueAt(typed, place).replaceAll('\r\n', '\n');
  const given = value.trim() === '' ? undefined : value;
  switch (asked.as) {
    case 'date':
      return dayAt(typed, place) ?? undefined;
    case 'dateTime':
      return dateTimeAt(typed, place);
    case 'timeOfDay':
      return given === undefined ? undefined : timeFrom(given);
    case 'number':
      return given === undefined ? undefined : numberFrom(given);
    case 'yesNo':
      return yesOrNo(given);
    case 'confirmation':
      return given === 'yes' ? true : undefined;
    case 'choices':
    case 'ids':
      return valuesAt(typed, place).filter((one) => one !== '');
    case 'text':
      return asked.mayBeEmpty ? value : given;
    case 'choice':
    case 'id':
    case 'email':
    case 'telephone':
    case 'webAddress':
    case 'file':
    case 'ownId':
      return given;
    default:
      return asked satisfies never;
  }
}

function dayAt(typed: Typed, place: Place): string | null {
  return dayFrom({
    day: valueAt(typed, place, '.day'),
    month: valueAt(typed, place, '.month'),
    year: valueAt(typed, place, '.year'),
  });
}

function dateTimeAt(typed: Typed, place: Place): string | undefined {
  const day = dayAt(typed, place);
  const time = valueAt(typed, place, '.time');
  return day === null && time.trim() === '' ? undefined : `${day ?? ''}T${timeFrom(time)}`;
}

function numberFrom(text: string): number | string {
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(text.trim()) ? Number(text) : text;
}

function yesOrNo(value: string | undefined): boolean | string | undefined {
  if (value === 'yes') return true;
  return value === 'no' ? false : value;
}
