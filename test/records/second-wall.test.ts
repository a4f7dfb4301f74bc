/** The second wall: a query that forgets its filter gives the rows of its reach, and a statement that is told nothing gives none. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import type { Actor } from '../../domain/case/commands.ts';
import { type Database, openDatabase } from '../../records/database.ts';
import { type Reach, ROLES } from '../../records/reach.ts';
import { preparedNames, type Statements, statementsOf } from '../../records/statements.ts';
import { allOf, everyTable, mayDo, reaching, type Table } from './behind-the-wall.ts';
import { ACCEPTANCE, aKey, aPerson, mustTake, openTestRecords, submit, type TestRecords } from './parts.ts';

/** Tables with nothing that is about a case, or typed and not yet submitted. A new table is listed here or has policies. */
const OF_NO_CASE = [
  '_prisma_migrations',
  ...['authenticator_app', 'calendar_version', 'closure', 'facilitator', 'passkey', 'person', 'person_role'],
  ...['reference_counter', 'retention', 'session', 'sign_in_code', 'sign_in_limit', 'token'],
];
const REACHES: readonly Reach[] = ['none', 'whole', { case: 'MAS' }, { person: '' }];

let parts: TestRecords;
let tables: readonly Table[];
let rae: Actor;
let ron: Actor;
/** Rae's two cases, and Ron's. */
let own: readonly [string, string];
let other: string;

/** Two cases of one person and one of another, each with a row in every table that can have one. */
beforeAll(async () => {
  parts = await openTestRecords();
  const { records, sql } = parts;
  [rae, ron] = [await aPerson(records, 'Rae Teacher'), await aPerson(records, 'Ron Nurse')];
  const administrator = await aPerson(records, 'Ash Admin', 'administrator');
  const begin = async (requester: Actor): Promise<string> => {
    const reference = await submit(records, requester);
    await mustTake(records, reference, 'decideRequest', ACCEPTANCE, administrator);
    const file = { reference, sentBy: requester.personId, name: 'a.txt', type: 'text/plain' };
    await records.keepFile({ ...file, content: Buffer.from('x') });
    await records.setHold({ reference, why: 'asked', personId: administrator.personId });
    const proposal = { kind: 'rebuildWorkflow', reference, details: {}, why: 'stands still' } as const;
    await records.proposeApproval({ ...proposal, person: { ...administrator, id: administrator.personId } });
    return reference;
  };
  own = [await begin(rae), await begin(rae)];
  other = await begin(ron);
  for (const { personId } of [rae, ron]) {
    await records.keepDraft({ personId, page: '/request', typed: { reason: ['…'] } });
    const scope = aKey({ ...rae, personId }, {});
    await records.once(scope, () => Promise.resolve({ status: 200, headers: {}, body: null }));
  }
  await sql.query(`INSERT INTO answer_file SELECT a.id, f.id FROM answer a JOIN file f USING (reference)`);
  await sql.query(`INSERT INTO erased_case SELECT reference, 'completed', 2026, now() FROM "case"`);
  await sql.query(`
    INSERT INTO learning_log (reference, given_by, recorded_on, theme, learning, scope, is_new, for_statutory_partners, actions)
    SELECT reference, 'p1', '2026-06-01', 'theme', 'learning', 'local', true, false, '[]' FROM "case"`);
  await sql.query(`INSERT INTO tracker.entry VALUES ('${randomUUID()}', '2026-Q2', 'summary', '{}', '{}')`);
  tables = await everyTable(sql);
});
afterAll(() => parts.close());

/** Of this table: the rows of these cases; of those that belong to accounts, the rows of this one. */
const rowsOf = (table: string, references: readonly string[], person: string): Promise<readonly string[]> =>
  allOf(parts.sql, table, ownership(table, references, person));

