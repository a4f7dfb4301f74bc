/** Accounts: who they are, and the tokens by which they call. Addresses are compared without regard to case. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { CaseState } from '../domain/case/state.ts';
import type { SubmitRequest } from '../domain/forms/index.ts';
import type { Role } from '../domain/process/vocabulary.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { newestRequestOf } from './answers.ts';
import { CASE_COLUMNS, recordOf, ROW_VERSION } from './case-row.ts';
import { pageOf, UUID } from './cursor.ts';
import type { Statements } from './statements.ts';
import type {
  CaseAndRequest,
  KeptToken,
  Page,
  Person,
  ReadRow,
  Records,
  TokenHolder,
  WaitingTask,
} from './types.ts';

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

async function read(db: Statements, where: Prisma.Sql): Promise<readonly Person[]> {
  const rows = await db.$queryRaw<PersonRow[]>`
    SELECT ${PERSON_COLUMNS} FROM person p WHERE ${where} ORDER BY lower(p.email)`;
  return rows.map(personOf);
}

const byEmail = (email: string): Prisma.Sql => Prisma.sql`lower(p.email) = ${email.trim().toLowerCase()}`;

type HolderRow = PersonRow & Pick<TokenHolder, 'tokenByAnother'>;

/** Beside the holder; without a state where there is no such case. */
interface AboutRow extends Omit<ReadRow, 'state'> {
  readonly state: CaseState | null;
  readonly request: SubmitRequest | null;
}

/** Nobody for a token that was never made, whose time is over, or whose person is disabled. */
export async function findPersonByToken(
  db: Statements,
  { token, reference }: { readonly token: string; readonly reference: string | null },
  realNow: number,
): Promise<TokenHolder | null> {
  const holder = Prisma.sql`${PERSON_COLUMNS}, coalesce(t.made_by <> t.person_id, false) AS "tokenByAnother"`;
  const held = Prisma.sql`p.disabled_at IS NULL AND t.hash = ${hashOf(token)}
    AND t.expires_at > ${new Date(realNow).toISOString()}::timestamptz`;
  if (reference === null) {
    const [row] = await db.$queryRaw<HolderRow[]>`
      SELECT ${holder} FROM token t JOIN person p ON p.id = t.person_id WHERE ${held}`;
    if (row === undefined) return null;
    const { tokenByAnother, ...person } = row;
    return { ...personOf(person), tokenByAnother, about: null };
  }
  // One question, because every call about a case begins with it.
  const [row] = await db.$queryRaw<(HolderRow & AboutRow)[]>`
    SELECT ${holder}, ${CASE_COLUMNS}, ${ROW_VERSION}, ${newestRequestOf(Prisma.sql`c.reference`)} AS request
    FROM token t JOIN person p ON p.id = t.person_id LEFT JOIN "case" c ON c.reference = ${reference}
    WHERE ${held}`;
  if (row === undefined) return null;
  const { id, email, name, disabled, others, tokenByAnother, ...about } = row;
  const person = personOf({ id, email, name, disabled, others });
  return { ...person, tokenByAnother, about: aboutOf(about, realNow) };
}

function aboutOf({ state, request, ...rest }: AboutRow, realNow: number): CaseAndRequest | null {
  if (state === null) return null;
  const row = { state, ...rest };
  return { record: { ...recordOf(row, realNow), row }, request };
}

export async function findPersonByEmail(db: Statements, email: string): Promise<Person | null> {
  const [person] = await read(db, byEmail(email));
  return person ?? null;
}

export async function findPersonById(db: Statements, id: string): Promise<Person | null> {
  if (!UUID.test(id)) return null;
  const [person] = await read(db, Prisma.sql`p.id = ${id}::uuid`);
  return person ?? null;
}

