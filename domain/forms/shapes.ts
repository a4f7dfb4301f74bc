/** How answers stand together: groups, lists, and alternatives of which exactly one is given. */
import { z } from 'zod';
import { worded } from './wording.ts';
import type { FieldNotes } from './wording.ts';

/** Names what is wrong, by a path within the group: `surname`, `entries[2].on`. */
export type Fault = (field: string, message: string) => void;
/**
 * A rule over several fields of a group. It gets what was sent, which may be of any shape, since every fault is
 * told at once: it says nothing about what it cannot read.
 */
export type Rule = (sent: Readonly<Record<string, unknown>>, fault: Fault) => void;

/** As `tenses`, no registry. */
export const rules = new WeakMap<z.ZodType, { readonly rule: Rule }>();

/** Which alternative was sent, or the field that would tell. */
export type Told = { readonly option: z.ZodType } | { readonly field: string; readonly message: string };
/** What tells alternatives apart: a field's value, or which fields are there (of each alternative, in their order). */
export type ToldBy =
  | { readonly by: 'field'; readonly field: string }
  | { readonly by: 'presence'; readonly of: readonly (readonly string[])[] };
interface Alternatives {
  readonly told: ToldBy;
  readonly tell: (sent: Readonly<Record<string, unknown>>) => Told;
  readonly ask: string;
}
export const alternatives = new WeakMap<z.ZodType, Alternatives>();

export function group<const Shape extends z.core.$ZodLooseShape>(
  notes: FieldNotes,
  shape: Shape,
  rule?: Rule,
): z.ZodObject<Shape, z.core.$strict> {
  const schema = worded(
    z.strictObject(shape, { error: notes.ask ?? `Give the details: ${notes.label}` }),
    notes,
  );
  if (rule !== undefined) rules.set(schema, { rule });
  return schema;
}

export const LONGEST_LIST = 500;
interface Lengths {
  readonly least: number;
  readonly most: number;
  readonly tooFew: string;
  readonly tooMany: string;
}
export const lengths = new WeakMap<z.ZodType, Lengths>();

export function list<Element extends z.ZodType>(
  notes: FieldNotes & { readonly least?: number; readonly most?: number },
  element: Element,
): z.ZodArray<Element> {
  const { least = 0, most = LONGEST_LIST } = notes;
  const tooFew = notes.ask ?? `Give the list: ${notes.label}`;
  const tooMany = `Give ${most} at most: ${notes.label}`;
  const schema = worded(z.array(element, { error: tooFew }).min(least).max(most), notes);
  lengths.set(schema, { least, most, tooFew, tooMany });
  return schema;
}

/** Alternatives told by the value of one field (`decision`, `held`, …). */
export function toldBy<
  const Field extends string,
  const Options extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(
  field: Field,
  notes: FieldNotes & { readonly ask: string },
  options: Options,
): z.ZodDiscriminatedUnion<Options, Field> {
  const schema = worded(z.discriminatedUnion(field, options), notes);
  alternatives.set(schema, {
    told: { by: 'field', field },
    ask: notes.ask,
    tell: (sent) => {
      for (const option of options) {
        if (!(option instanceof z.ZodObject)) continue;
        const teller: unknown = option.shape[field];
        if (teller instanceof z.ZodType && teller.safeParse(sent[field]).success) return { option };
      }
      return { field, message: notes.ask };
    },
  });
  return schema;
}

/** The groups that alternatives, and alternatives among them, come down to. */
export function groupsOf(schema: z.ZodType): readonly z.ZodObject[] {
  if (schema instanceof z.ZodObject) return [schema];
  return schema instanceof z.ZodUnion
    ? schema.options.flatMap((option) => groupsOf(option as z.ZodType))
    : [];
}

/**
 * Alternatives told by which fields are there: those that make one what it is (`of`), or else, where none of those is
 * there, any that only one of them has.
 */
export function toldByPresence<const Options extends readonly [z.ZodType, ...z.ZodType[]]>(
  notes: FieldNotes & { readonly ask: string },
  ...options: {
    readonly [Index in keyof Options]: { readonly of: readonly string[]; readonly shape: Options[Index] };
  }
): z.ZodUnion<Options> {
  // Mapping a tuple loses its length for the compiler; it is the same options in the same order.
  const schema = worded(z.union(options.map(({ shape }) => shape) as unknown as Options), notes);
  const makers = options.map(({ of, shape }) => ({ shape, fields: of }));
  const owners = options.map(({ shape }) => ({
    shape,
    fields: fieldsOnlyIn(
      shape,
      options.map((option) => option.shape),
    ),
  }));
  alternatives.set(schema, {
    told: { by: 'presence', of: options.map(({ of }) => of) },
    ask: notes.ask,
    tell: (sent) => {
      const present = ({ fields }: { fields: readonly string[] }) =>
        fields.some((field) => sent[field] !== undefined);
      const told = makers.some(present) ? makers.filter(present) : owners.filter(present);
      const [only] = told;
      return only !== undefined && told.length === 1
        ? { option: only.shape }
        : { field: '', message: notes.ask };
    },
  });
  return schema;
}

function fieldsOnlyIn(shape: z.ZodType, all: readonly z.ZodType[]): readonly string[] {
  const fieldsOf = (option: z.ZodType) => groupsOf(option).flatMap((inner) => Object.keys(inner.shape));
  const elsewhere = new Set(all.filter((option) => option !== shape).flatMap(fieldsOf));
  return fieldsOf(shape).filter((field) => !elsewhere.has(field));
}
