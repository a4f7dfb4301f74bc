/** Shapes of what is no form: query parameters and small bodies. Every fault is named at once. */
import type { Request } from 'express';
import { z } from 'zod';
import { instantOf, plainDate, plainDateTime, plainTime } from '../../domain/calendar/index.ts';
import type { Instant, PlainDate, PlainTime } from '../../domain/calendar/index.ts';
import type { Fault } from '../../domain/forms/index.ts';
import { invalid } from '../problem.ts';

/** A line of text, trimmed, without control characters or half characters. */
export const line = (longest: number): z.ZodType<string> =>
  z
    .string('Write something here')
    .trim()
    .min(1, 'Write something here')
    .max(longest, `Use at most ${longest} characters`)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'Leave out control characters');

export const wholeNumber = (least: number, most: number): z.ZodInt => {
  const ask = `Use a whole number from ${least} to ${most}`;
  return z.int(ask).min(least, ask).max(most, ask);
};

export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, 'Use one of the words that the description of the API lists');

export const date = z
  .string('Use a date, like 2026-03-27')
  .transform((text, context): PlainDate => {
    const read = plainDate(text);
    if (read !== null) return read;
    context.addIssue({ code: 'custom', message: 'Use a date, like 2026-03-27' });
    return z.NEVER;
  })
  .meta({ type: 'string', format: 'date' });

const END_OF_DAY = '23:59' as PlainTime;

/** A London date, meaning 23:59 on it, or a date and time without a zone. */
export const untilDateOrTime = z
  .string('Use a date, or a date and time like 2026-03-27T14:30')
  .transform((text, context): Instant => {
    const dateTime = plainDateTime(text);
    const day = plainDate(dateTime === null ? text : dateTime.slice(0, 10));
    const time = dateTime === null ? END_OF_DAY : plainTime(dateTime.slice(11));
    if (day !== null && time !== null) return instantOf(day, time);
    context.addIssue({ code: 'custom', message: 'Use a date, or a date and time like 2026-03-27T14:30' });
    return z.NEVER;
  })
  .meta({ type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$` });

/** Query parameters are texts, whatever the description says that they stand for. */
export const flag = z
  .enum(['true', 'false'], 'Use true or false')
  .transform((text) => text === 'true')
  .meta({ override: { type: 'boolean', enum: undefined } });
export const cursor = z
  .string()
  .regex(/^[A-Za-z0-9._~=-]{1,500}$/, 'Use the `next` of the page before')
  .optional();
export const limit = z
  .string()
  .regex(/^(?:[1-9]\d?|1\d\d|200)$/, 'Use a whole number from 1 to 200')
  .transform(Number)
  .default(50)
  .meta({ override: { type: 'integer', minimum: 1, maximum: 200, pattern: undefined } });

const nothing = z.strictObject({});

/**
 * The query parameters of a call; without a shape, there may be none.
 * @throws {Problem} 422 naming each that is unknown, given twice or not understood.
 */
export function readQuery(req: Request): void;
export function readQuery<Query>(req: Request, shape: z.ZodType<Query>): Query;
export function readQuery(req: Request, shape: z.ZodType = nothing): unknown {
  const given = new URLSearchParams(/\?(.*)$/s.exec(req.originalUrl)?.[1] ?? '');
  const names = [...new Set(given.keys())];
  const twice = names.filter((name) => given.getAll(name).length > 1);
  const result = shape.safeParse(Object.fromEntries(given));
  const faults = [
    ...twice.map((field) => ({ field, message: 'Give this once' })),
    ...(result.success ? [] : faultsOf(result.error).filter(({ field }) => !twice.includes(field))),
  ];
  if (faults.length > 0) throw invalid(faults);
  return result.data;
}

/** @throws {Problem} 422 with every fault. */
export function checkShape<Body>(shape: z.ZodType<Body>, raw: unknown): Body {
  const result = shape.safeParse(raw);
  if (!result.success) throw invalid(faultsOf(result.error));
  return result.data;
}

function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: printable(fieldOf([...issue.path, key])),
          message: 'This is not asked for',
        }))
      : [
          {
            field: printable(fieldOf(issue.path)),
            message:
              issue.path.length === 0 && issue.code === 'invalid_type' ? 'Send a JSON object' : issue.message,
          },
        ],
  );
}

const fieldOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (field, part) =>
      typeof part === 'number'
        ? `${field}[${part}]`
        : field === ''
          ? String(part)
          : `${field}.${String(part)}`,
    '',
  ) || '$';

/** A name that the caller made up goes back shortened and without what could upset a reader. */
const printable = (field: string): string =>
  field
    .slice(0, 200)
    .toWellFormed()
    .replace(/\p{Cc}/gu, '�');
