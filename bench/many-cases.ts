/**
 * Fills a migrated, empty database with very many cases: a few that the record itself made, copied in the database with
 * other references, people and names. Five years of requests, the newest today, so that most are closed.
 */
import pg from 'pg';
import { FACILITATORS, INVITEES, LEAD_PROFESSIONAL, REQUESTER } from '../tools/demo/people.ts';
import { connected } from './own-postgres.ts';
import { playTemplates } from './template-cases.ts';

/** Days. Close together where cases change from day to day. */
const AGES = [0, 1, 2, 4, 6, 8, 10, 12, 14, 17, 20, 24, 28, 35, 45, 60, 90, 120, 160, 200, 240, 400];
const SPAN = 5 * 365;

/** What lists and searches read: of the answers, the request. */
const LISTED = ['case', 'participant', 'task', 'answer', 'subject_name'];
const THE_REST = ['case_event', 'timeline', 'outbox', 'learning_log'];
const REQUEST_ONLY = `AND (to_jsonb(t) ->> 'step') IS NOT DISTINCT FROM 'submitRequest'`;
/** Cases copied by one statement. */
const BATCH = 2_000;

const PRACTITIONERS = [REQUESTER, LEAD_PROFESSIONAL, ...INVITEES.slice(0, 8)].map(({ email }) => email);
/** Of one of them, so that lists can be filtered by it. */
const AGENCY = 'housing';
const AGENCIES = ['housing', 'housing', 'youthServices', 'midwife', 'housing', 'schoolsNurse', 'housing'];
const RARE_AGENCY = 'faithGroup';
const CHILD = { surname: 'Marlowe', born: '2013-05-14', siblingBorn: '2016-02-02' };

export interface Filled {
  /** Addresses of a practitioner and a facilitator who are on many cases. */
  readonly practitioner: string;
  readonly facilitator: string;
  /** Of a child of one of the newest cases. */
  readonly surname: string;
  readonly dateOfBirth: string;
  /** Of an old case. */
  readonly reference: string;
}

/**
 * @param whole all that is kept of each case; else what lists and searches read
 */
export async function fillWithCases(
  databaseUrl: string,
  { cases, whole }: { readonly cases: number; readonly whole: boolean },
): Promise<Filled> {
  const templates = await playTemplates(databaseUrl, AGES);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await settleMail(client);
    const tables = [...LISTED, ...(whole ? THE_REST : [])];
    await client.query('SET synchronous_commit = off');
    await client.query(FUNCTIONS);
    await addPeople(client, cases);
    for (const table of tables) {
      await keepTemplates(client, table, templates, table === 'answer' && !whole ? REQUEST_ONLY : '');
    }
    for (let from = 1; from <= cases; from += BATCH) {
      const to = Math.min(from + BATCH - 1, cases);
      for (const table of tables) await copy(client, table, { ages: OVER_THE_YEARS, cases, from, to });
    }
    await client.query(`VACUUM ANALYZE`);
    return await whatIsThere(client, cases);
  } finally {
    await client.end();
  }
}

/** Into a migrated, empty database: what open cases are copied from, and the people of up to `most` of them. */
export async function prepareOpenCases(databaseUrl: string, most: number): Promise<void> {
  const templates = await playTemplates(databaseUrl, AGES);
  await connected(databaseUrl, async (client) => {
    await settleMail(client);
    await client.query(FUNCTIONS);
    await addPeople(client, most);
    for (const table of [...LISTED, ...THE_REST]) await keepTemplates(client, table, templates, '');
  });
}

