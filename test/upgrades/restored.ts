/** The database of an earlier release as it was recorded, brought to now: each case's clock stands where it stood. */
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../records/index.ts';
import { emptyDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { addressOf } from '../support/names.ts';
import { databaseOf } from './versions.ts';
import type { RecordedDatabase, UnpackedRelease } from './versions.ts';

export interface RestoredDatabase extends TestDatabase {
  readonly recorded: RecordedDatabase;
}

/** On that release's own migrations only. */
export async function restore(version: string, release: UnpackedRelease): Promise<RestoredDatabase> {
  const [recorded, database] = await Promise.all([databaseOf(version), emptyDatabase()]);
  await migrate(database.databaseUrl, join(release.folder, 'prisma/migrations'));
  const url = new URL(addressOf('postgres'));
  url.pathname = new URL(database.databaseUrl).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await fill(client, recorded);
  } finally {
    await client.end();
  }
  return { ...database, recorded };
}

async function fill(client: pg.Client, { tables, recordedAt }: RecordedDatabase): Promise<void> {
  // Rows come as they were: no trigger and no order of tables has a say.
  await client.query("SET session_replication_role = 'replica'");
  for (const { name, rows } of tables) {
    await client.query(`DELETE FROM ${name}`);
    await client.query(
      `INSERT INTO ${name} SELECT * FROM jsonb_populate_recordset(NULL::${name}, $1::jsonb)`,
      [JSON.stringify(rows)],
    );
  }
  const { rows: numbered } = await client.query<{ table: string; column: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS table, column_name AS column
     FROM information_schema.columns WHERE is_identity = 'YES' AND table_schema = 'public'`,
  );
  for (const { table, column } of numbered) {
    await client.query(
      `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), (SELECT coalesce(max(${column}), 0) + 1 FROM ${table}))`,
    );
  }
  await client.query('UPDATE "case" SET clock_ahead = clock_ahead - $1', [Date.now() - recordedAt]);
}
