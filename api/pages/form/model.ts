/** What a form asks, as data that pages can be made from: read off its schema, so that a new field appears by itself. */
import { z } from 'zod';
import {
  alternatives,
  formSchema,
  lengths,
  notations,
  picks,
  texts,
  wordings,
} from '../../../domain/forms/index.ts';
import type { Notation, PickedFrom } from '../../../domain/forms/index.ts';
import type { StepId } from '../../../domain/process/vocabulary.ts';

interface Named {
  /** In the body. */
  readonly name: string;
  /** On the page: the same, save where alternatives ask for the same field in different words. */
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
  readonly optional: boolean;
  /** Optional to the schema, and yet asked for by a rule in some cases. */
  readonly neededSometimes?: true;
}

/** How a single answer is asked for. */
export type Asked =
  | { readonly as: 'text'; readonly lines: 'one' | 'many'; readonly mayBeEmpty: boolean }
  | { readonly as: Notation | 'yesNo' | 'confirmation' }
  | { readonly as: 'number'; readonly least: number; readonly most: number }
  | { readonly as: 'choice' | 'choices'; readonly options: Readonly<Record<string, string>> }
  | { readonly as: 'id' | 'ids'; readonly of: PickedFrom };

export interface FieldModel extends Named {
  readonly kind: 'field';
  readonly asked: Asked;
}

export interface GroupModel extends Named {
  readonly kind: 'group';
  readonly parts: readonly PartModel[];
}

export interface ListModel extends Named {
  readonly kind: 'list';
  readonly least: number;
  readonly row: FieldModel | GroupModel;
}

/** One of several, with the fields that only it asks for. */
export interface OptionModel {
  readonly value: string;
  readonly label: string;
  /** What choosing it says by itself. */
  readonly implied: Readonly<Record<string, boolean | string>>;
  /** The fields that make it what it is, where alternatives are told by which fields are there. */
  readonly of: readonly string[];
  readonly parts: readonly PartModel[];
}

/** Asked for within its group, under the name of the field that tells, or `which`. */
export interface AlternativesModel extends Named {
  readonly kind: 'alternatives';
  readonly options: readonly OptionModel[];
}

export type PartModel = FieldModel | GroupModel | ListModel | AlternativesModel;

const models = new Map<StepId, GroupModel>();

export function formModel(step: StepId): GroupModel {
  const known = models.get(step);
  if (known !== undefined) return known;
  const model = partOf(formSchema(step), '');
  if (model.kind !== 'group') throw new Error(`${step} is no group of fields`);
  models.set(step, model);
  return model;
}

function namedBy(schema: z.ZodType, name: string, key: string, optional: boolean): Named {
  const { label = name, hint, neededSometimes } = wordings.get(schema) ?? {};
  return {
    name,
    key,
    label,
    ...(hint !== undefined && { hint }),
    optional,
    ...(neededSometimes !== undefined && { neededSometimes }),
  };
}

function partOf(sent: z.ZodType, name: string, key = name): FieldModel | GroupModel | ListModel {
  const schema = unwrapped(sent);
  const named = namedBy(schema, name, key, schema !== sent);
  if (schema instanceof z.ZodUnion) return { ...named, kind: 'group', parts: partsOfAlternatives(schema) };
  if (schema instanceof z.ZodObject)
    return { ...named, kind: 'group', parts: fieldsOf(schema).map(([field, inner]) => partOf(inner, field)) };
  if (schema instanceof z.ZodArray) return listOf(schema, named);
  return { ...named, kind: 'field', asked: askedBy(schema) };
}

function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
}

function fieldsOf(schema: z.ZodObject): readonly (readonly [string, z.ZodType])[] {
  return Object.entries(schema.shape).map(([field, inner]) => [field, inner as z.ZodType]);
}

/** A list of choices or ids is ticked at once; any other is filled row by row. */
function listOf(schema: z.ZodArray, named: Named): FieldModel | ListModel {
  const row = partOf(schema.element as z.ZodType, '');
  if (row.kind === 'list') throw new Error(`${named.name} is a list of lists`);
  if (row.kind === 'field' && row.asked.as === 'choice')
    return { ...named, kind: 'field', asked: { as: 'choices', options: row.asked.options } };
  if (row.kind === 'field' && row.asked.as === 'id')
    return { ...named, kind: 'field', asked: { as: 'ids', of: row.asked.of } };
  return { ...named, kind: 'list', least: lengths.get(schema)?.least ?? 0, row };
}

