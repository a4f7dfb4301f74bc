/** The names and dates of birth by which administrators find a case: of the children of its newest request. */
import type { PlainDate } from '../domain/calendar/types.ts';
import type { SubmitRequest } from '../domain/forms/index.ts';
import type { Statements } from './statements.ts';

export interface SubjectName {
  readonly path: string;
  readonly surname: string;
  readonly date_of_birth: PlainDate | null;
}

const wordsIn = (name: string): readonly string[] =>
  name
    .normalize('NFKD')
    .replace(/\p{M}|['’‘`]/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** A name as it is compared: without regard to case, accents, apostrophes, hyphens and spaces. */
export const normalised = (name: string): string => wordsIn(name).join('');

/** Of a whole name, every way to read where the surname begins: of "Anna van Dyke" `vandyke` and `dyke`. */
function surnamesIn(name: string): readonly string[] {
  const words = wordsIn(name);
  return words.length === 1 ? words : words.slice(1).map((_, from) => words.slice(from + 1).join(''));
}

export function subjectNames(request: SubmitRequest): readonly SubjectName[] {
  const { child } = request;
  const of = (path: string, surnames: readonly string[], born: PlainDate | null): readonly SubjectName[] =>
    [...new Set(surnames)]
      .filter((surname) => surname !== '')
      .map((surname) => ({ path, surname, date_of_birth: born }));
  const alias = (alsoKnownAs: string | undefined) =>
    alsoKnownAs === undefined ? [] : surnamesIn(alsoKnownAs);
  return [
    ...of(
      'child',
      [normalised(child.surname), ...surnamesIn(child.surname), ...alias(child.alsoKnownAs)],
      child.dateOfBirth ?? null,
    ),
    ...request.siblings.flatMap((sibling, index) =>
      of(
        `siblings[${index}]`,
        [...surnamesIn(sibling.name), ...alias(sibling.alsoKnownAs)],
        sibling.dateOfBirth ?? null,
      ),
    ),
  ];
}

/** Replaces what was known by an earlier version of the request. */
export async function keepSubjectNames(
  db: Statements,
  reference: string,
  request: SubmitRequest,
): Promise<void> {
  await db.$executeRaw`DELETE FROM subject_name WHERE reference = ${reference}`;
  await db.$executeRaw`
    INSERT INTO subject_name (reference, path, surname, date_of_birth)
    SELECT ${reference}, n.path, n.surname, n.date_of_birth
    FROM jsonb_to_recordset(${JSON.stringify(subjectNames(request))}::jsonb) AS n (path text, surname text, date_of_birth date)`;
}
