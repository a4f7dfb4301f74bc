/** Something that the doctor found, in plain words. */
export interface Finding {
  /** The case's reference, or the part of the service. */
  readonly about: string;
  /** Tells findings about the same apart, and one look's finding again in the next look. */
  readonly kind: string;
  /** What is off. */
  readonly what: string;
  /** What a person does about it. */
  readonly todo: string;
  /** Mends it and says what it did; null where only a person can. */
  readonly repair: (() => Promise<string>) | null;
}

/** The kind of whatever is off with what a workflow knows: a busy one is silent at one look and says it at the next. */
export const WORKFLOW = 'workflow';

export const inWords = ({ about, what, todo, repair }: Finding): string =>
  `${about}: ${what}. ${todo}${repair === null ? '' : ' (or: npm run doctor -- --repair)'}.`;

const keyOf = ({ about, kind }: Finding): string => `${about} ${kind}`;

/** Those of the newest look that the look before it found as well. */
export function stillThere(before: readonly Finding[], now: readonly Finding[]): readonly Finding[] {
  const known = new Set(before.map(keyOf));
  return now.filter((finding) => known.has(keyOf(finding)));
}
