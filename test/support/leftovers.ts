/** Looks for texts in everything that a database keeps: rows of every table, statistics, and its files. */
import pg from 'pg';
import { addressOf } from './names.ts';

/** Names of the tables with one of these texts in any column, whatever its case, each with those that it has. */
export async function tablesWith(
  sql: pg.Client,
  texts: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const { rows: tables } = await sql.query<{ name: string }>(
    `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
     WHERE schemaname IN ('public', 'tracker')
     UNION ALL SELECT 'pg_stats' ORDER BY 1`,
  );
  const found: Record<string, readonly string[]> = {};
  for (const { name } of tables) {
    // Content of files as the text that it may be.
    const row = name === 'public.file' ? `t.name || ' ' || encode(t.content, 'escape')` : 't::text';
    const { rows } = await sql.query<{ text: string }>(
      `SELECT DISTINCT f.text FROM ${name} t JOIN unnest($1::text[]) AS f (text) ON strpos(lower(${row}), lower(f.text)) > 0
       ORDER BY 1`,
      [[...texts]],
    );
    if (rows.length > 0) found[name] = rows.map(({ text }) => text);
  }
  return found;
}

/** Names of relations (tables, indexes, catalogues) whose files on disk hold one of these texts, as PostgreSQL's superuser. */
export async function filesWith(databaseUrl: string, texts: readonly string[]): Promise<readonly string[]> {
  const url = new URL(addressOf('postgres'));
  url.pathname = new URL(databaseUrl).pathname;
  const superuser = new pg.Client({ connectionString: url.href });
  await superuser.connect();
  try {
    // What was deleted stays in the files until it is swept out of them.
    const { rows: tables } = await superuser.query<{ name: string }>(
      `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
       WHERE schemaname IN ('public', 'tracker')`,
    );
    await superuser.query(`VACUUM (FULL, ANALYZE) ${tables.map(({ name }) => name).join(', ')}`);
    await superuser.query('VACUUM FULL pg_statistic');
    await superuser.query('CHECKPOINT');
    const { rows } = await superuser.query<{ name: string; content: Buffer }>(
      `SELECT relname AS name, pg_read_binary_file(pg_relation_filepath(oid)) AS content
       FROM pg_class WHERE relkind IN ('r', 't', 'i', 'm') AND pg_relation_filepath(oid) IS NOT NULL AND NOT relisshared`,
    );
    return rows
      .filter(({ content }) => texts.some((text) => content.includes(text)))
      .map(({ name }) => name)
      .sort();
  } finally {
    await superuser.end();
  }
}
