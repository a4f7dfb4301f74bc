/** The list of facilitators (Appendix 3). A facilitator is a person with the role; their id is the account's. */
import type { Agency } from '../domain/process/vocabulary.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { pageOf, readCursor, UUID } from './cursor.ts';
import type { Statements } from './statements.ts';
import { addPerson, afterPerson, findPersonByEmail, idPageOf } from './people.ts';
import type { Facilitator, ListedFacilitator, Page, Records } from './types.ts';

const ANY_TEXT = /^/;

async function read(db: Statements, where: Prisma.Sql, limit: number): Promise<readonly Facilitator[]> {
  return db.$queryRaw<(Facilitator & { agency: Agency | null })[]>`
    SELECT p.id::text, p.name, p.email, f.role, f.organisation, f.agency, f.telephone, f.active
    FROM facilitator f JOIN person p ON p.id = f.person_id
    WHERE p.disabled_at IS NULL AND ${where} ORDER BY lower(p.name), p.id LIMIT ${limit}`;
}

/** By name. */
export async function listFacilitators(
  db: Statements,
  cursor: string | null,
  limit: number,
): Promise<Page<Facilitator>> {
  const after = readCursor(cursor, [ANY_TEXT, UUID]);
  const where =
    after === null ? Prisma.sql`true` : Prisma.sql`(lower(p.name), p.id) > (${after[0]}, ${after[1]}::uuid)`;
  return pageOf(
    await read(db, where, limit + 1),
    limit,
    (row) => row,
    ({ name, id }) => [name.toLowerCase(), id],
  );
}

/** Of the facilitator `p`: the open cases that they facilitate. */
const openCases = Prisma.sql`
  FROM participant o JOIN "case" c ON c.reference = o.reference AND c.stage <> 'closed'
  WHERE o.email = lower(p.email) AND o.readers <> '{}' AND 'facilitator' = ANY (o.roles) AND o.left_on IS NULL`;

/** By name, with how many open cases each has. The cursor is an id: it stands in an address, where no name may. */
export async function readFacilitatorPage(
  db: Statements,
  { after, limit }: Parameters<Records['facilitatorPage']>[0],
): Promise<Page<ListedFacilitator>> {
  const rows = await db.$queryRaw<ListedFacilitator[]>`
    SELECT p.id::text, p.name, p.email, f.role, f.organisation, f.agency, f.telephone, f.active,
      (SELECT count(*)::int ${openCases}) AS "openCases"
    FROM facilitator f JOIN person p ON p.id = f.person_id
    WHERE p.disabled_at IS NULL AND ${afterPerson(after)} ORDER BY lower(p.name), p.id LIMIT ${limit + 1}`;
  return idPageOf(rows, limit, (row) => row);
}

/** Nobody where the account is disabled or not on the list. */
export async function findFacilitator(db: Statements, id: string): Promise<Facilitator | null> {
  if (!UUID.test(id)) return null;
  const [facilitator] = await read(db, Prisma.sql`p.id = ${id}::uuid`, 1);
  return facilitator ?? null;
}

/** References of the open cases that they facilitate. */
export async function casesFacilitatedBy(db: Statements, id: string): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ reference: string }[]>`
    SELECT c.reference FROM person p, LATERAL (SELECT c.reference ${openCases}) c
    WHERE p.id = ${id}::uuid ORDER BY c.reference`;
  return rows.map(({ reference }) => reference);
}

/** All but the address, by which their cases know them. */
export async function describeFacilitator(
  db: Statements,
  { id, name, ...details }: Parameters<Records['describeFacilitator']>[0],
): Promise<void> {
  const { role, organisation, agency, telephone } = details;
  await db.$executeRaw`
    WITH named AS (UPDATE person SET name = ${name} WHERE id = ${id}::uuid)
    UPDATE facilitator SET role = ${role}, organisation = ${organisation}, agency = ${agency}, telephone = ${telephone}
    WHERE person_id = ${id}::uuid`;
}

/** Somebody whom a command put on the list without details gets them; one with details is there already. */
export async function addFacilitator(
  db: Statements,
  facilitator: Parameters<Records['addFacilitator']>[0],
): Promise<Facilitator | 'exists'> {
  const { email, name, role, organisation, agency, telephone } = facilitator;
  const known = await findPersonByEmail(db, email);
  if (known !== null && (await isDescribed(db, known.id))) return 'exists';
  const person = await addPerson(db, { email, name, roles: ['facilitator'] });
  const details = { role, organisation, agency, telephone };
  await db.$executeRaw`
    UPDATE facilitator SET role = ${role}, organisation = ${organisation}, agency = ${agency}, telephone = ${telephone},
      active = true
    WHERE person_id = ${person.id}::uuid`;
  return { id: person.id, name: person.name, email: person.email, ...details, active: true };
}

/** On the list, and not only by a command that knew no details. */
async function isDescribed(db: Statements, id: string): Promise<boolean> {
  const described = await db.$queryRaw<unknown[]>`
    SELECT FROM facilitator WHERE person_id = ${id}::uuid AND role IS NOT NULL`;
  return described.length > 0;
}

export async function changeFacilitator(
  db: Statements,
  id: string,
  { active }: { readonly active: boolean },
): Promise<Facilitator | null> {
  if (!UUID.test(id)) return null;
  await db.$executeRaw`UPDATE facilitator SET active = ${active} WHERE person_id = ${id}::uuid`;
  const [facilitator] = await read(db, Prisma.sql`p.id = ${id}::uuid`, 1);
  return facilitator ?? null;
}
