/** Cursors of lists: the sort key of the last row, in a form that nobody takes apart. */
import { BadCursor } from './failures.ts';

export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
}

export function cursorOf(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Throws BadCursor unless it holds as many parts as `shapes`, each of its shape. Null stays null. */
export function readCursor(cursor: string | null, shapes: readonly RegExp[]): readonly string[] | null {
  if (cursor === null) return null;
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new BadCursor('No list gave this cursor');
  }
  if (!Array.isArray(key) || key.length !== shapes.length) throw new BadCursor('No list gave this cursor');
  return shapes.map((shape, part) => {
    const text: unknown = key[part];
    if (typeof text !== 'string' || !shape.test(text)) throw new BadCursor('No list gave this cursor');
    return text;
  });
}

/** The page out of `limit + 1` rows asked for: the one too many only says that there is a next page. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  read: (row: Row) => T,
  keyOf: (row: Row) => readonly string[],
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map(read),
    next: rows.length > limit && last !== undefined ? cursorOf(keyOf(last)) : null,
  };
}

export const NUMBER = /^\d{1,18}$/;
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