/** Copies the open ones among the templates, whole, as the cases numbered `from` to `to` of `most`. */
export async function copyOpenCases(
  databaseUrl: string,
  { most, from, to }: { readonly most: number; readonly from: number; readonly to: number },
): Promise<void> {
  await connected(databaseUrl, async (client) => {
    const { rows } = await client.query<{ age: number }>(
      `SELECT age FROM bench.template WHERE table_name = 'case' AND row_text NOT LIKE '%"stage": "closed"%'`,
    );
    const ages = { ages: rows.map(({ age }) => age), of: IN_TURN };
    await client.query('SET synchronous_commit = off');
    for (let next = from; next <= to; next += BATCH) {
      for (const table of [...LISTED, ...THE_REST]) {
        await copy(client, table, { ages, cases: most, from: next, to: Math.min(next + BATCH - 1, to) });
      }
    }
    await client.query('VACUUM ANALYZE');
  });
}

/** As after some time: every email is out and every workflow knows its case. */
const settleMail = (client: pg.Client) =>
  client.query(
    `UPDATE outbox SET status = 'sent'; UPDATE "case" SET emails_waiting = 0, told_version = version`,
  );

const poolOf = (cases: number) => ({
  practitioners: Math.max(100, Math.ceil(cases / 20)),
  facilitators: Math.max(8, Math.ceil(cases / 500)),
});

/** Made up from a number alone, so that the same case has the same people in every table. */
const FUNCTIONS = `
  CREATE SCHEMA bench;
  CREATE TABLE bench.template (table_name text, age int, row_text text);
  CREATE FUNCTION bench.some(n int, salt text, of int) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT (hashtextextended(salt, n) & 2147483647)::int % of $$;
  CREATE FUNCTION bench.reference_of(n int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'MAS-' || 1000 + n / 20000 || '-' || lpad((n % 20000 + 1)::text, 5, '0') $$;
  CREATE FUNCTION bench.practitioner(k int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'practitioner' || k || '@bench.example' $$;
  CREATE FUNCTION bench.facilitator(k int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'facilitator' || k || '@bench.example' $$;
  -- A few surnames are common, most are not.
  CREATE FUNCTION bench.surname(n int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT initcap(translate((floor(power(bench.some(n, 'name', 5000) / 5000.0, 2) * 5000))::text, '0123456789', 'abelmorstu')) || 'ley' $$;
  CREATE FUNCTION bench.born(n int, salt text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (date '2009-01-01' + bench.some(n, salt, 5800))::text $$`;

async function addPeople(client: pg.Client, cases: number): Promise<void> {
  const { practitioners, facilitators } = poolOf(cases);
  await client.query(
    `INSERT INTO person (id, email, name)
     SELECT md5(email)::uuid, email, 'Person ' || split_part(email, '@', 1)
     FROM (SELECT bench.practitioner(k) FROM generate_series(0, $1::int - 1) k
       UNION ALL SELECT bench.facilitator(k) FROM generate_series(0, $2::int - 1) k) made (email)`,
    [practitioners, facilitators],
  );
  await client.query(
    `INSERT INTO person_role (person_id, role) SELECT id, 'facilitator' FROM person WHERE email LIKE 'facilitator%@bench.example'`,
  );
  await client.query(
    `INSERT INTO facilitator (person_id) SELECT person_id FROM person_role WHERE role = 'facilitator' ON CONFLICT DO NOTHING`,
  );
}

/** Each row of the templates as text, with a place for what differs. */
async function keepTemplates(
  client: pg.Client,
  table: string,
  templates: readonly string[],
  condition: string,
): Promise<void> {
  const ids = await client.query<{ id: string }>(
    'SELECT id::text FROM person WHERE email = ANY ($1) ORDER BY email',
    [FACILITATORS],
  );
  const places: readonly (readonly [string, number])[] = [
    ...PRACTITIONERS.map((email, index) => [email, 2 + index] as const),
    ...[...FACILITATORS].sort().map((email, index) => [email, 12 + index] as const),
    ...ids.rows.map(({ id }, index) => [id, 14 + index] as const),
    [`"${AGENCY}"`, 16],
    [CHILD.surname, 17],
    [CHILD.surname.toLowerCase(), 18],
    [CHILD.born, 19],
    [CHILD.siblingBorn, 20],
  ];
  const replaced = places.reduce(
    (text, [from, place]) => `replace(${text}, ${client.escapeLiteral(from)}, '%${place}$s')`,
    `replace(replace(to_jsonb(t)::text, '%', '%%'), t.reference, '%1$s')`,
  );
  for (const [index, reference] of templates.entries()) {
    await client.query(
      `INSERT INTO bench.template SELECT $1, $2, ${replaced} FROM "${table}" t WHERE reference = $3 ${condition}`,
      [table, AGES[index], reference],
    );
  }
}

