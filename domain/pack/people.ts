/** Everybody of whom a case tells: the children and family of its request, and practitioners. */
import { isObject, objectsIn } from '../access/json.ts';
import type { JsonObject } from '../access/json.ts';
import type { CaseState } from '../case/state.ts';

export interface PackPerson {
  /** A path in the request (`child`, `siblings[0]`, `mother`, `invitees[2]`) or a participant's id. */
  readonly key: string;
  readonly as: 'child' | 'sibling' | 'mother' | 'father' | 'carer' | 'practitioner';
  /** As the newest request or the case has it. */
  readonly name: string;
  /** What tells of them in a text, of every version of the request. */
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

/** @param requests every version of the request, newest first */
export function peopleOf(state: CaseState, requests: readonly unknown[]): readonly PackPerson[] {
  const practitioners = state.participants.map((each) => personOf(each.id, 'practitioner', [{ ...each }]));
  const found = new Map(practitioners.map((person) => [person.key, person]));
  const versions = requests.filter(isObject);
  for (const { key, as } of IN_THE_REQUEST) {
    for (const path of pathsOf(key, versions)) {
      const given = versions.map((request) => at(request, path)).filter((each) => each !== undefined);
      const person = personOf(path, as, given);
      const isKnown = as === 'practitioner' && practitioners.some((each) => isSame(each, person));
      if (person.name !== '' && !isKnown) found.set(path, person);
    }
  }
  return [...found.values()];
}

/** Whose part of the request stands at a path: a participant, where they are one, or whoever is named there. */
export function ownerOf(
  path: string,
  given: JsonObject,
  state: CaseState,
  people: readonly PackPerson[],
): string | null {
  if (path === 'requester') return state.requesterId;
  if (people.some(({ key }) => key === path)) return path;
  const person = personOf(path, 'practitioner', [given]);
  return people.find((each) => each.as === 'practitioner' && isSame(each, person))?.key ?? null;
}

/** `siblings[0]`, `siblings[1]`, … of a list; the key itself of one person. */
function pathsOf(key: string, versions: readonly JsonObject[]): readonly string[] {
  const most = Math.max(0, ...versions.map((request) => objectsIn(request[key]).length));
  const isList = versions.some((request) => Array.isArray(request[key]));
  return isList ? Array.from({ length: most }, (_, place) => `${key}[${place}]`) : most > 0 ? [key] : [];
}

function at(request: JsonObject, path: string): JsonObject | undefined {
  const [, key = path, place = '0'] = /^(\w+)\[(\d+)\]$/.exec(path) ?? [];
  return objectsIn(request[key])[Number(place)];
}

function personOf(key: string, as: PackPerson['as'], given: readonly JsonObject[]): PackPerson {
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
    key,
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
  one.name.toLowerCase() === other.name.toLowerCase() ||
  one.emails.some((email) => other.emails.some((each) => each.toLowerCase() === email.toLowerCase()));
