/** A database of one's own for each test file, copied from one that is migrated once in a run. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../records/migrate.ts';
import { addressOf } from './names.ts';

const TEMPLATE = 'migrated';
/** Any number; all test files of a run take the same lock while the template is made or copied. */
const LOCK = 4_711;

export interface TestDatabase {
  readonly databaseUrl: string;
  /** Removes it, with whoever is still connected. */
  drop(): Promise<void>;
}

/** A fresh, migrated, empty database on the run's real PostgreSQL, owned by an account that is no superuser. */
export async function freshDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdministrator(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const template = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [TEMPLATE]);
    if (template.rowCount === 0) await makeTemplate(client);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} OWNER supervision`);
  });
  return databaseNamed(name);
}

/** A database without any tables, for a backup to be restored into. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdministrator(async (client) => {
    await client.query(`CREATE DATABASE ${name} OWNER supervision`);
  });
  return databaseNamed(name);
}

const databaseNamed = (name: string): TestDatabase => ({
  databaseUrl: urlOf(name),
  drop: () =>
    asAdministrator(async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    }),
});

/** Under another name until it is migrated: a failed migration leaves no half-made template. */
async function makeTemplate(client: pg.Client): Promise<void> {
  const draft = `${TEMPLATE}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft} OWNER supervision`);
  await migrate(urlOf(draft));
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${TEMPLATE}`);
}

async function asAdministrator(work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: addressOf('postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    // Ending the session frees its lock.
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(addressOf('postgres'));
  url.username = 'supervision';
  url.pathname = `/${database}`;
  return url.href;
}