/** Which template the case number `n` is copied from: SQL over the ages `$1` and the number of all cases `$2`. */
interface Ages {
  readonly ages: readonly number[];
  readonly of: string;
}
const IN_TURN = '($1::int[])[1 + ($2::int - n) % cardinality($1::int[])]';
const OVER_THE_YEARS: Ages = {
  ages: AGES,
  of: `(SELECT max(age) FROM unnest($1::int[]) age WHERE age <= (($2::int - n)::bigint * ${SPAN}) / $2::int)`,
};

interface Copies {
  readonly ages: Ages;
  /** Of all. */
  readonly cases: number;
  readonly from: number;
  readonly to: number;
}

/** Columns that the database numbers by itself are left to it, and each row's own id is new. */
async function copy(client: pg.Client, table: string, { ages, cases, from, to }: Copies): Promise<void> {
  const { rows } = await client.query<{ name: string; type: string; numbered: boolean }>(
    `SELECT column_name AS name, udt_name AS type, is_identity = 'YES' AS numbered FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`,
    [table],
  );
  const columns = rows.filter(({ numbered }) => !numbered);
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const values = columns
    .map(({ name, type }) => (name === 'id' && type === 'uuid' ? 'gen_random_uuid()' : `r."${name}"`))
    .join(', ');
  const { practitioners, facilitators } = poolOf(cases);
  const share = Math.floor(practitioners / PRACTITIONERS.length);
  // Nobody is twice on one case: each place has people of its own.
  const people = PRACTITIONERS.map(
    (_, place) =>
      `bench.practitioner(${place} + ${PRACTITIONERS.length} * bench.some(n, 'p${place}', ${share}))`,
  ).join(', ');
  const half = Math.floor(facilitators / 2);
  const [one, other] = [`2 * bench.some(n, 'f0', ${half})`, `2 * bench.some(n, 'f1', ${half}) + 1`];
  await client.query(
    `INSERT INTO "${table}" (${names})
     SELECT ${values}
     FROM (
       -- Once a case, not once a row of it.
       SELECT n, ${ages.of} AS age,
         ARRAY[bench.reference_of(n), ${people}, bench.facilitator(${one}), bench.facilitator(${other}),
           md5(bench.facilitator(${one})), md5(bench.facilitator(${other})),
           '"' || CASE WHEN n % 500 = 0 THEN '${RARE_AGENCY}' ELSE ($6::text[])[1 + bench.some(n, 'a', ${AGENCIES.length})] END || '"',
           bench.surname(n), lower(bench.surname(n)), bench.born(n, 'child'), bench.born(n, 'sibling')] AS told
       FROM generate_series($3::int, $4::int) n OFFSET 0
     ) made
     JOIN bench.template t ON t.table_name = $5 AND t.age = made.age,
     LATERAL jsonb_populate_record(NULL::"${table}", format(t.row_text, VARIADIC told)::jsonb) r
     ORDER BY n`,
    [ages.ages, cases, from, to, table, AGENCIES],
  );
}

async function whatIsThere(client: pg.Client, cases: number): Promise<Filled> {
  const { rows } = await client.query<Filled>(
    `SELECT bench.practitioner(1) AS practitioner, bench.facilitator(0) AS facilitator, bench.surname($1::int) AS surname,
       bench.born($1::int, 'child') AS "dateOfBirth", bench.reference_of($1::int / 3) AS reference`,
    [cases],
  );
  const [filled] = rows;
  if (filled === undefined) throw new Error('Nothing was made');
  return filled;
}
