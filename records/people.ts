/** Accounts: who they are, and the tokens by which they call. Addresses are compared without regard to case. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Role } from '../domain/process/vocabulary.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Transaction } from './database.ts';
import type { Person, Records } from './types.ts';

const DAY_MS = 24 * 3_600_000;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export interface PersonRow extends Omit<Person, 'roles'> {
  readonly others: readonly Exclude<Role, 'practitioner'>[];
}

/** Of the person `p`. */
export const PERSON_COLUMNS = Prisma.sql`p.id::text, p.email, p.name, p.disabled_at IS NOT NULL AS disabled,
  ARRAY(SELECT r.role FROM person_role r WHERE r.person_id = p.id ORDER BY r.role) AS others`;

export const personOf = ({ others, ...person }: PersonRow): Person => ({
  ...person,
  roles: ['practitioner', ...others],
});

async function read(db: Transaction, where: Prisma.Sql): Promise<readonly Person[]> {
  const rows = await db.$queryRaw<PersonRow[]>`
    SELECT ${PERSON_COLUMNS} FROM person p WHERE ${where} ORDER BY lower(p.email)`;
  return rows.map(personOf);
}

const byEmail = (email: string): Prisma.Sql => Prisma.sql`lower(p.email) = ${email.trim().toLowerCase()}`;

/** Nobody for a token that was never made, whose time is over, or whose person is disabled. */
export async function findPersonByToken(
  db: Transaction,
  token: string,
  realNow: number,
): Promise<Person | null> {
  const [person] = await read(
    db,
    Prisma.sql`p.disabled_at IS NULL AND p.id = (
      SELECT person_id FROM token WHERE hash = ${hashOf(token)} AND expires_at > ${new Date(realNow).toISOString()}::timestamptz)`,
  );
  return person ?? null;
}

export async function findPersonByEmail(db: Transaction, email: string): Promise<Person | null> {
  const [person] = await read(db, byEmail(email));
  return person ?? null;
}

export const allPeople = (db: Transaction): Promise<readonly Person[]> => read(db, Prisma.sql`true`);

/** One whose address is known gets the roles added, and is enabled again; their name stays. */
export async function addPerson(
  db: Transaction,
  { email, name, roles }: Parameters<Records['addPerson']>[0],
): Promise<Person> {
  const added = roles.filter((role) => role !== 'practitioner');
  await db.$executeRaw`
    WITH account AS (
      INSERT INTO person (id, email, name) VALUES (${randomUUID()}::uuid, ${email.trim()}, ${name})
      ON CONFLICT (lower(email)) DO UPDATE SET disabled_at = NULL RETURNING id
    ), listed AS (
      INSERT INTO facilitator (person_id) SELECT id FROM account WHERE ${roles.includes('facilitator')} ON CONFLICT DO NOTHING
    )
    INSERT INTO person_role (person_id, role) SELECT account.id, r.role FROM account, unnest(${added}::text[]) AS r (role)
    ON CONFLICT DO NOTHING`;
  const person = await findPersonByEmail(db, email);
  if (person === null) throw new Error('A person just added is not there');
  return person;
}

/** Ends their tokens and sessions at once. False where nobody has this address. */
export async function disablePerson(db: Transaction, email: string, realNow: number): Promise<boolean> {
  const disabled = await db.$executeRaw`
    WITH tokens AS (DELETE FROM token t USING person p WHERE t.person_id = p.id AND ${byEmail(email)}),
      sessions AS (DELETE FROM session s USING person p WHERE s.person_id = p.id AND ${byEmail(email)})
    UPDATE person p SET disabled_at = coalesce(p.disabled_at, ${new Date(realNow).toISOString()}::timestamptz) WHERE ${byEmail(email)}`;
  return disabled === 1;
}

/** A bearer token, shown this once; null where nobody who may sign in has this address. */
export async function makeToken(
  db: Transaction,
  email: string,
  days: number,
  realNow: number,
): Promise<string | null> {
  const person = await findPersonByEmail(db, email);
  if (person === null || person.disabled) return null;
  const token = randomBytes(32).toString('base64url');
  await db.token.create({
    data: { hash: hashOf(token), personId: person.id, expiresAt: new Date(realNow + days * DAY_MS) },
  });
  return token;
}
