/** What the pages about people call roles and what was done. */
import type { Role } from '../../../domain/process/vocabulary.ts';

type AddedRole = Exclude<Role, 'practitioner'>;

/** In the order of the form; every account is a practitioner besides. */
export const ROLE_CHOICES: readonly {
  readonly value: AddedRole;
  readonly text: string;
  readonly hint: string;
}[] = [
  {
    value: 'facilitator',
    text: 'Facilitator',
    hint: 'Stands on the list of facilitators and sees the cases that they facilitate',
  },
  { value: 'administrator', text: 'Administrator', hint: 'Runs the process and sees all cases' },
  {
    value: 'businessManager',
    text: 'Business manager',
    hint: 'As an administrator, is told of what stays overdue, and corrects closed cases',
  },
  {
    value: 'operator',
    text: 'Operator',
    hint: 'Keeps the service running and sees references and stages only',
  },
];

export const rolesInWords = (roles: readonly Role[]): string =>
  ROLE_CHOICES.filter(({ value }) => roles.includes(value))
    .map(({ text }) => text)
    .join(', ') || 'Practitioner';

/** By the word in the address after something was done. */
export const DONE_WORDS: Readonly<Record<string, string>> = {
  added: 'The person was added. They sign in with their email address.',
  changed: 'Name and roles were saved.',
  disabled: 'The account is disabled. The administrators are told what waits on this person.',
  enabled: 'The account is enabled again.',
  ended: 'The token was ended.',
  reset: 'The second step was reset. They set up a new one when they next sign in.',
};
