/** From a body to what a browser would post for it, to fill a page with an answer given before. */
import { partsOfDay } from './dates.ts';
import { isFields, ownValue } from './fields-of.ts';
import type { Fields } from './fields-of.ts';
import type { AlternativesModel, FieldModel, GroupModel, OptionModel, PartModel } from './model.ts';
import { rowOf, TOP, within } from './place.ts';
import type { Place } from './place.ts';
import type { Typed } from '../typed.ts';

type Writing = Map<string, readonly string[]>;

/** What the form does not ask for, or not in this shape, is left out: the body may be of any shape. */
export function typedOf(model: GroupModel, body: unknown): Typed {
  const typed: Writing = new Map();
  write(model, body, TOP, typed);
  return typed;
}

function write(part: PartModel, value: unknown, place: Place, typed: Writing): void {
  if (part.kind === 'field') {
    writeAnswer(part, value, place.input, typed);
    return;
  }
  if (part.kind === 'list') {
    if (!Array.isArray(value)) return;
    value.forEach((item: unknown, row) => {
      const at = rowOf(place, row);
      typed.set(at.input, ['']);
      write(part.row, item, at, typed);
    });
    return;
  }
  if (!isFields(value)) return;
  if (part.kind === 'group') writeAll(part.parts, value, place, typed);
  else writeAlternative(part, value, place, typed);
}

function writeAll(parts: readonly PartModel[], fields: Fields, place: Place, typed: Writing): void {
  for (const part of parts) {
    if (part.kind === 'alternatives') write(part, fields, place, typed);
    else write(part, ownValue(fields, part.name), within(place, part), typed);
  }
}

function writeAlternative(
  alternatives: AlternativesModel,
  fields: Fields,
  place: Place,
  typed: Writing,
): void {
  const option = optionGiven(alternatives.options, fields);
  if (option === undefined) return;
  typed.set(within(place, alternatives).input, [option.value]);
  writeAll(option.parts, fields, place, typed);
}

/** The alternative that a body gives, however much else it holds. */
export function optionGiven(options: readonly OptionModel[], fields: Fields): OptionModel | undefined {
  const says = ({ implied }: OptionModel) =>
    Object.entries(implied).every(([field, literal]) => ownValue(fields, field) === literal);
  const has = (names: readonly string[]) => names.some((name) => ownValue(fields, name) !== undefined);
  return (
    options.find((option) => says(option) && (option.of.length === 0 || has(option.of))) ??
    options.find(
      (option) => Object.keys(option.implied).length === 0 && has(option.parts.map(({ name }) => name)),
    )
  );
}

function writeAnswer({ asked }: FieldModel, value: unknown, name: string, typed: Writing): void {
  if (asked.as === 'choices' || asked.as === 'ids') {
    if (Array.isArray(value))
      typed.set(
        name,
        value.filter((item): item is string => typeof item === 'string'),
      );
    return;
  }
  const text = textOf(value);
  if (text === null) return;
  if (asked.as === 'date') writeDay(text, name, typed);
  else if (asked.as === 'dateTime') {
    const [day = '', time = ''] = text.split('T');
    writeDay(day, name, typed);
    typed.set(`${name}.time`, [time]);
  } else typed.set(name, [text]);
}

function writeDay(text: string, name: string, typed: Writing): void {
  for (const [box, value] of Object.entries(partsOfDay(text))) typed.set(`${name}.${box}`, [String(value)]);
}

function textOf(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
