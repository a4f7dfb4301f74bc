/** Everybody of whom a case tells: the children and family of its request, and practitioners. */
import { isObject, objectsIn } from '../access/json.ts';
import type { JsonObject } from '../access/json.ts';
import type { Instant } from '../calendar/types.ts';
import type { CaseState } from '../case/state.ts';
import { wordsOf } from '../forms/identifying-words.ts';
import type { StepId } from '../process/vocabulary.ts';

/** An answer as it is kept, as far as its people are looked for. */
interface GivenStep {
  readonly step: StepId;
  /** By the case's clock. */
  readonly at: Instant;
  readonly body: unknown;
}

export interface PackPerson {
  /**
   * A path in the request (`child`, `siblings[0]`, `mother`, `invitees[2]`) or a participant's id; of somebody else who
   * stood there in an earlier version `mother2`, `siblings2[0]`, …
   */
  readonly key: string;
  /** Where in the request they stand; a participant's id. */
  readonly path: string;
  readonly as: 'child' | 'sibling' | 'mother' | 'father' | 'carer' | 'practitioner';
  /** As the newest request that names them or the case has it. */
  readonly name: string;
  /** What tells of them in a text, of every version of the request that names them. */
  readonly names: readonly string[];
  readonly dates: readonly string[];
  readonly addresses: readonly string[];
  readonly emails: readonly string[];
  readonly telephones: readonly string[];
}

const IN_THE_REQUEST = [
  { key: 'child', as: 'child' },
  { key: 'siblings', as: 'sibling' },
  { key: 'mother', as: 'mother' },
  { key: 'father', as: 'father' },
  { key: 'otherCarers', as: 'carer' },
  { key: 'leadProfessional', as: 'practitioner' },
  { key: 'invitees', as: 'practitioner' },
] as const satisfies readonly { readonly key: string; readonly as: PackPerson['as'] }[];

export const isRequest = ({ step }: Pick<GivenStep, 'step'>): boolean =>
  step === 'submitRequest' || step === 'amendRequest';

/**
 * A later amendment changes nobody: who stands where in a pack that was made is who stood there then.
 * @param answers newest first, also those that were taken back
 * @param until by the case's clock: what was given later is not looked at
 */
export function peopleOf(
  state: CaseState,
  answers: readonly GivenStep[],
  until: Instant,
): readonly PackPerson[] {
  const practitioners = state.participants.map((each) => personOf(each.id, 'practitioner', [{ ...each }]));
  const found = new Map(practitioners.map((person) => [person.key, person]));
  const versions = answers
    .filter((answer) => isRequest(answer) && answer.at <= until)
    .map(({ body }) => body)
    .filter(isObject);
  for (const { key, as } of IN_THE_REQUEST) {
    for (const path of pathsOf(key, versions)) {
      const given = versions.map((request) => standsAt(request, path)).filter((each) => each !== undefined);
      for (const [place, same] of byName(given).entries()) {
        const person = { ...personOf(path, as, same), key: keyOf(path, place) };
        const isKnown = as === 'practitioner' && practitioners.some((each) => isSame(each, person));
        if (person.name !== '' && !isKnown) found.set(person.key, person);
      }
    }
  }
  return [...found.values()];
}

/** Whoever is called otherwise is taken for somebody else: so no two people's data become one's. */
function byName(given: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  const groups = new Map<string, JsonObject[]>();
  for (const each of given) {
    const name = spelling(personOf('', 'practitioner', [each]).name);
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return [...groups.values()];
}

const spelling = (name: string): string => wordsOf(name).join(' ');

/** @param place 0 for whoever stands there in the newest version */
const keyOf = (path: string, place: number): string =>
  place === 0 ? path : path.replace(/^\w+/, (key) => `${key}${place + 1}`);

/** Whose part of the request stands at a path: a participant, where they are one, or whoever is named there. */
export function ownerOf(
  path: string,
  given: JsonObject,
  state: CaseState,
  people: readonly PackPerson[],
): string | null {
  if (path === 'requester') return state.requesterId;
  const person = personOf(path, 'practitioner', [given]);
  const there = people.find((each) => each.path === path && spelling(each.name) === spelling(person.name));
  if (there !== undefined) return there.key;
  return people.find((each) => each.as === 'practitioner' && isSame(each, person))?.key ?? null;
}

/** `siblings[0]`, `siblings[1]`, … of a list; the key itself of one person. */
function pathsOf(key: string, versions: readonly JsonObject[]): readonly string[] {
  const most = Math.max(0, ...versions.map((request) => objectsIn(request[key]).length));
  const isList = versions.some((request) => Array.isArray(request[key]));
  return isList ? Array.from({ length: most }, (_, place) => `${key}[${place}]`) : most > 0 ? [key] : [];
}

/** Whoever stands at a path of one version of the request. */
export function standsAt(request: JsonObject, path: string): JsonObject | undefined {
  const [, key = path, place = '0'] = /^(\w+)\[(\d+)\]$/.exec(path) ?? [];
  return objectsIn(request[key])[Number(place)];
}

function personOf(path: string, as: PackPerson['as'], given: readonly JsonObject[]): PackPerson {
  const texts = (...fields: readonly string[]): readonly string[] =>
    given.flatMap((each) =>
      fields.flatMap((field) => {
        const value = each[field];
        return typeof value === 'string' && value !== '' ? [value] : [];
      }),
    );
  const whole = given.map((each) =>
    [each['forename'], each['surname']].filter((part) => typeof part === 'string').join(' '),
  );
  const names = [...texts('name'), ...whole.filter((name) => name !== ''), ...texts('alsoKnownAs')];
  return {
    key: path,
    path,
    as,
    name: names[0] ?? '',
    names,
    dates: texts('dateOfBirth', 'dueDate'),
    addresses: texts('address'),
    emails: texts('email'),
    telephones: texts('telephone'),
  };
}

const isSame = (one: PackPerson, other: PackPerson): boolean =>
  spelling(one.name) === spelling(other.name) ||
  one.emails.some((email) => other.emails.some((each) => each.toLowerCase() === email.toLowerCase()));
