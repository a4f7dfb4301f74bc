/**
 * Expand, then contract: what a migration may not do while the release before it still runs on the same database. Read
 * from the database itself, before and after, so that no way of writing it is overlooked.
 */
import { cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../records/index.ts';

interface Column {
  readonly type: string;
  readonly required: boolean;
  /** A row that does not name it can be written. */
  readonly filledIn: boolean;
}

interface Schema {
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, Column>>;
  /** Of each table: what may be in it. By name, with its definition. */
  readonly rules: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

async function schemaOf(databaseUrl: string): Promise<Schema> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const columns = await client.query<Column & { table: string; name: string }>(
      `SELECT table_schema || '.' || table_name AS table, column_name AS name, udt_name AS type, is_nullable = 'NO' AS required,
         column_default IS NOT NULL OR is_identity = 'YES' OR is_generated = 'ALWAYS' OR is_nullable = 'YES' AS "filledIn"
       FROM information_schema.columns WHERE table_schema IN ('public', 'tracker')`,
    );
    const rules = await client.query<{ table: string; name: string; rule: string }>(
      `SELECT n.nspname || '.' || t.relname AS table, c.conname AS name, pg_get_constraintdef(c.oid) AS rule
       FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
       WHERE n.nspname IN ('public', 'tracker') AND c.contype <> 'n'
       UNION ALL
       SELECT schemaname || '.' || tablename, indexname, indexdef FROM pg_indexes
       WHERE schemaname IN ('public', 'tracker') AND indexdef LIKE 'CREATE UNIQUE%'`,
    );
    return {
      columns: byTable(columns.rows, ({ name, ...column }) => [name, column]),
      rules: byTable(rules.rows, ({ name, rule }) => [name, rule]),
    };
  } finally {
    await client.end();
  }
}

function byTable<Row extends { readonly table: string }, T>(
  rows: readonly Row[],
  entry: (row: Row) => readonly [string, T],
): ReadonlyMap<string, ReadonlyMap<string, T>> {
  const tables = new Map<string, Map<string, T>>();
  for (const row of rows) {
    const found = tables.get(row.table) ?? new Map<string, T>();
    tables.set(row.table, found.set(...entry(row)));
  }
  return tables;
}

/** What code that knows the schema of before cannot live with in the schema after; in words. */
function breaks(before: Schema, after: Schema): readonly string[] {
  const found: string[] = [];
  for (const [table, columns] of before.columns) {
    const now = after.columns.get(table);
    if (now === undefined) {
      found.push(`${table} is gone`);
      continue;
    }
    for (const [name, column] of columns) {
      const its = now.get(name);
      if (its === undefined) found.push(`${table}.${name} is gone`);
      else if (its.type !== column.type) found.push(`${table}.${name} has another type`);
      else if (its.required && !column.required) found.push(`${table}.${name} must be given now`);
      else if (!its.filledIn && column.filledIn) found.push(`${table}.${name} is not filled in any more`);
    }
    for (const [name, { filledIn }] of now) {
      if (!columns.has(name) && !filledIn) found.push(`${table}.${name} is new and must be given`);
    }
    found.push(...narrower(table, before.rules.get(table), after.rules.get(table)));
  }
  return found;
}

/** A rule that is new to a table, or allows less than it did; one that is gone lets more in. */
function narrower(
  table: string,
  before: ReadonlyMap<string, string> = new Map(),
  after: ReadonlyMap<string, string> = new Map(),
): readonly string[] {
  return [...after].flatMap(([name, rule]) => {
    const earlier = before.get(name);
    if (earlier === undefined) return [`${table} has a new rule: ${name}`];
    const words = wordsOf(rule);
    const isWider = [...wordsOf(earlier)].every((word) => words.has(word)) && words.size > 0;
    return earlier === rule || isWider ? [] : [`${table} has another rule: ${name}`];
  });
}

/** What a rule lists: `'queued'`, `'sent'` … */
const wordsOf = (rule: string): ReadonlySet<string> => new Set(rule.match(/'[^']*'/g) ?? []);

/** `-- contract: 0007_…`, at the beginning of a migration: it takes away what that earlier one made needless. */
const CONTRACT = /^-- contract: (\w+)$/m;

/**
 * Applies a folder's migrations that the database does not have yet, one at a time.
 * @param released names of those of earlier releases
 * @returns those that break the release before, unless their expanding step was in a release already
 */
export async function migrateByTheRule(
  databaseUrl: string,
  folder: string,
  released: readonly string[],
): Promise<readonly string[]> {
  const faults: string[] = [];
  const growing = await mkdtemp(join(tmpdir(), 'mas-migrations-'));
  try {
    for (const name of (await readdir(folder)).sort()) {
      await mkdir(join(growing, name));
      await cp(join(folder, name), join(growing, name), { recursive: true });
      const before = await schemaOf(databaseUrl);
      if ((await migrate(databaseUrl, growing)).length === 0) continue;
      const expanding = CONTRACT.exec(await readFile(join(folder, name, 'migration.sql'), 'utf8'))?.[1];
      if (expanding !== undefined && released.includes(expanding)) continue;
      const broken = breaks(before, await schemaOf(databaseUrl));
      faults.push(...broken.map((what) => `${name}: ${what}`));
    }
    return faults;
  } finally {
    await rm(growing, { recursive: true });
  }
}
