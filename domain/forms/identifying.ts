/**
 * What must not stand in an anonymous text: names of children, family, practitioners and organisations, dates of birth,
 * addresses, contact details, the meeting identifier.
 *
 * Whole words, without regard to case, accents or kind of apostrophe. Of a name the whole is looked for, and each of its
 * words that has three letters or more and is no title. A name's word that is also an everyday word (Hope, Will, Young)
 * counts only where it is typed with a capital letter: a false alarm costs a rewording, a silent name costs a family
 * its anonymity, but "will" and "young" cannot be written around. Organisations count as a whole only, and not at all
 * where they are called as their agency is ("Police"), for agencies may be named. Of an address the house and street,
 * the street alone and the postcode count, the town does not.
 */
import { AGENCY_WORDS } from './agencies.ts';
import { isGroup } from './sent.ts';
import { datePatterns } from './identifying-dates.ts';
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
} from './identifying-words.ts';
import type { RequestAnswers } from './request.ts';

export const IDENTIFYING_WORDS = {
  childName: 'a child’s name',
  familyName: 'a family member’s name',
  practitionerName: 'a practitioner’s name',
  organisation: 'an organisation’s name',
  dateOfBirth: 'a date of birth',
  address: 'an address',
  contact: 'an email address or telephone number',
  meetingIdentifier: 'the meeting identifier',
} as const;
export type IdentifyingKind = keyof typeof IDENTIFYING_WORDS;

export interface Identifying {
  readonly kind: IdentifyingKind;
  /** As it stands in the text that was typed, never as the request has it. */
  readonly typed: string;
}

/** A practitioner on the case whom the request does not name: a deputy, a later addition, a facilitator. */
interface OtherPractitioner {
  readonly name: string;
  readonly organisation: string | null;
}

type Pattern = readonly [IdentifyingKind, RegExp];

/** What identifies somebody in the text; what lies within something longer that does is not told again. */
export function findIdentifying(
  text: string,
  request: RequestAnswers,
  reference: string,
  others: readonly OtherPractitioner[] = [],
): Identifying[] {
  const { folded, original } = fold(text);
  const found = new Map<string, Identifying>();
  const told: { readonly from: number; readonly to: number }[] = [];
  for (const [kind, pattern] of patternsOf(request, reference, others)) {
    for (const match of folded.matchAll(pattern)) {
      const [from, to] = [match.index, match.index + match[0].length];
      const typed = original(from, to);
      if (isEverydayWord(match[0]) && !/^\p{Lu}/u.test(typed)) continue;
      if (told.some((longer) => longer.from <= from && to <= longer.to)) continue;
      told.push({ from, to });
      found.set(match[0], { kind, typed });
    }
  }
  return [...found.values()];
}

function patternsOf(
  request: RequestAnswers,
  reference: string,
  others: readonly OtherPractitioner[],
): Pattern[] {
  const { child, siblings, requester, leadProfessional, invitees } = request;
  const family = [request.mother, request.father, ...(request.otherCarers ?? [])].filter(
    (person) => person !== undefined,
  );
  const practitioners = [
    requester,
    ...(leadProfessional.who === 'another' ? [leadProfessional] : []),
    ...invitees,
  ];
  const people = [child, ...siblings, ...family];
  return [
    ...of(
      'childName',
      [`${child.forename} ${child.surname}`, `${child.surname} ${child.forename}`],
      namePatterns,
    ),
    ...of(
      'childName',
      [child.alsoKnownAs, ...siblings.flatMap(({ name, alsoKnownAs }) => [name, alsoKnownAs])],
      namePatterns,
    ),
    ...of(
      'familyName',
      family.map(({ name }) => name),
      namePatterns,
    ),
    ...of(
      'practitionerName',
      [...practitioners, ...others].map(({ name }) => name),
      namePatterns,
    ),
    ...of(
      'organisation',
      [...practitioners, ...others].map(({ organisation }) => organisation),
      organisationPatterns,
    ),
    ...of(
      'dateOfBirth',
      people.flatMap((person) => [person.dateOfBirth, dueDateOf(person)]),
      datePatterns,
    ),
    ...of(
      'address',
      [...people, requester].map(({ address }) => address),
      addressPatterns,
    ),
    ...of(
      'contact',
      practitioners.map(({ email }) => email),
      (email) => [whole(escaped(fold(email).folded))],
    ),
    ...of(
      'contact',
      practitioners.map(({ telephone }) => telephone),
      telephonePatterns,
    ),
    [
      'meetingIdentifier',
      whole(
        wordsOf(reference)
          .map(escaped)
          .join(String.raw`[\s\p{P}]*`),
      ),
    ],
  ];
}

function of(
  kind: IdentifyingKind,
  values: readonly (string | null | undefined)[],
  patterns: (value: string) => readonly RegExp[],
): Pattern[] {
  const given = new Set(values.filter((value) => value !== undefined && value !== null && value !== ''));
  return [...given].flatMap((value) => patterns(value ?? '').map((pattern): Pattern => [kind, pattern]));
}

function dueDateOf(person: object): string | undefined {
  return isGroup(person) && typeof person['dueDate'] === 'string' ? person['dueDate'] : undefined;
}

const AGENCY_NAMES: ReadonlySet<string> = new Set(
  [
    ...Object.values(AGENCY_WORDS),
    'School',
    'Nursery',
    'College',
    'NHS',
    'Social Care',
    'Children’s Services',
    'Probation',
  ].map((name) => wordsOf(name).join(' ')),
);

function organisationPatterns(organisation: string): RegExp[] {
  const words = wordsOf(organisation);
  return words.length === 0 || AGENCY_NAMES.has(words.join(' ')) ? [] : [whole(phrase(words))];
}
