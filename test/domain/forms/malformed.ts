/**
 * Bodies that a form must refuse, made from its JSON Schema and its examples: one fault each, then several at once. The
 * same ones every time. Each comes with the paths that the refusal must name.
 */
import { z } from 'zod';
import { formSchema } from '../../../domain/forms/index.ts';
import type { PlainDate } from '../../../domain/calendar/index.ts';
import type { StepId } from '../../../domain/process/vocabulary.ts';
import { examplesOf, TODAY } from './examples.ts';

export interface Malformed {
  readonly what: string;
  readonly body: unknown;
  /** Every one of these must be named; others may be. */
  readonly fields: readonly string[];
}

type Place = string | number;
type Node = { readonly [keyword: string]: unknown };

/** One thing made wrong. */
interface Mistake {
  readonly what: string;
  readonly at: readonly Place[];
  /** Nothing else within this may be made wrong at once: it decides what is asked there. */
  readonly scope: readonly Place[];
  readonly field: string;
  /** Undefined takes the field away. */
  readonly value: unknown;
}

export function malformedBodies(step: StepId, today: PlainDate = TODAY): readonly Malformed[] {
  const schema: Node = z.toJSONSchema(formSchema(step), { io: 'input' });
  return [
    ...[null, [], 'text', 7].map((body) => ({ what: 'no object', body, fields: ['$'] })),
    ...examplesOf(step, today).flatMap(({ body }) => {
      const mistakes = mistakesIn(schema, body, []);
      const single = mistakes.map((mistake) => malformed(body, [mistake]));
      // A list of hundreds says no more in a pair.
      const small = mistakes.filter(({ value }) => !Array.isArray(value) || value.length < 100);
      const pairs = small.flatMap((mistake, index) => {
        const other = small[(index * 7 + 3) % small.length];
        return other !== undefined && areApart(mistake, other) ? [malformed(body, [mistake, other])] : [];
      });
      return [...single, ...pairs, malformed(body, manyApart(small))];
    }),
  ];
}

function malformed(body: unknown, mistakes: readonly Mistake[]): Malformed {
  return {
    what: mistakes.map(({ what, field }) => `${field} ${what}`).join(', '),
    body: mistakes.reduce((changed, { at, value }) => withChange(changed, at, value), body),
    fields: mistakes.map(({ field }) => field),
  };
}

function manyApart(mistakes: readonly Mistake[]): readonly Mistake[] {
  const chosen: Mistake[] = [];
  for (const mistake of mistakes) if (chosen.every((other) => areApart(mistake, other))) chosen.push(mistake);
  return chosen;
}

function areApart(one: Mistake, other: Mistake): boolean {
  const within = (inner: readonly Place[], outer: readonly Place[]) =>
    outer.every((place, index) => inner[index] === place);
  return ![one.at, one.scope].some((a) => [other.at, other.scope].some((b) => within(a, b) || within(b, a)));
}

function withChange(value: unknown, [place, ...rest]: readonly Place[], to: unknown): unknown {
  if (place === undefined) return to;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (index === place ? withChange(item, rest, to) : item));
  }
  const fields: Record<string, unknown> = { ...(value as object) };
  const changed = withChange(fields[place], rest, to);
  if (changed === undefined)
    return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== place));
  return { ...fields, [place]: changed };
}

function pathOf(places: readonly Place[]): string {
  if (places.length === 0) return '$';
  return places.reduce<string>(
    (path, place) =>
      typeof place === 'number' ? `${path}[${place}]` : path === '' ? place : `${path}.${place}`,
    '',
  );
}

function optionsOf(schema: Node): readonly Node[] {
  return (schema['anyOf'] ?? schema['oneOf'] ?? []) as readonly Node[];
}

function propertiesOf(schema: Node): Readonly<Record<string, Node>> {
  const inOptions = optionsOf(schema).map((option) => propertiesOf(option));
  return Object.assign({}, schema['properties'], ...inOptions) as Record<string, Node>;
}

/** The alternative that an example was written for: it has all that this one requires and nothing that it does not know. */
function fits(schema: Node, value: object): boolean {
  const options = optionsOf(schema);
  if (options.length > 0) return options.some((option) => fits(option, value));
  const properties = propertiesOf(schema);
  const isKnown = ([field, inner]: [string, unknown]) => {
    const property = properties[field];
    return property !== undefined && (!('const' in property) || property['const'] === inner);
  };
  return (
    Object.entries(value).every(isKnown) && (schema['required'] as string[]).every((field) => field in value)
  );
}

/** Which fields tell that this alternative was meant, where it is told by their being there. */
type Telling = ReadonlySet<string> | null;

