/** Name, address and roles as the forms about people take them. */
import { z } from 'zod';
import { newFacilitator } from '../../json/facilitators.ts';
import { oneOf } from '../../json/shape.ts';
import type { PageCall } from '../page.ts';
import { firstValues } from '../small-form/small-form.ts';
import type { Typed } from '../typed.ts';
import { ROLE_CHOICES } from './person-words.ts';

const { name, email } = newFacilitator.shape;
const roles = z.array(oneOf(['facilitator', 'administrator', 'businessManager', 'operator']));

export const newPerson = z.strictObject({ name, email, roles });
export const personChange = z.strictObject({ name, roles });

export const ASK = { name: 'Enter the name', email: 'Enter the email address' };

/** What the form shows in its fields. */
export interface PersonFilled {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
}

export const personTyped = (typed: Typed): PersonFilled => ({
  name: firstValues(typed)['name'] ?? '',
  email: firstValues(typed)['email'] ?? '',
  roles: typed.get('roles') ?? [],
});

export const roleChoices = ({ roles: chosen }: PersonFilled) =>
  ROLE_CHOICES.map(({ value, text, hint }) => ({
    value,
    text,
    hint: { text: hint },
    checked: chosen.includes(value),
  }));

/** Ids of people stand in addresses; anything else in their place is nobody's. */
export const personAddress = (id: string, done?: string): string =>
  `/people/${id}${done === undefined ? '' : `?done=${done}`}`;

export const isOneself = ({ person }: PageCall, id: string): boolean => person.id === id;
