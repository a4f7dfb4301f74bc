/** The kinds of single answers: texts, dates, choices, ids. Each carries its own words for what is wrong with it. */
import { z } from 'zod';
import { plainDate, plainDateTime, plainTime } from '../calendar/index.ts';
import type { PlainDate, PlainDateTime, PlainTime } from '../calendar/types.ts';
import { asking, worded } from './wording.ts';
import type { FieldNotes } from './wording.ts';

/** Whether a date is of something that has happened, of something to come, or may be either. */
export type Tense = 'past' | 'toCome' | 'either';
/** Asked at every field of every form: zod's own registries look through a schema's ancestors each time. */
export const tenses = new WeakMap<z.ZodType, { readonly tense: Tense }>();
/** Fields that hold the id of an uploaded file. */
export const files = z.registry<{ readonly file: true }>();
/** What an id is picked from. */
export type PickedFrom = 'participant' | 'facilitator' | 'task' | 'action' | 'child' | 'successMeasure';
export const picks = z.registry<{ readonly of: PickedFrom }>();

/** How an answer is written that is a text to other programs. Free texts are in `texts`, picked ids in `picks`. */
export type Notation =
  'email' | 'telephone' | 'webAddress' | 'date' | 'dateTime' | 'timeOfDay' | 'file' | 'ownId';
export const notations = z.registry<{ readonly notation: Notation }>();

/** Texts: a blank one where none is needed counts as not given. */
export const texts = z.registry<{ readonly blank: 'refused' | 'allowed'; readonly lines: 'one' | 'many' }>();

const LONGEST_TEXT = 10_000;
const SHORT_TEXT = 200;

/** U+0000, other control characters but tab and line break, lone surrogates: all but what may stand in a text. */
const UNPRINTABLE = /[^\t\n\r -~\u{a0}-\u{d7ff}\u{e000}-\u{10ffff}]/u;

function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text);
}

/** Characters as people count them, so that 200 letters outside the basic plane are 200. */
function isWithin(text: string, most: number): boolean {
  return text.length <= most || (text.length <= 2 * most && Array.from(text).length <= most);
}

interface TextNotes extends FieldNotes {
  /** Characters; 10,000 unless said. */
  readonly most?: number;
  readonly mayBeEmpty?: true;
}

/** Free text, trimmed. */
export function text(notes: TextNotes): z.ZodString {
  const most = notes.most ?? LONGEST_TEXT;
  const ask = asking('Enter', notes);
  const schema = z
    .string({ error: ask })
    .refine(isPrintable, 'Remove characters that cannot be printed')
    .trim()
    .refine((value) => notes.mayBeEmpty === true || value !== '', ask)
    .refine((value) => isWithin(value, most), `Use ${most.toLocaleString('en-GB')} characters or fewer`);
  const field = worded(
    schema,
    notes,
    notes.mayBeEmpty === true ? { maxLength: most } : { minLength: 1, maxLength: most },
  );
  texts.add(field, {
    blank: notes.mayBeEmpty === true ? 'allowed' : 'refused',
    lines: most <= SHORT_TEXT ? 'one' : 'many',
  });
  return field;
}

function written<Schema extends z.ZodType>(schema: Schema, notation: Notation): Schema {
  notations.add(schema, { notation });
  return schema;
}

/** A text of one line at most, such as a name. */
export function shortText(notes: FieldNotes): z.ZodString {
  return text({ ...notes, most: SHORT_TEXT });
}

export function email(notes: FieldNotes = { label: 'Email' }): z.ZodString {
  const ask = 'Enter an email address, like name@agency.example';
  const schema = z.string({ error: ask }).trim().max(254, ask).regex(z.regexes.email, ask);
  return written(worded(schema, notes, { format: 'email' }), 'email');
}

export function telephone(notes: Partial<FieldNotes> = {}): z.ZodString {
  const asked = { label: 'Telephone', ask: 'Enter a telephone number', most: 50, ...notes };
  return written(text(asked), 'telephone');
}

/** A web address that can be opened: nothing but http and https, since it goes into emails. */
export function webAddress(notes: FieldNotes): z.ZodString {
  const ask = 'Enter a web address that starts with https://';
  const schema = z
    .string({ error: ask })
    .refine(isPrintable, ask)
    .trim()
    .max(2000, ask)
    .regex(/^https?:\/\/\S+$/, ask);
  return written(worded(schema, notes), 'webAddress');
}

const dayText = (ask: string): z.ZodString =>
  z.string({ error: ask }).refine((value) => plainDate(value) !== null, ask);

/** A real day, `YYYY-MM-DD`, of what is no form of a step. */
export const realDay = (ask: string): z.ZodType<PlainDate, string> =>
  // The refinement is what makes it a PlainDate.
  dayText(ask).meta({ format: 'date' }) as unknown as z.ZodType<PlainDate, string>;

