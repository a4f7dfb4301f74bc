/**
 * Finds what in a text tells of other people, so that it can be taken out of what one person is given about themselves.
 * It errs on the side of finding too much: whoever makes a pack reads it, and so does a second person.
 */
import { datePatterns } from '../forms/identifying-dates.ts';
import {
  addressPatterns,
  escaped,
  fold,
  isEverydayWord,
  namePatterns,
  phrase,
  telephonePatterns,
  whole,
  wordsOf,
} from '../forms/identifying-words.ts';
import type { PackPerson } from './people.ts';

/** A piece of a text, and whose it is where it is another person's. */
export interface Piece {
  readonly text: string;
  /** Their key; null for what stays. */
  readonly of: string | null;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly of: string;
}

export type Marking = (text: string) => readonly Piece[];

/**
 * @param stays the person whom it is about, and those whose data may be read by them
 * @param confidential addresses that nobody is given, whosever they are: they come before every other rule
 */
export function markingOf(
  stays: readonly PackPerson[],
  others: readonly PackPerson[],
  confidential: readonly string[],
): Marking {
  const never = confidential
    .filter((address) => wordsOf(address).length > 0)
    .flatMap((address) => [...addressPatterns(address), whole(phrase(wordsOf(address)))])
    .map((pattern) => ({ of: CONFIDENTIAL, pattern }));
  const [kept, hidden] = [stays, others].map((people) =>
    people.flatMap((person) => patternsOf(person).map((pattern) => ({ of: person.key, pattern }))),
  );
  return (text) => {
    const { folded, original } = fold(text);
    const spans = (patterns: typeof hidden = []): readonly Span[] =>
      patterns.flatMap(({ of, pattern }) =>
        Array.from(folded.matchAll(pattern), (match) => ({
          of,
          from: match.index,
          to: match.index + match[0].length,
        })).filter(({ from, to }) => counts(folded.slice(from, to), original(from, to))),
      );
    const own = spans(kept);
    // A surname that both have tells of nobody else; a whole name around it does.
    const found = spans(hidden).filter(
      (span) => !own.some(({ from, to }) => from <= span.from && span.to <= to),
    );
    return piecesOf(joined([...found, ...spans(never)]), folded.length, original);
  };
}

/** Whose a confidential address is, to a pack. */
const CONFIDENTIAL = 'confidential';

/** All of a text, of one person. */
export const allOf =
  (of: string | null): Marking =>
  (text) => [{ text, of }];

function patternsOf({ names, dates, addresses, emails, telephones }: PackPerson): readonly RegExp[] {
  return [
    ...names.flatMap(namePatterns),
    ...dates.flatMap(datePatterns),
    ...addresses.flatMap(addressPatterns),
    ...emails.map((email) => whole(escaped(fold(email).folded))),
    ...telephones.flatMap(telephonePatterns),
  ];
}

const counts = (folded: string, typed: string): boolean => !isEverydayWord(folded) || /^\p{Lu}/u.test(typed);

/** In order, those that touch as one, of whoever comes first. */
function joined(spans: readonly Span[]): readonly Span[] {
  const sorted = [...spans].sort((one, other) => one.from - other.from || other.to - one.to);
  const together: Span[] = [];
  for (const span of sorted) {
    const last = together.at(-1);
    if (last !== undefined && span.from < last.to) {
      together.splice(-1, 1, { ...last, to: Math.max(last.to, span.to) });
    } else {
      together.push(span);
    }
  }
  return together;
}

function piecesOf(
  spans: readonly Span[],
  length: number,
  original: (from: number, to: number) => string,
): readonly Piece[] {
  let from = 0;
  const pieces: Piece[] = [];
  for (const span of spans) {
    pieces.push({ text: original(from, span.from), of: null });
    pieces.push({ text: original(span.from, span.to), of: span.of });
    from = span.to;
  }
  if (from < length) pieces.push({ text: original(from, length), of: null });
  return pieces.filter(({ text }) => text !== '');
}
