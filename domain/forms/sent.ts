/** Careful looks at what was sent, for rules that run whatever its shape. */

/** An object of fields, as JSON has them. */
export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The groups of a list; what is no list has none, and what is no group is an empty one, so that places stay. */
export function groupsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown) => (isGroup(item) ? item : {}));
}

/** Something is there, and it is not a blank text. */
export function isGiven(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value !== undefined && value !== null;
}

/** The trimmed text, without regard to case; null for what is no text. */
export function folded(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().toLowerCase() : null;
}

/** Tells the place of every item of a list that stood in it before. */
export function eachOnce(value: unknown, repeated: (place: number) => void): void {
  if (!Array.isArray(value)) return;
  const seen = new Set<unknown>();
  value.forEach((item: unknown, place) => {
    if (item === undefined) return;
    if (seen.has(item)) repeated(place);
    seen.add(item);
  });
}