function ownership(table: string, references: readonly string[], person: string): string {
  const listed = references.map((reference) => `'${reference}'`).join(', ');
  if (table === 'draft' || table === 'idempotency') return `person_id = '${person}'`;
  if (table === 'answer_file') return `answer_id IN (SELECT id FROM answer WHERE reference IN (${listed}))`;
  return table === 'tracker.entry' ? 'false' : `reference IN (${listed})`;
}

describe('Every table', () => {
  test('is behind the wall, or listed as one that holds nothing of a case', () => {
    const open = tables.filter(({ hasPolicies }) => !hasPolicies).map(({ name }) => name);
    expect(open).toEqual(OF_NO_CASE.toSorted());
    expect(tables.filter(({ isOfCases, hasPolicies }) => isOfCases && !hasPolicies)).toEqual([]);
  });

  test('behind the wall has rows here, of each case: what follows looks at something', async () => {
    for (const { name } of tables.filter(({ hasPolicies }) => hasPolicies)) {
      if (name === 'tracker.entry') continue;
      for (const [reference, { personId }] of [[own[0], rae] as const, [other, ron] as const]) {
        expect([name, (await rowsOf(name, [reference], personId)).length]).not.toEqual([name, 0]);
      }
    }
  });
});

describe('A query without any filter', () => {
  const seen = async (reach: Reach, table: string): Promise<readonly string[]> => {
    if (!(await mayDo(parts.sql, reach, 'SELECT', table))) return [];
    return reaching(parts.sql, reach, () => allOf(parts.sql, table));
  };
  const behind = () => tables.filter(({ hasPolicies }) => hasPolicies).map(({ name }) => name);

  test('that reaches no case gives none of any; of the audit what is about no case', async () => {
    for (const table of behind()) {
      const noCase = table === 'audit' ? await allOf(parts.sql, table, `reference = ''`) : [];
      expect([table, await seen('none', table)]).toEqual([table, noCase]);
    }
  });

  test('that is told of nothing gives nothing', async () => {
    for (const table of behind()) {
      expect([table, await seen({ case: '' }, table)]).toEqual([table, []]);
      expect([table, await seen({ person: '' }, table)]).toEqual([table, []]);
      expect([table, await seen({ person: 'nobody' }, table)]).toEqual([table, []]);
    }
  });

  test('that reaches a case gives that case, and of an account that is named what is kept for it', async () => {
    for (const table of behind()) {
      for (const [reference, { personId }] of [[own[1], rae] as const, [other, ron] as const]) {
        const theirs = await rowsOf(table, [reference], personId);
        const reach = { case: reference, person: personId };
        expect([table, await seen(reach, table)]).toEqual([table, theirs]);
      }
    }
  });

  test('that reaches a person gives the cases that they are on', async () => {
    for (const table of behind()) {
      if (!(await mayDo(parts.sql, { person: '' }, 'SELECT', table))) continue;
      expect([table, await seen({ person: rae.personId }, table)]).toEqual([
        table,
        await rowsOf(table, own, rae.personId),
      ]);
    }
  });

  test('that reaches the whole gives all', async () => {
    for (const table of behind()) {
      expect([table, await seen('whole', table)]).toEqual([table, await allOf(parts.sql, table)]);
    }
  });
});

