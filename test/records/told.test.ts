/** A connection and whose it was: nothing of what it was told outlives the statement or transaction that was told so. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import type { Actor } from '../../domain/case/commands.ts';
import { type Database, openDatabase } from '../../records/database.ts';
import { type Reach, ROLES } from '../../records/reach.ts';
import { preparedNames, type Statements, statementsOf } from '../../records/statements.ts';
import { aPerson, openTestRecords, submit, type TestRecords } from './parts.ts';

let parts: TestRecords;
let database: Database;
let rae: Actor;
let ron: Actor;
/** Rae's two cases, and Ron's. */
let own: readonly [string, string];
let other: string;

beforeAll(async () => {
  parts = await openTestRecords();
  [rae, ron] = [await aPerson(parts.records, 'Rae Teacher'), await aPerson(parts.records, 'Ron Nurse')];
  own = [await submit(parts.records, rae), await submit(parts.records, rae)];
  other = await submit(parts.records, ron);
  database = openDatabase(parts.database.databaseUrl);
});
afterAll(async () => {
  await database.close();
  await parts.close();
});

const forgetful = async (db: Statements): Promise<readonly string[]> => {
  const rows = await db.$queryRaw<{ reference: string }[]>`SELECT reference FROM "case" ORDER BY reference`;
  return rows.map(({ reference }) => reference);
};
const failing = (db: Statements) => db.$executeRaw`SELECT 1 / (SELECT count(*) - count(*) FROM "case")`;
const reachable = fc.constantFrom('case 1', 'case 2', 'other case', 'rae', 'ron', 'nobody', 'whole');
const meant = (name: string): readonly [Reach, readonly string[]] => {
  switch (name) {
    case 'case 1':
      return [{ case: own[0] }, [own[0]]];
    case 'case 2':
      return [{ case: own[1], person: ron.personId }, [own[1]]];
    case 'other case':
      return [{ case: other }, [other]];
    case 'rae':
      return [{ person: rae.personId }, own];
    case 'ron':
      return [{ person: ron.personId }, [other]];
    case 'nobody':
      return [{ person: randomUUID() }, []];
    default:
      return ['whole', [...own, other]];
  }
};
const use = fc.record({
  by: fc.constantFrom('read', 'statements', 'transaction', 'joined' as const),
  name: reachable,
  fails: fc.boolean(),
});

test('each who uses a connection is given their own, in whatever order, also after what failed and with many at once', async () => {
  const once = async ({ by, name, fails }: { by: string; name: string; fails: boolean }) => {
    const [reach, own] = meant(name);
    const work = async (db: Statements) => {
      const found = await forgetful(db);
      if (fails) await failing(db);
      return found;
    };
    const found =
      by === 'read'
        ? database.read(reach, work)
        : by === 'statements'
          ? database.statements('read', reach, work)
          : by === 'joined'
            ? database.joined(reach, work)
            : database.transaction(reach, work);
    if (fails) await expect(found).rejects.toThrow('did not take a statement');
    else expect([name, await found]).toEqual([name, own]);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(use, { minLength: 1, maxLength: 12 }), fc.boolean(), async (uses, atOnce) => {
      if (atOnce) await Promise.all(uses.map(once));
      else for (const each of uses) await once(each);
    }),
    { numRuns: 25 },
  );
});

test('a connection keeps nothing of what it was told: who says nothing afterwards sees nothing', async () => {
  const pool = new pg.Pool({
    connectionString: parts.database.databaseUrl,
    max: 1,
    options: `-c role=${ROLES.case}`,
  });
  try {
    const told = statementsOf(pool, { case: own[0] }, preparedNames());
    expect(await forgetful(told)).toEqual([own[0]]);
    expect((await pool.query('SELECT FROM "case"')).rowCount).toBe(0);
    await expect(failing(told)).rejects.toMatchObject({ code: '22012' });
    expect((await pool.query('SELECT FROM "case"')).rowCount).toBe(0);
    expect(pool.totalCount).toBe(1);
  } finally {
    await pool.end();
  }
});

test('nothing is asked where telling fails', async () => {
  const pool = new pg.Pool({ connectionString: parts.database.databaseUrl, max: 1 });
  try {
    const untold = statementsOf(pool, { case: 'no\0text' }, preparedNames());
    await expect(untold.$executeRaw`DELETE FROM task`).rejects.toMatchObject({ code: '22021' });
    expect((await pool.query('SELECT FROM task')).rowCount).toBeGreaterThan(0);
  } finally {
    await pool.end();
  }
});

test('a connection that long work holds gives each read within its own reach, several at once', async () => {
  const names = ['rae', 'other case', 'whole', 'case 1', 'nobody', 'ron'];
  const found = await database.joined({ person: rae.personId }, (db) =>
    Promise.all([
      forgetful(db),
      ...names.map((name) => database.read(meant(name)[0], forgetful)),
      database.read('none', (each) => each.$executeRaw`SELECT FROM person`),
    ]),
  );
  expect(found.slice(0, -1)).toEqual([own, ...names.map((name) => meant(name)[1])]);
  expect(found.at(-1)).toBe(2);
});
