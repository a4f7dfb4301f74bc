/**
 * Applies prisma/migrations/ in order. `prisma migrate` needs an engine that cannot be downloaded everywhere; this
 * keeps the same table, `_prisma_migrations`, so that `prisma migrate status` agrees where it does run.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, hex. */
  readonly checksum: string;
}

/** The advisory lock that Prisma's own engine takes while it migrates. */
const PRISMA_LOCK = 72_707_369;

/** The migrations of this release: beside the sources, or a folder further up from what is built. */
function ownFolder(): string {
  const found = ['../prisma/migrations', '../../prisma/migrations']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error('The folder prisma/migrations is missing from this installation');
  return found;
}

export function migrationsIn(folder: string = ownFolder()): readonly Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Brings the database to this release, each migration in a transaction, one migrator at a time. Returns the names of
 * those applied now. Throws, with nothing half done, when one fails or when one applied earlier has been changed since.
 */
export async function migrate(databaseUrl: string, folder?: string): Promise<string[]> {
  const migrations = migrationsIn(folder);
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(MIGRATIONS_TABLE);
    const { rows } = await client.query<{
      migration_name: string;
      checksum: string;
      finished_at: Date | null;
    }>('SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL');
    const applied = new Map(rows.map((row) => [row.migration_name, row]));
    const now: string[] = [];
    for (const migration of migrations) {
      const earlier = applied.get(migration.name);
      if (earlier === undefined) {
        await apply(client, migration);
        now.push(migration.name);
      } else if (earlier.finished_at === null) {
        throw new Error(`Migration ${migration.name} was begun by another tool and not finished`);
      } else if (earlier.checksum !== migration.checksum) {
        throw new Error(`Migration ${migration.name} was changed after it had been applied to this database`);
      }
    }
    return now;
  } finally {
    // The lock belongs to the session and goes with it.
    await client.end();
  }
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    // What a migration itself says when it cannot go on holds nobody's data.
    const itsWords = error instanceof pg.DatabaseError && error.code === 'P0001' ? `: ${error.message}` : '';
    throw new Error(`Migration ${name} failed${itsWords}`, { cause: error });
  }
}

/** As Prisma's engine makes it. */
const MIGRATIONS_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;
