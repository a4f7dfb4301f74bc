/** `npm run user`: adds, lists and disables people. */
import { parseArgs } from 'node:util';
import type { Role } from '../domain/process/vocabulary.ts';
import { ROLES } from '../domain/process/vocabulary.ts';
import type { Records } from '../records/types.ts';
import { audited, carryOut, needed, Refusal } from './command-line.ts';

const USAGE = `Usage:
  npm run user -- add --email E --name N --role R [--role R …]    R: ${ROLES.join(', ')}
  npm run user -- list
  npm run user -- disable --email E`;

type Command = (records: Records) => Promise<void>;

await carryOut(() => {
  const { command, email, name, roles } = readArguments();
  switch (command) {
    case 'add':
      return add(needed(email, '--email', USAGE), needed(name, '--name', USAGE), roles);
    case 'list':
      return list;
    case 'disable':
      return disable(needed(email, '--email', USAGE));
    case undefined:
    default:
      throw new Refusal(USAGE);
  }
});

function readArguments(): {
  readonly command: string | undefined;
  readonly email: string | undefined;
  readonly name: string | undefined;
  readonly roles: readonly string[];
} {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string', multiple: true },
      },
    });
    const command = positionals.length === 1 ? positionals[0] : undefined;
    return { command, email: values.email, name: values.name, roles: values.role ?? [] };
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : ''}\n${USAGE}`, { cause: error });
  }
}

function add(email: string, name: string, roles: readonly string[]): Command {
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(email)) throw new Refusal('--email must be an email address');
  if (roles.length === 0) throw new Refusal(`--role is missing.\n${USAGE}`);
  const unknown = roles.filter((role) => !isRole(role));
  if (unknown.length > 0)
    throw new Refusal(`No such role: ${unknown.join(', ')}. Roles: ${ROLES.join(', ')}`);
  return async (records) => {
    const person = await records.addPerson({ email, name, roles: roles.filter(isRole) });
    await audited(records, `add person ${person.id}`, person.roles.join(' '));
    console.log(`${person.email}: ${person.roles.join(', ')}`);
  };
}

function isRole(word: string): word is Role {
  return ROLES.some((role) => role === word);
}

async function list(records: Records): Promise<void> {
  for (const person of await records.people()) {
    const roles = person.roles.join(', ');
    console.log(`${person.email}  ${person.name}  ${roles}${person.disabled ? '  (disabled)' : ''}`);
  }
}

function disable(email: string): Command {
  return async (records) => {
    const person = await records.findPersonByEmail(email);
    if (person === null || !(await records.disablePerson(email)))
      throw new Refusal(`There is nobody with the address ${email}`);
    await audited(records, `disable person ${person.id}`);
    console.log(`${email}: disabled`);
  };
}
