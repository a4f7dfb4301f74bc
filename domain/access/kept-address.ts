/** An amendment that leaves a confidential address out keeps it: whoever amends may not be able to see it. */

interface Addressed {
  readonly address?: string | undefined;
  readonly addressConfidential?: boolean | undefined;
}
interface Named extends Addressed {
  readonly name: string;
}
/** The persons of a request who have an address that may be confidential. */
export interface PersonsOfRequest {
  readonly child: Addressed;
  readonly mother?: Named | undefined;
  readonly father?: Named | undefined;
  readonly otherCarers?: readonly Named[] | undefined;
  readonly siblings: readonly Named[];
}

/**
 * Left out, a confidential address stays and stays confidential, also one that only now is marked. Written anew, it
 * stays confidential unless the amendment says that it is not.
 */
function kept<P extends Addressed>(person: P, before: Addressed | undefined): P {
  const was = before?.addressConfidential === true;
  const address = before?.address;
  if (person.address === undefined && address !== undefined && (was || person.addressConfidential === true)) {
    return { ...person, address, addressConfidential: true };
  }
  return was ? { ...person, addressConfidential: person.addressConfidential ?? true } : person;
}

const sameName = (one: Named, other: Named): boolean =>
  one.name.trim().toLowerCase() === other.name.trim().toLowerCase();

/** Each with whom they were before: by name, else (a name put right) whoever stood in the same place and is not named any more. */
function keptInList<P extends Named>(people: readonly P[], before: readonly Named[]): readonly P[] {
  return people.map((person, place) => {
    const namesakes = before.filter((each) => sameName(each, person));
    const there = before[place];
    if (there !== undefined && (namesakes.length === 0 || sameName(there, person))) {
      const moved = namesakes.length === 0 && people.some((each) => sameName(each, there));
      return moved ? person : kept(person, there);
    }
    return kept(person, namesakes[0]);
  });
}

/** The amended request with the confidential addresses of the one before it, where it leaves them out. */
export function keepConfidentialAddresses<R extends PersonsOfRequest>(
  before: PersonsOfRequest,
  amended: R,
): R {
  const { mother, father, otherCarers, siblings } = amended;
  return {
    ...amended,
    child: kept(amended.child, before.child),
    ...(mother === undefined ? {} : { mother: kept(mother, before.mother) }),
    ...(father === undefined ? {} : { father: kept(father, before.father) }),
    ...(otherCarers === undefined ? {} : { otherCarers: keptInList(otherCarers, before.otherCarers ?? []) }),
    siblings: keptInList(siblings, before.siblings),
  };
}