/** A real day, `YYYY-MM-DD`; whether it may lie behind or ahead is checked against the case's now. */
export function date(notes: FieldNotes, tense: Tense): z.ZodType<PlainDate, string> {
  const ask = `${asking('Enter', notes)} as a real day, month and year`;
  const schema = worded(dayText(ask), notes, { format: 'date' });
  tenses.set(schema, { tense });
  written(schema, 'date');
  // The refinement above is what makes it a PlainDate.
  return schema as unknown as z.ZodType<PlainDate, string>;
}

/** A London date and time, `YYYY-MM-DDTHH:MM`. */
export function pastDateTime(notes: FieldNotes): z.ZodType<PlainDateTime, string> {
  const ask = `${asking('Enter', notes)} as a real date with a time, like 14:30`;
  const schema = worded(
    z.string({ error: ask }).refine((value) => plainDateTime(value) !== null, ask),
    notes,
    {
      pattern: String.raw`^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$`,
    },
  );
  tenses.set(schema, { tense: 'past' });
  written(schema, 'dateTime');
  return schema as unknown as z.ZodType<PlainDateTime, string>;
}

/** A London time of day, `HH:MM`. */
export function timeOfDay(notes: FieldNotes): z.ZodType<PlainTime, string> {
  const ask = `${asking('Enter', notes)} as a time, like 09:30`;
  const schema = worded(
    z.string({ error: ask }).refine((value) => plainTime(value) !== null, ask),
    notes,
    {
      pattern: String.raw`^([01]\d|2[0-3]):[0-5]\d$`,
    },
  );
  written(schema, 'timeOfDay');
  return schema as unknown as z.ZodType<PlainTime, string>;
}

export function wholeNumber(notes: FieldNotes, least: number, most: number): z.ZodNumber {
  const ask = `${asking('Enter', notes)} as a whole number from ${least} to ${most}`;
  return worded(z.number({ error: ask }).int(ask).min(least, ask).max(most, ask), notes);
}

export function yesNo(notes: FieldNotes): z.ZodBoolean {
  const ask =
    notes.ask ?? (notes.label.endsWith('?') ? asking('Enter', notes) : `Say yes or no: ${notes.label}`);
  return worded(z.boolean({ error: ask }), notes);
}

/** An answer that must be the one given; `otherwise` is what to do where the opposite is true. */
export function exactly<const Value extends boolean | string>(
  value: Value,
  notes: FieldNotes & { readonly ask: string; readonly otherwise?: string },
): z.ZodLiteral<Value> {
  const { ask, otherwise = ask } = notes;
  return worded(
    z.literal(value, { error: ({ input }) => (typeof input === 'boolean' ? otherwise : ask) }),
    notes,
  );
}

/** One of several; each with the words that people see for it. */
export function choice<const Words extends Readonly<Record<string, string>>>(
  words: Words,
  notes: FieldNotes,
): z.ZodEnum<{ [Value in keyof Words & string]: Value }> {
  // Each value under its own name, which is what an enum is to zod.
  const values = Object.fromEntries(Object.keys(words).map((value) => [value, value])) as {
    [Value in keyof Words & string]: Value;
  };
  return worded(z.enum(values, { error: asking('Choose', notes) }), { ...notes, options: words });
}

const ID = /^[A-Za-z0-9_-]{1,100}$/;

function anyId(notes: FieldNotes): z.ZodString {
  const ask = asking('Choose', notes);
  return worded(z.string({ error: ask }).regex(ID, ask), notes);
}

/** The id of something in the case; whether it exists is for the case's rules. */
export function id({ of, ...notes }: FieldNotes & { readonly of: PickedFrom }): z.ZodString {
  const field = anyId(notes);
  picks.add(field, { of });
  return field;
}

/** The id that the upload call gave. */
export function file(notes: FieldNotes): z.ZodString {
  const field = written(anyId({ ask: 'Upload a file and give its id', ...notes }), 'file');
  files.add(field, { file: true });
  return field;
}

function measureId(label: string): z.ZodString {
  const ask = 'Use 1 to 40 letters, digits or hyphens';
  return worded(z.string({ error: ask }).regex(/^[A-Za-z0-9-]{1,40}$/, ask), { label });
}

/** The client's own id of a success measure, unique in its list. */
export function ownSuccessMeasureId(): z.ZodString {
  return written(measureId('Id of the success measure'), 'ownId');
}

/** A success measure by its client's own id. */
export function successMeasureId(): z.ZodString {
  const field = measureId('Success measure');
  picks.add(field, { of: 'successMeasure' });
  return field;
}

export function confirmedAnonymous(): z.ZodLiteral<true> {
  return exactly(true, {
    label: 'Nobody can be recognised from this',
    ask: 'Confirm that nobody can be recognised from this',
  });
}