describe('What is written', () => {
  test('in the reach of one case is a row of that case, and of no other', async () => {
    const reach = { case: own[0], person: rae.personId };
    const refused: string[] = [];
    for (const { name } of tables.filter(({ hasPolicies }) => hasPolicies)) {
      const [row] = name === 'tracker.entry' ? [] : await rowsOf(name, [other], ron.personId);
      if (row === undefined || !(await mayDo(parts.sql, reach, 'INSERT', name))) continue;
      const put = reaching(parts.sql, reach, () =>
        parts.sql.query(`INSERT INTO ${name} SELECT * FROM jsonb_populate_record(NULL::${name}, $1::jsonb)`, [
          row,
        ]),
      );
      await expect(put).rejects.toMatchObject({ code: '42501' });
      refused.push(name);
    }
    expect(refused).toEqual(expect.arrayContaining(['"case"', 'answer', 'answer_file', 'audit', 'task']));
  });

  test('changes and takes away nothing of another case', async () => {
    const changes = [
      `UPDATE "case" SET told_version = told_version`,
      `UPDATE outbox SET status = status`,
      `DELETE FROM task`,
      `DELETE FROM subject_name`,
    ];
    for (const change of changes) {
      const [, table = ''] = /(?:UPDATE|FROM) (\S+)/.exec(change) ?? [];
      const { rowCount } = await reaching(parts.sql, { case: own[0] }, () => parts.sql.query(change));
      expect([change, rowCount]).toEqual([change, (await rowsOf(table, [own[0]], '')).length]);
    }
  });
});

describe('The roles', () => {
  test('own nothing, log nobody in and have no way around a policy', async () => {
    const { rows } = await parts.sql.query(
      `SELECT rolname FROM pg_roles r WHERE rolname = ANY ($1) AND NOT (rolcanlogin OR rolsuper OR rolbypassrls OR rolcreaterole
         OR rolcreatedb) AND NOT EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
         AND NOT EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid)`,
      [Object.values(ROLES)],
    );
    expect(rows).toHaveLength(Object.values(ROLES).length);
  });

  test('change nothing of what happened, and empty or alter no table', async () => {
    for (const { name } of tables) {
      for (const reach of REACHES) {
        for (const right of ['TRUNCATE', 'TRIGGER', 'REFERENCES'] as const) {
          expect([name, reach, right, await mayDo(parts.sql, reach, right, name)]).toEqual([
            ...[name, reach, right],
            false,
          ]);
        }
      }
    }
    for (const name of ['case_event', 'audit']) {
      for (const reach of REACHES) {
        expect(await mayDo(parts.sql, reach, 'UPDATE', name)).toBe(false);
        expect(await mayDo(parts.sql, reach, 'DELETE', name)).toBe(false);
      }
    }
  });

  test('take a case’s history away by one function only, and only where two people agreed to it', async () => {
    const erase = (reach: Reach) =>
      reaching(parts.sql, reach, () => parts.sql.query('SELECT erase_history($1)', [other]));
    await expect(erase({ case: other })).rejects.toMatchObject({ code: '42501' });
    await expect(erase('whole')).rejects.toMatchObject({ code: '23001' });
  });
});

describe('A connection', () => {
  let database: Database;
  beforeAll(() => {
    database = openDatabase(parts.database.databaseUrl);
  });
  afterAll(() => database.close());

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

  test('gives each who uses it their own, in whatever order, also after what failed and with many at once', async () => {
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

  test('keeps nothing of what it was told: who says nothing afterwards sees nothing', async () => {
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

  test('is not asked where telling fails', async () => {
    const pool = new pg.Pool({ connectionString: parts.database.databaseUrl, max: 1 });
    try {
      const untold = statementsOf(pool, { case: 'no\0text' }, preparedNames());
      await expect(untold.$executeRaw`DELETE FROM task`).rejects.toMatchObject({ code: '22021' });
      expect((await pool.query('SELECT FROM task')).rowCount).toBeGreaterThan(0);
    } finally {
      await pool.end();
    }
  });

  test('that long work holds gives each read within its own reach, several at once', async () => {
    const names = ['rae', 'other case', 'whole', 'case 1', 'nobody', 'ron'];
    const found = await database.joined({ person: rae.personId }, (db) =>
      Promise.all([
        forgetful(db),
        ...names.map((name) => database.read(meant(name)[0], forgetful)),
        database.read('none', (each) => each.$executeRaw`SELECT FROM person`),
      ]),
    );
    expect(found.slice(0, -1)).toEqual([own, ...names.map((name) => meant(name)[1])]);
    expect(found.at(-1)).toBeGreaterThan(2);
  });
});
