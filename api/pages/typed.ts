/** What a browser posts: the fields by name, each with its values, as typed. */
export type Typed = ReadonlyMap<string, readonly string[]>;

/** The one value of a field, or an empty text. */
export const only = (typed: Typed, name: string): string => typed.get(name)?.[0] ?? '';

/** For drafts: the answers without the page's own fields, and without U+0000, which PostgreSQL keeps in no text. */
export const typedAsRecord = (typed: Typed): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    [...typed]
      .filter(([name]) => !name.startsWith('_'))
      .map(([name, values]) => [withoutNull(name), values.map(withoutNull)]),
  );
const withoutNull = (text: string): string => text.replaceAll('\0', '');