/** By name. The cursor is an id: it stands in an address, where no name may. */
export async function readPeoplePage(
  db: Statements,
  { text, after, limit }: Parameters<Records['peoplePage']>[0],
): Promise<Page<Person>> {
  const named =
    text === null
      ? Prisma.sql`true`
      : Prisma.sql`(strpos(lower(p.name), lower(${text})) > 0 OR strpos(lower(p.email), lower(${text})) > 0)`;
  const rows = await db.$queryRaw<PersonRow[]>`
    SELECT ${PERSON_COLUMNS} FROM person p WHERE ${named} AND ${afterPerson(after)}
    ORDER BY lower(p.name), p.id LIMIT ${limit + 1}`;
  return idPageOf(rows, limit, personOf);
}

/** Of the person `p`, in the order of names. @param after an id; any other text begins at the beginning */
export const afterPerson = (after: string | null): Prisma.Sql =>
  after === null || !UUID.test(after)
    ? Prisma.sql`true`
    : Prisma.sql`(lower(p.name), p.id) > (SELECT lower(a.name), a.id FROM person a WHERE a.id = ${after}::uuid)`;

/** A page whose cursor is the last row's id. */
export function idPageOf<Row extends { readonly id: string }, T>(
  rows: readonly Row[],
  limit: number,
  shown: (row: Row) => T,
): Page<T> {
  const { rows: page } = pageOf(
    rows,
    limit,
    (row) => row,
    ({ id }) => [id],
  );
  return { rows: page.map(shown), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

export const allPeople = (db: Statements): Promise<readonly Person[]> => read(db, Prisma.sql`true`);

/** One whose address is known gets the roles added, and is enabled again; their name stays. */
export async function addPerson(
  db: Statements,
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

/** Ends their tokens, sessions and codes at once. False where nobody has this address. */
export async function disablePerson(db: Statements, email: string, realNow: number): Promise<boolean> {
  const disabled = await db.$executeRaw`
    WITH tokens AS (DELETE FROM token t USING person p WHERE t.person_id = p.id AND ${byEmail(email)}),
      sessions AS (DELETE FROM session s USING person p WHERE s.person_id = p.id AND ${byEmail(email)}),
      codes AS (DELETE FROM sign_in_code c USING person p WHERE lower(c.email) = lower(p.email) AND ${byEmail(email)})
    UPDATE person p SET disabled_at = coalesce(p.disabled_at, ${new Date(realNow).toISOString()}::timestamptz) WHERE ${byEmail(email)}`;
  return disabled === 1;
}

/**
 * Of the account with this id, unless it is the last administrator's that is not disabled. The other administrators'
 * rows are held, so that two of them cannot remove each other at the same moment.
 */
const notTheLastAdministrator = (id: string): Prisma.Sql => Prisma.sql`
  others AS MATERIALIZED (
    SELECT r.person_id FROM person_role r JOIN person o ON o.id = r.person_id
    WHERE r.role = 'administrator' AND o.disabled_at IS NULL AND o.id <> ${id}::uuid FOR UPDATE
  ), may_change AS MATERIALIZED (
    SELECT p.id FROM person p WHERE p.id = ${id}::uuid AND (p.disabled_at IS NOT NULL OR EXISTS (SELECT FROM others)
      OR NOT EXISTS (SELECT FROM person_role r WHERE r.person_id = p.id AND r.role = 'administrator'))
  )`;

/** Name and roles. Who is no facilitator any more leaves the list of facilitators, who becomes one joins it. */
export async function changePerson(
  db: Statements,
  { id, name, roles }: Parameters<Records['changePerson']>[0],
): Promise<'changed' | 'lastAdministrator'> {
  const others = roles.filter((role) => role !== 'practitioner');
  const facilitates = roles.includes('facilitator');
  const allowed = roles.includes('administrator')
    ? Prisma.sql`may_change AS (SELECT id FROM person WHERE id = ${id}::uuid)`
    : notTheLastAdministrator(id);
  const changed = await db.$queryRaw<unknown[]>`
    WITH ${allowed},
      named AS (UPDATE person SET name = ${name} WHERE id IN (SELECT id FROM may_change) RETURNING id),
      taken AS (DELETE FROM person_role WHERE person_id IN (SELECT id FROM may_change) AND role <> ALL (${others}::text[])),
      given AS (INSERT INTO person_role (person_id, role)
        SELECT m.id, r.role FROM may_change m, unnest(${others}::text[]) AS r (role) ON CONFLICT DO NOTHING),
      left_list AS (DELETE FROM facilitator WHERE person_id IN (SELECT id FROM may_change) AND NOT ${facilitates}),
      listed AS (INSERT INTO facilitator (person_id) SELECT id FROM may_change WHERE ${facilitates} ON CONFLICT DO NOTHING)
    SELECT id::text FROM named`;
  return changed.length === 1 ? 'changed' : 'lastAdministrator';
}

/** As `disablePerson`, but the last administrator stays, and once disabled is disabled. */
export async function disableAccount(
  db: Statements,
  id: string,
  realNow: number,
): Promise<'disabled' | 'already' | 'lastAdministrator'> {
  const disabled = await db.$queryRaw<unknown[]>`
    WITH ${notTheLastAdministrator(id)},
      tokens AS (DELETE FROM token WHERE person_id IN (SELECT id FROM may_change)),
      sessions AS (DELETE FROM session WHERE person_id IN (SELECT id FROM may_change)),
      codes AS (DELETE FROM sign_in_code c USING person p
        WHERE lower(c.email) = lower(p.email) AND p.id IN (SELECT id FROM may_change))
    UPDATE person SET disabled_at = ${new Date(realNow).toISOString()}::timestamptz
    WHERE id IN (SELECT id FROM may_change) AND disabled_at IS NULL RETURNING id::text`;
  if (disabled.length === 1) return 'disabled';
  return (await findPersonById(db, id))?.disabled === true ? 'already' : 'lastAdministrator';
}

export async function enableAccount(db: Statements, id: string): Promise<void> {
  await db.$executeRaw`UPDATE person SET disabled_at = NULL WHERE id = ${id}::uuid`;
}

/** Open tasks that are theirs as somebody on a case, soonest due first, those without a date last. */
export async function tasksWaitingOn(
  db: Statements,
  email: string,
  limit: number,
): Promise<readonly WaitingTask[]> {
  return db.$queryRaw<WaitingTask[]>`
    SELECT t.reference, t.kind, t.due_on::text AS "dueOn"
    FROM participant p JOIN task t ON t.reference = p.reference AND t.owner = p.id AND t.status = 'open'
    WHERE p.email = lower(${email}) AND p.left_on IS NULL
    ORDER BY t.due_on NULLS LAST, t.reference, t.id LIMIT ${limit}`;
}

/** Those that still work, the first to end first. */
export async function tokensOf(
  db: Statements,
  personId: string,
  realNow: number,
): Promise<readonly KeptToken[]> {
  const rows = await db.$queryRaw<{ id: string; endsAt: Date }[]>`
    SELECT hash AS id, expires_at AS "endsAt" FROM token
    WHERE person_id = ${personId}::uuid AND expires_at > ${new Date(realNow).toISOString()}::timestamptz
    ORDER BY expires_at, hash`;
  return rows.map(({ id, endsAt }) => ({ id, endsAt: endsAt.getTime() }));
}

const TOKEN_ID = /^[0-9a-f]{64}$/;

/** False where they have no such token. */
export async function endToken(
  db: Statements,
  { personId, id }: Parameters<Records['endToken']>[0],
): Promise<boolean> {
  if (!TOKEN_ID.test(id)) return false;
  const ended = await db.$executeRaw`DELETE FROM token WHERE person_id = ${personId}::uuid AND hash = ${id}`;
  return ended === 1;
}

/** A bearer token, shown this once; null where nobody who may sign in has this address. @param madeBy null: a command */
export async function makeToken(
  db: Statements,
  { email, days, madeBy }: { readonly email: string; readonly days: number; readonly madeBy: string | null },
  realNow: number,
): Promise<string | null> {
  const person = await findPersonByEmail(db, email);
  if (person === null || person.disabled) return null;
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(realNow + days * DAY_MS).toISOString();
  await db.$executeRaw`
    INSERT INTO token (hash, person_id, made_by, expires_at)
    VALUES (${hashOf(token)}, ${person.id}::uuid, ${madeBy}::uuid, ${expiresAt}::timestamptz)`;
  return token;
}
