/** A case's reference as the records write it; anything else names no case. */
const REFERENCE = /^MAS-\d{4}-\d{4,9}$/;
export const isReference = (text: string): boolean => REFERENCE.test(text);

/** Of the case that an address under `/v1` is about; null where it is about none. */
export const referenceIn = (path: string): string | null =>
  /^\/cases\/(MAS-\d{4}-\d{4,9})(?:\/|$)/.exec(path)?.[1] ?? null;
