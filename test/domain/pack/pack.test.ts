/** Of whom a pack tells, and what of them is taken out of it. */
import { expect, test } from '@jest/globals';
import { markingOf } from '../../../domain/pack/marking.ts';
import { ownerOf, peopleOf } from '../../../domain/pack/people.ts';
import type { PackPerson } from '../../../domain/pack/people.ts';
import { aCase, noonOn } from '../access/a-case.ts';

const state = aCase();
const FIRST = noonOn('2026-03-02');
const AMENDED = noonOn('2026-03-05');

const ANN = { name: 'Ann Sorrel', dateOfBirth: '1990-02-03', address: '12 Safe Street' };
const BEA = { name: 'Bea Tansy' };
const answers = [
  { step: 'amendRequest', at: AMENDED, body: { mother: BEA, siblings: [BEA] } },
  { step: 'submitRequest', at: FIRST, body: { mother: ANN, siblings: [{ name: 'bea  tansy' }] } },
] as const;

const family = (people: readonly PackPerson[]) =>
  people.flatMap(({ key, name, as }) => (as === 'practitioner' ? [] : [`${key} ${name}`]));

test('Whoever stands in another’s place after an amendment is somebody else, and nobody before it', () => {
  const people = peopleOf(state, answers, AMENDED);
  expect(family(people)).toEqual(['siblings[0] Bea Tansy', 'mother Bea Tansy', 'mother2 Ann Sorrel']);
  expect(people.find(({ key }) => key === 'mother')).toMatchObject({ dates: [], addresses: [] });
  expect(ownerOf('mother', ANN, state, people)).toBe('mother2');
  expect(ownerOf('mother', BEA, state, people)).toBe('mother');
  expect(family(peopleOf(state, answers, FIRST))).toEqual(['siblings[0] bea  tansy', 'mother Ann Sorrel']);
});

test('A confidential address is taken out also of what is the person’s own', () => {
  const own = peopleOf(state, answers, FIRST).filter(({ key }) => key === 'mother');
  const hidden = (confidential: readonly string[]): readonly string[] =>
    markingOf(
      own,
      [],
      confidential,
    )('Ann Sorrel lives at 12, safe street; or in Refuge.').flatMap(({ text, of }) =>
      of === null ? [] : [text],
    );
  expect(hidden([])).toEqual([]);
  expect(hidden(['12 Safe Street', 'The Refuge', '-'])).toEqual(['12, safe street']);
  expect(hidden(['Refuge'])).toEqual(['Refuge']);
});
