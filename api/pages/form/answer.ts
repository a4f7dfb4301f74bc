/** A given answer, read-only, in the form’s own words and order. */
import type { StepId } from '../../../domain/process/vocabulary.ts';
import { withOwnChoices } from './building.ts';
import { choicesOf, wordsFor } from './choices.ts';
import type { Choices } from './choices.ts';
import { dateTimeInWords, dayInWords, timeInWords } from './dates.ts';
import { isFields, ownValue } from './fields-of.ts';
import type { Fields } from './fields-of.ts';
import { formModel } from './model.ts';
import type { AlternativesModel, FieldModel, ListModel, PartModel } from './model.ts';
import { optionGiven, typedOf } from './to-typed.ts';

export interface AnswerRow {
  readonly label: string;
  readonly lines: readonly string[];
}

export type AnswerPart =
  | { readonly as: 'rows'; readonly rows: readonly AnswerRow[] }
  | { readonly as: 'section'; readonly label: string; readonly parts: readonly AnswerPart[] };

/**
 * What was answered, of any shape: what the form does not ask for is not shown, nor what was not given. `names` gives
 * ids their words. `only`: of the top-level fields only these.
 */
export function answerRows(
  step: StepId,
  body: unknown,
  names: Choices = {},
  only?: readonly string[],
): readonly AnswerPart[] {
  if (!isFields(body)) return [];
  const model = formModel(step);
  const known = withOwnChoices(names, model, typedOf(model, body));
  const parts = model.parts.filter(({ name }) => only === undefined || only.includes(name));
  return joined(partsOf(parts, body, known));
}

/** Rows that follow one another stand in one list. */
function joined(parts: readonly AnswerPart[]): readonly AnswerPart[] {
  const together: AnswerPart[] = [];
  for (const part of parts) {
    const last = together.at(-1);
    if (part.as === 'rows' && last?.as === 'rows')
      together.splice(-1, 1, { as: 'rows', rows: [...last.rows, ...part.rows] });
    else together.push(part);
  }
  return together;
}

function partsOf(parts: readonly PartModel[], fields: Fields, names: Choices): readonly AnswerPart[] {
  return parts.flatMap((part) =>
    part.kind === 'alternatives'
      ? alternativeGiven(part, fields, names)
      : partGiven(part, ownValue(fields, part.name), names),
  );
}

function row(label: string, lines: readonly string[]): AnswerPart {
  return { as: 'rows', rows: [{ label, lines }] };
}

function section(label: string, parts: readonly AnswerPart[]): AnswerPart {
  return { as: 'section', label, parts: joined(parts) };
}

function alternativeGiven(part: AlternativesModel, fields: Fields, names: Choices): readonly AnswerPart[] {
  const option = optionGiven(part.options, fields);
  if (option === undefined) return [];
  // One of its fields may say the same in more words: a file by its name.
  const isSaidAgain = option.parts.some(({ label }) => label === part.label);
  return [...(isSaidAgain ? [] : [row(part.label, [option.label])]), ...partsOf(option.parts, fields, names)];
}

function partGiven(
  part: Exclude<PartModel, AlternativesModel>,
  value: unknown,
  names: Choices,
): readonly AnswerPart[] {
  if (value === undefined || value === null) return [];
  if (part.kind === 'field') return fieldGiven(part, value, names);
  if (part.kind === 'list') return listGiven(part, value, names);
  if (!isFields(value)) return [];
  const [first, ...others] = part.parts;
  const isOnlyWhich = first?.kind === 'alternatives' && others.length === 0 && first.label === part.label;
  const inner = partsOf(part.parts, value, names);
  return isOnlyWhich || inner.length === 0 ? inner : [section(part.label, inner)];
}

function listGiven(list: ListModel, value: unknown, names: Choices): readonly AnswerPart[] {
  if (!Array.isArray(value)) return [];
  if (value.length === 0) return [row(list.label, ['None'])];
  const { row: asked } = list;
  if (asked.kind === 'field')
    return [
      row(
        list.label,
        value.flatMap((item: unknown) => linesOf(asked, item, names)),
      ),
    ];
  return value.flatMap((item: unknown, index) =>
    isFields(item) ? [section(`${asked.label} ${index + 1}`, partsOf(asked.parts, item, names))] : [],
  );
}

function fieldGiven(field: FieldModel, value: unknown, names: Choices): readonly AnswerPart[] {
  const lines = linesOf(field, value, names);
  return lines.length === 0 ? [] : [row(field.label, lines)];
}

function linesOf({ asked }: FieldModel, value: unknown, names: Choices): readonly string[] {
  if (typeof value === 'boolean') return [wordOf(value, asked.as === 'confirmation')];
  if (typeof value === 'number') return [String(value)];
  const texts = Array.isArray(value) ? value : [value];
  return texts
    .filter((text): text is string => typeof text === 'string')
    .flatMap((text) => wordsOf({ asked }, text, names));
}

function wordOf(value: boolean, isConfirmation: boolean): string {
  if (isConfirmation && value) return 'Confirmed';
  return value ? 'Yes' : 'No';
}

function wordsOf({ asked }: Pick<FieldModel, 'asked'>, text: string, names: Choices): readonly string[] {
  switch (asked.as) {
    case 'choice':
    case 'choices':
      return [Object.hasOwn(asked.options, text) ? (asked.options[text] ?? text) : text];
    case 'id':
    case 'ids':
      return [wordsFor(choicesOf(names, asked.of), text)];
    case 'file':
      return [wordsFor(names.files, text)];
    case 'date':
      return [dayInWords(text)];
    case 'dateTime':
      return [dateTimeInWords(text)];
    case 'timeOfDay':
      return [timeInWords(text)];
    case 'ownId':
      return [];
    case 'text':
      return text.trim() === '' ? ['Nothing written'] : text.split('\n');
    case 'email':
    case 'telephone':
    case 'webAddress':
    case 'number':
    case 'yesNo':
    case 'confirmation':
      return [text];
    default:
      return asked satisfies never;
  }
}
