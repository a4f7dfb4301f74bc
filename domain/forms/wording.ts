/** What a person reads at a field. One source: pages, fault messages and OpenAPI all take it from here. */
import { z } from 'zod';

export interface Wording {
  /** As the guidance's form says it. */
  readonly label: string;
  readonly hint?: string;
  /** Of a choice: what people see for each value, in the order of the form. */
  readonly options?: Readonly<Record<string, string>>;
  /** The form takes an answer without it, and yet a rule asks for it in some cases: it is not called optional. */
  readonly neededSometimes?: true;
}

export interface FieldNotes extends Partial<Wording> {
  readonly label: string;
  /** What to say when the answer is missing; worked out from the label unless given. */
  readonly ask?: string;
}

export const wordings = z.registry<Wording>();

/** Gives a schema its words, for people (the registry) and for OpenAPI (title and description). */
export function worded<Schema extends z.ZodType>(
  schema: Schema,
  notes: FieldNotes,
  json: Readonly<Record<string, unknown>> = {},
): Schema {
  const { label, hint, options, neededSometimes } = notes;
  const described = schema.meta({
    ...json,
    title: label,
    description: hint === undefined ? label : `${label}. ${hint}`,
  });
  wordings.add(described, {
    label,
    ...(hint !== undefined && { hint }),
    ...(options !== undefined && { options }),
    ...(neededSometimes !== undefined && { neededSometimes }),
  });
  return described;
}

const STANDS_ALONE = /^(?:Your|The|A|An|Who|What|How|Why|When|Where|Which|Any|All)\b/;
const KEEPS_ITS_CAPITAL = /^(?:[A-Z]{2}|Appendix|English)/;

/** "Child’s surname" → "the child’s surname". */
function inSentence(label: string): string {
  const lower = KEEPS_ITS_CAPITAL.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
  return STANDS_ALONE.test(label) ? lower : `the ${lower}`;
}

/** What to say when an answer is missing or is no answer at all. */
export function asking(verb: 'Enter' | 'Choose', notes: FieldNotes): string {
  if (notes.ask !== undefined) return notes.ask;
  return notes.label.endsWith('?') ? `Answer “${notes.label}”` : `${verb} ${inSentence(notes.label)}`;
}
