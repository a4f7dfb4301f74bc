/** Goes through what was sent beside its schema, finding every fault at once, and keeps what the schema asks for. */
import { z } from 'zod';
import { texts } from './fields.ts';
import { isGroup } from './sent.ts';
import { alternatives, groupsOf, lengths, LONGEST_LIST, rules } from './shapes.ts';
import type { Fault } from './shapes.ts';

export interface Visitor {
  /** By full path: `child.surname`, `invitees[2].email`, `$` for the whole. */
  readonly fault: Fault;
  /** A single answer that its own schema accepts. */
  readonly answer: (schema: z.ZodType, value: unknown, path: string) => void;
}

const NOT_ASKED = 'This is not asked for here: leave it out';
const NOT_RIGHT = 'This answer is not right';
/** Names of fields that nobody asked for are told back, but not pages of them. */
const LONGEST_NAME = 200;

function inside(path: string, field: string): string {
  if (field === '') return path === '' ? '$' : path;
  return path === '' ? field : `${path}.${field}`;
}

/** What the schema keeps of the value: trimmed, without blank texts that were not needed. Meaningful where no fault was told. */
export function walk(schema: z.ZodType, value: unknown, path: string, visitor: Visitor): unknown {
  if (schema instanceof z.ZodOptional) {
    const inner = schema.unwrap() as z.ZodType;
    return value === undefined || isBlank(inner, value) ? undefined : walk(inner, value, path, visitor);
  }
  if (schema instanceof z.ZodUnion) return walkAlternatives(schema, value, path, visitor);
  if (schema instanceof z.ZodObject) return walkGroup(schema, value, path, visitor);
  if (schema instanceof z.ZodArray) return walkList(schema, value, path, visitor);
  return walkAnswer(schema, value, path, visitor);
}

function isBlank(schema: z.ZodType, value: unknown): boolean {
  return texts.has(schema) && typeof value === 'string' && value.trim() === '';
}

function walkAnswer(schema: z.ZodType, value: unknown, path: string, visitor: Visitor): unknown {
  const result = schema.safeParse(value);
  if (result.success) {
    visitor.answer(schema, result.data, path);
    return result.data;
  }
  visitor.fault(inside(path, ''), messageIn(result.error));
  return undefined;
}

function walkAlternatives(schema: z.ZodUnion, value: unknown, path: string, visitor: Visitor): unknown {
  const known = alternatives.get(schema);
  if (known === undefined) throw new Error('Alternatives that nothing tells apart');
  if (!isGroup(value)) {
    visitor.fault(inside(path, ''), known.ask);
    return undefined;
  }
  const told = known.tell(value);
  if ('option' in told) return walk(told.option, value, path, visitor);
  visitor.fault(inside(path, told.field), told.message);
  walkWhatAllAsk(groupsOf(schema), value, path, visitor);
  return undefined;
}

/** Where the alternative cannot be told, what all of them ask, and what none does, can be judged all the same. */
function walkWhatAllAsk(
  options: readonly z.ZodObject[],
  sent: Readonly<Record<string, unknown>>,
  path: string,
  visitor: Visitor,
): void {
  for (const [field, schema] of Object.entries(options[0]?.shape ?? {})) {
    if (options.every((option) => option.shape[field] === schema)) {
      walk(schema as z.ZodType, sent[field], inside(path, field), visitor);
    }
  }
  faultWhatIsNotAsked(
    (field) => options.some((option) => Object.hasOwn(option.shape, field)),
    sent,
    path,
    visitor,
  );
}

function faultWhatIsNotAsked(
  isAsked: (field: string) => boolean,
  sent: Readonly<Record<string, unknown>>,
  path: string,
  visitor: Visitor,
): void {
  for (const field of Object.keys(sent)) {
    if (!isAsked(field)) visitor.fault(inside(path, field.slice(0, LONGEST_NAME)), NOT_ASKED);
  }
}

function walkGroup(schema: z.ZodObject, value: unknown, path: string, visitor: Visitor): unknown {
  if (!isGroup(value)) {
    visitor.fault(inside(path, ''), messageOf(schema, value));
    return undefined;
  }
  const kept: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(schema.shape)) {
    const sent = Object.hasOwn(value, field) ? value[field] : undefined;
    const answer = walk(inner as z.ZodType, sent, inside(path, field), visitor);
    if (answer !== undefined) kept[field] = answer;
  }
  faultWhatIsNotAsked((field) => Object.hasOwn(schema.shape, field), value, path, visitor);
  // After the fields, so that what is wrong with a field by itself is said first.
  rules.get(schema)?.rule(value, (field, message) => {
    visitor.fault(inside(path, field), message);
  });
  return kept;
}

function walkList(schema: z.ZodArray, value: unknown, path: string, visitor: Visitor): unknown {
  if (!Array.isArray(value)) {
    visitor.fault(inside(path, ''), messageOf(schema, value));
    return undefined;
  }
  const bounds = lengths.get(schema);
  if (bounds !== undefined) {
    if (value.length < bounds.least) visitor.fault(inside(path, ''), bounds.tooFew);
    if (value.length > bounds.most) visitor.fault(inside(path, ''), bounds.tooMany);
  }
  return value
    .slice(0, LONGEST_LIST)
    .map((item: unknown, place) => walk(schema.element as z.ZodType, item, `${path}[${place}]`, visitor));
}

function messageOf(schema: z.ZodType, value: unknown): string {
  const { error } = schema.safeParse(value);
  return error === undefined ? NOT_RIGHT : messageIn(error);
}

/** The first one: the schema's own words, since each schema has its own. */
function messageIn(error: z.ZodError): string {
  return error.issues[0]?.message ?? NOT_RIGHT;
}
