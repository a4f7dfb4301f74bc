/** The roles of the second wall are the server's: whoever makes, migrates or opens a database finds out what is missing. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate, openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import { ROLES } from '../../records/reach.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { addressOf } from '../support/names.ts';

const MAKER = 'deploy/postgres/make-databases.sh';
const account = `stranger_${randomBytes(4).toString('hex')}`;
let administrator: pg.Client;
let migrated: TestDatabase;

/** As an account that nobody has given the roles. */
function asStranger(address: string): string {
  const url = new URL(address);
  url.username = account;
  url.password = account;
  return url.href;
}

beforeAll(async () => {
  migrated = await freshDatabase();
  administrator = new pg.Client({ connectionString: addressOf('postgres') });
  await administrator.connect();
  await administrator.query(`CREATE ROLE ${account} LOGIN PASSWORD '${account}'`);
  await administrator.query(`CREATE DATABASE ${account} OWNER ${account}`);
});
afterAll(async () => {
  await administrator.query(`DROP DATABASE ${account} WITH (FORCE)`);
  await administrator.query(`DROP ROLE ${account}`);
  await administrator.end();
  await migrated.drop();
});

test('a migration without them says which are missing and what makes them, and leaves nothing', async () => {
  const address = new URL(addressOf('postgres'));
  address.pathname = `/${account}`;
  const migrating = migrate(asStranger(address.href));
  await expect(migrating).rejects.toThrow(`${Object.values(ROLES).toSorted().join(', ')} are not there`);
  await expect(migrating).rejects.toThrow(MAKER);
});

test('opening the record without them says what makes them, instead of waiting for them', async () => {
  const opening = openRecords({ databaseUrl: asStranger(migrated.databaseUrl), publicHolidays });
  await expect(opening).rejects.toThrow(MAKER);
});

test('whatever makes databases makes the same roles, as the migration asks for', () => {
  const named = (file: string): readonly string[] => [
    ...new Set(readFileSync(file, 'utf8').match(/\bmas_[a-z]+\b/g)),
  ];
  for (const file of [MAKER, 'prisma/migrations/0010_second_wall/migration.sql']) {
    expect(named(file).toSorted()).toEqual(Object.values(ROLES).toSorted());
  }
});