function askedBy(schema: z.ZodType): Asked {
  const notation = notations.get(schema)?.notation;
  if (notation !== undefined) return { as: notation };
  const text = texts.get(schema);
  if (text !== undefined) return { as: 'text', lines: text.lines, mayBeEmpty: text.blank === 'allowed' };
  const picked = picks.get(schema);
  if (picked !== undefined) return { as: 'id', of: picked.of };
  if (schema instanceof z.ZodEnum) return { as: 'choice', options: wordings.get(schema)?.options ?? {} };
  if (schema instanceof z.ZodNumber)
    return { as: 'number', least: schema.minValue ?? 0, most: schema.maxValue ?? Infinity };
  if (schema instanceof z.ZodLiteral) return { as: schema.value === true ? 'confirmation' : 'yesNo' };
  if (schema instanceof z.ZodBoolean) return { as: 'yesNo' };
  throw new Error('No way to ask for this answer');
}

/** An alternative as its schema has it; alternatives among alternatives stand beside the others. */
interface Told {
  readonly value: string;
  readonly schema: z.ZodObject;
  readonly implied: Readonly<Record<string, boolean | string>>;
  readonly of: readonly string[];
}

function toldIn(schema: z.ZodUnion): readonly Told[] {
  const told = alternatives.get(schema)?.told;
  if (told === undefined) throw new Error('Alternatives that nothing tells apart');
  return schema.options.flatMap((inner, index): readonly Told[] => {
    const option = inner as z.ZodType;
    const of = told.by === 'presence' ? (told.of[index] ?? []) : [];
    if (option instanceof z.ZodUnion) {
      return toldIn(option).map((among) => ({ ...among, of, value: `${of.join('-')}-${among.value}` }));
    }
    if (!(option instanceof z.ZodObject)) throw new Error('An alternative that is no group');
    const implied = impliedBy(option, told.by === 'field' ? [told.field] : of);
    const value = told.by === 'field' ? valueOf(implied[told.field]) : (of[0] ?? '');
    return [{ value, schema: option, implied, of }];
  });
}

function valueOf(literal: boolean | string | undefined): string {
  if (typeof literal === 'boolean') return literal ? 'yes' : 'no';
  return literal ?? '';
}

function impliedBy(schema: z.ZodObject, fields: readonly string[]): Record<string, boolean | string> {
  const implied: Record<string, boolean | string> = {};
  for (const field of fields) {
    const inner: unknown = schema.shape[field];
    if (!(inner instanceof z.ZodLiteral)) continue;
    const { value } = inner;
    if (typeof value === 'boolean' || typeof value === 'string') implied[field] = value;
  }
  return implied;
}

/** What every alternative asks for is asked once, before or after the question of which it is. */
function partsOfAlternatives(schema: z.ZodUnion): readonly PartModel[] {
  const told = toldIn(schema);
  const parts: PartModel[] = [];
  const [first] = told;
  let isAsked = false;
  for (const [field, inner] of first === undefined ? [] : fieldsOf(first.schema)) {
    if (isAskedByAll(told, field)) {
      const optional = told.every((option) => option.schema.shape[field] instanceof z.ZodOptional);
      parts.push({ ...partOf(inner, field), optional });
    } else if (!isAsked) {
      parts.push(whichOf(schema, told));
      isAsked = true;
    }
  }
  return parts;
}

function isAskedByAll(told: readonly Told[], field: string): boolean {
  const schemas = new Set(
    told.map(({ schema, implied }) => {
      const inner: unknown = schema.shape[field];
      return inner instanceof z.ZodType && !Object.hasOwn(implied, field) ? unwrapped(inner) : null;
    }),
  );
  return schemas.size === 1 && !schemas.has(null);
}

function whichOf(schema: z.ZodUnion, told: readonly Told[]): AlternativesModel {
  const known = alternatives.get(schema)?.told;
  const options = told.map(({ value, schema: option, implied, of }): OptionModel => {
    const own = fieldsOf(option).filter(
      ([field]) => !Object.hasOwn(implied, field) && !isAskedByAll(told, field),
    );
    const isElsewhere = (field: string) =>
      told.some((other) => other.schema !== option && Object.hasOwn(other.schema.shape, field));
    return {
      value,
      label: wordings.get(option)?.label ?? value,
      implied,
      of,
      parts: own.map(([field, inner]) =>
        partOf(inner, field, isElsewhere(field) ? `${field}@${value}` : field),
      ),
    };
  });
  const name = known?.by === 'field' ? known.field : 'which';
  return { ...namedBy(questionOf(schema), name, name, false), kind: 'alternatives', options };
}

/** The schema whose words ask which: the field that tells, the alternatives that stand first among others, or these themselves. */
function questionOf(schema: z.ZodUnion): z.ZodType {
  const told = alternatives.get(schema)?.told;
  const [first] = schema.options;
  if (first instanceof z.ZodUnion) return questionOf(first);
  const teller: unknown =
    told?.by === 'field' && first instanceof z.ZodObject ? first.shape[told.field] : undefined;
  return teller instanceof z.ZodType ? teller : schema;
}
