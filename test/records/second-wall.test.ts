/** The second wall: a query that forgets its filter gives the rows of its reach, and one that is told of nothing gives none. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Actor } from '../../domain/case/commands.ts';
import { type Reach, ROLES } from '../../records/reach.ts';
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

  test('are the only ones that policies are for, and functions of the owner for nobody besides', async () => {
    const { rows: policies } = await parts.sql.query(
      `SELECT polname FROM pg_policy WHERE NOT polroles <@ (SELECT array_agg(oid) FROM pg_roles WHERE rolname = ANY ($1))`,
      [Object.values(ROLES)],
    );
    expect(policies).toEqual([]);
    const { rows: functions } = await parts.sql.query<{ name: string; bySomebody: boolean; pinned: boolean }>(
      `SELECT proname AS name, has_function_privilege('public', oid, 'EXECUTE') AS "bySomebody",
         'search_path=public, pg_temp' = ANY (proconfig) AS pinned
       FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1`,
    );
    expect(functions).toEqual(
      ['erase_history', 'involved_earlier', 'is_case', 'own_cases'].map((name) => ({
        name,
        bySomebody: false,
        pinned: true,
      })),
    );
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
