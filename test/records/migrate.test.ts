import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { Prisma } from '../../prisma/generated/client.ts';
import { migrate } from '../../records/migrate.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let sql: pg.Client;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  sql = new pg.Client({ connectionString: database.databaseUrl });
  await sql.connect();
  folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  cpSync('prisma/migrations', folder, { recursive: true });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await sql.end();
  await database.drop();
});

const write = (name: string, text: string): void => {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), text);
};

describe('The migrator', () => {
  test('applies nothing a second time', async () => {
    expect(await migrate(database.databaseUrl)).toEqual([]);
  });

  test('of several at once, one applies what is new', async () => {
    write('9001_new', 'CREATE TABLE new_table (id int PRIMARY KEY); INSERT INTO new_table VALUES (1);');
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.databaseUrl, folder)));
    expect(applied.flat()).toEqual(['9001_new']);
    expect((await sql.query('SELECT FROM new_table')).rowCount).toBe(1);
  });

  test('leaves nothing of one that fails, and says which', async () => {
    write('9002_wrong', 'CREATE TABLE half_done (id int); SELECT 1 / 0;');
    await expect(migrate(database.databaseUrl, folder)).rejects.toThrow('9002_wrong');
    expect((await sql.query(`SELECT to_regclass('half_done') AS made`)).rows).toEqual([{ made: null }]);
    write('9002_wrong', 'SELECT 1;');
    expect(await migrate(database.databaseUrl, folder)).toEqual(['9002_wrong']);
  });

  test('refuses one that was changed after it had been applied', async () => {
    write('9001_new', 'CREATE TABLE new_table (id bigint PRIMARY KEY);');
    await expect(migrate(database.databaseUrl, folder)).rejects.toThrow('9001_new was changed');
  });
});

describe('The hand-kept SQL', () => {
  test('makes the tables and columns of schema.prisma, no other', async () => {
    const { rows } = await sql.query<{ name: string; type: string; nullable: boolean }>(
      `SELECT table_schema || '.' || table_name || '.' || column_name AS name, udt_name AS type, is_nullable = 'YES' AS nullable
       FROM information_schema.columns
       WHERE table_schema IN ('public', 'tracker') AND table_name NOT IN ('_prisma_migrations', 'new_table') ORDER BY 1`,
    );
    expect(rows).toEqual(columnsOfSchema());
  });
});

const TYPES: Readonly<Record<string, string>> = {
  String: 'text',
  Int: 'int4',
  BigInt: 'int8',
  Boolean: 'bool',
  Json: 'jsonb',
  Bytes: 'bytea',
  '@db.Uuid': 'uuid',
  '@db.Date': 'date',
  '@db.Timestamptz(3)': 'timestamptz',
  '@db.Json': 'json',
};

/** Read from the schema's own text; fields of another model's type are no columns. */
function columnsOfSchema(): { name: string; type: string; nullable: boolean }[] {
  const models = Object.keys(Prisma.ModelName);
  const columns = readFileSync('prisma/schema.prisma', 'utf8')
    .split(/^model /m)
    .slice(1)
    .flatMap((model) => {
      const table = `${/@@schema\("(\w+)"\)/.exec(model)?.[1] ?? ''}.${/@@map\("(\w+)"\)/.exec(model)?.[1] ?? ''}`;
      return model.split('\n').flatMap((line) => {
        const found = /^ {2}(\w+) +(\w+)(\?|\[\])?(.*)$/.exec(line);
        if (found === null) return [];
        const [, field = '', type = '', many = '', rest = ''] = found;
        if (models.includes(type)) return [];
        const native = /@db\.\w+(\(3\))?/.exec(rest)?.[0];
        const name = `${table}.${/@map\("(\w+)"\)/.exec(rest)?.[1] ?? field}`;
        return [
          {
            name,
            type: (many === '[]' ? '_' : '') + (TYPES[native ?? type] ?? type),
            nullable: many === '?',
          },
        ];
      });
    });
  return columns.sort((one, other) => (one.name < other.name ? -1 : 1));
}
