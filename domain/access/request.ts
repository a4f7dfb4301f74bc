/** What of a request each reader sees. A confidential address comes before every other rule. */
import { isObject, objectsIn, only, without, type JsonObject } from './json.ts';

/** The members of a request who are persons of the family, by their keys. */
const FAMILY = ['mother', 'father', 'otherCarers', 'siblings'] as const;

/** Spelling that makes no other address: case, spaces and punctuation. */
const spelling = (address: string): string => address.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** The family's members and the child, where an address may be marked as confidential. */
const personsOf = (request: JsonObject): readonly JsonObject[] =>
  ['child', ...FAMILY].flatMap((key) => objectsIn(request[key]));

const isMarked = (person: JsonObject): boolean => person['addressConfidential'] === true;

/** Whether a request marks any address as confidential. */
const marksConfidentialAddress = (request: unknown): boolean =>
  isObject(request) && personsOf(request).some(isMarked);

/** The addresses that a request marks as confidential, as typed. */
export const confidentialAddressesIn = (request: unknown): readonly string[] =>
  !isObject(request)
    ? []
    : personsOf(request)
        .filter(isMarked)
        .flatMap(({ address }) => (typeof address === 'string' ? [address] : []));

/**
 * A request without confidential addresses: where one is marked, and wherever else on the form the same address
 * stands (people at the same address are marked together). That there is one, the flag, stays.
 * @param later versions of the request given after it, which may mark an address of this one
 */
export function withoutConfidentialAddresses(request: JsonObject, later: readonly unknown[]): JsonObject {
  const confidential = new Set([request, ...later].flatMap(confidentialAddressesIn).map(spelling));
  const hide = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(hide);
    if (!isObject(value)) return value;
    const { address } = value;
    const same = typeof address === 'string' && confidential.has(spelling(address));
    const shown = isMarked(value) || same ? without(value, 'address') : value;
    return Object.fromEntries(Object.entries(shown).map(([key, inner]) => [key, hide(inner)]));
  };
  return Object.fromEntries(Object.entries(request).map(([key, value]) => [key, hide(value)]));
}

const each = (value: unknown, change: (object: JsonObject) => JsonObject): unknown =>
  Array.isArray(value) ? objectsIn(value).map(change) : isObject(value) ? change(value) : value;

function withoutAddressesOf(request: JsonObject, keys: readonly string[]): JsonObject {
  const there = keys.filter((key) => request[key] !== undefined);
  return {
    ...request,
    ...Object.fromEntries(
      there.map((key) => [key, each(request[key], (person) => without(person, 'address'))]),
    ),
  };
}

/** Without parents', carers' and siblings' addresses: for attendees. */
export const withoutFamilyAddresses = (request: JsonObject): JsonObject =>
  withoutAddressesOf(request, FAMILY);

/**
 * A version of the request without what is confidential in it; once a later version marks an address, no address of
 * an earlier one is shown: it may be the same one, spelled otherwise.
 * @param later versions of the request given after it
 */
export function withoutConfidential(request: JsonObject, later: readonly unknown[]): JsonObject {
  const shown = withoutConfidentialAddresses(request, later);
  return later.some(marksConfidentialAddress) ? withoutAddressesOf(shown, ['child', ...FAMILY]) : shown;
}

/** Names of child, family and practitioners: for a facilitator who has not declared independence. */
export function namesOnly(request: JsonObject): JsonObject {
  const named: Record<string, unknown> = {};
  const keep = (key: string, ...fields: readonly string[]): void => {
    if (request[key] !== undefined) named[key] = each(request[key], (person) => only(person, ...fields));
  };
  keep('requester', 'name');
  keep('child', 'surname', 'forename', 'alsoKnownAs');
  for (const key of FAMILY) keep(key, 'name', 'alsoKnownAs');
  keep('leadProfessional', 'name');
  keep('invitees', 'name');
  return named;
}