function mistakesIn(
  schema: Node,
  value: unknown,
  at: readonly Place[],
  telling: Telling = null,
): readonly Mistake[] {
  const mistake = (what: string, wrong: unknown): Mistake => ({
    what,
    at,
    scope: at,
    field: pathOf(at),
    value: wrong,
  });
  const options = optionsOf(schema);
  if (options.length > 0 && typeof value === 'object' && value !== null) {
    const option = options.find((candidate) => fits(candidate, value));
    if (option === undefined) throw new Error(`The example fits no alternative at ${pathOf(at)}`);
    if ('oneOf' in schema) return mistakesIn(option, value, at, telling);
    const others = options
      .filter((other) => other !== option)
      .flatMap((other) => Object.keys(propertiesOf(other)));
    const own = Object.keys(propertiesOf(option)).filter((field) => !others.includes(field));
    return mistakesIn(option, value, at, new Set(own));
  }
  if ('const' in schema) {
    const wrong = typeof value === 'boolean' ? 'true' : 'nonsense';
    const scope = at.slice(0, -1);
    return [
      { ...mistake('has another value', wrong), scope },
      { ...mistake('is a list', []), scope },
    ];
  }
  if (schema['type'] === 'object')
    return [...inGroup(schema, value as object, at, telling), ...whole(mistake, at)];
  if (schema['type'] === 'array')
    return [
      ...inList(schema, value as readonly unknown[], at),
      ...wrongLists(schema, value as readonly unknown[]).map(([what, wrong]) => mistake(what, wrong)),
    ];
  return wrongAnswers(schema).map(([what, wrong]) => mistake(what, wrong));
}

function whole(mistake: (what: string, wrong: unknown) => Mistake, at: readonly Place[]): readonly Mistake[] {
  return at.length === 0
    ? []
    : [mistake('is a text', 'text'), mistake('is a list', []), mistake('is null', null)];
}

function inList(schema: Node, items: readonly unknown[], at: readonly Place[]): readonly Mistake[] {
  return items.flatMap((item, place) => mistakesIn(schema['items'] as Node, item, [...at, place]));
}

function wrongLists(schema: Node, [first]: readonly unknown[]): readonly (readonly [string, unknown])[] {
  const least = Number(schema['minItems'] ?? 0);
  const most = Number(schema['maxItems']);
  return [
    ['is no list', { 0: 'text' }],
    ...(least > 0 ? [['is empty', []] as const] : []),
    ...(first === undefined ? [] : [['is too long', Array(most + 1).fill(first)] as const]),
  ];
}

function inGroup(schema: Node, value: object, at: readonly Place[], telling: Telling): readonly Mistake[] {
  const properties = propertiesOf(schema);
  const required = schema['required'] as readonly string[];
  const isToldWithout = (missing: string) =>
    telling === null || Object.keys(value).some((field) => field !== missing && telling.has(field));
  return [
    ...Object.entries(value).flatMap(([field, inner]) =>
      mistakesIn(properties[field] ?? {}, inner, [...at, field]),
    ),
    ...required.map((field): Mistake => {
      const place = [...at, field];
      const decides = telling !== null || 'const' in (properties[field] ?? {});
      return {
        what: 'is missing',
        at: place,
        scope: decides ? at : place,
        field: pathOf(isToldWithout(field) ? place : at),
        value: undefined,
      };
    }),
    ...['unexpected', 'constructor'].map((field): Mistake => {
      const place = [...at, field];
      return { what: 'is not asked for', at: place, scope: place, field: pathOf(place), value: 'something' };
    }),
  ];
}

const UNPRINTABLE = {
  'holds U+0000': 'a\u0000b',
  'holds a control character': 'a\u0007b',
  'holds half a character': 'a\ud83d b',
};

function wrongAnswers(schema: Node): readonly (readonly [string, unknown])[] {
  const { type } = schema;
  if (Array.isArray(schema['enum']))
    return [
      ['is no choice', 'nonsense'],
      ['is a number', 1],
      ['is null', null],
    ];
  if (type === 'boolean')
    return [
      ['is a text', 'yes'],
      ['is a number', 1],
      ['is null', null],
    ];
  if (type === 'integer') {
    const [least, most] = [Number(schema['minimum']), Number(schema['maximum'])];
    return [
      ['is too small', least - 1],
      ['is too large', most + 1],
      ['is a fraction', least + 0.5],
      ['is a text', String(least)],
    ];
  }
  if (type !== 'string') throw new Error(`No way to make ${JSON.stringify(type)} wrong`);
  return [['is a number', 7], ['is a group', { text: 'text' }], ['is null', null], ...wrongTexts(schema)];
}

function wrongTexts(schema: Node): readonly (readonly [string, unknown])[] {
  if (schema['format'] === 'date')
    return [
      ['is no day', '2026-02-30'],
      ['is not written so', '02/03/2026'],
      ['is in the year 1', '0001-01-01'],
    ];
  if (schema['format'] === 'email')
    return [
      ['is no address', 'somebody at home'],
      ['is too long', `${'a'.repeat(250)}@agency.example`],
    ];
  if (typeof schema['pattern'] === 'string') return [['is not written so', 'not right!']];
  const most = Number(schema['maxLength']);
  return [['is too long', 'x'.repeat(most + 1)], ...Object.entries(UNPRINTABLE)];
}
