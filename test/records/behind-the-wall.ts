/** PostgreSQL asked as the service's roles ask it, without any filter: what the second wall gives whom (decision 0027). */
import type pg from 'pg';
import { breadthOf, identityOf, type Reach, ROLES } from '../../records/reach.ts';

export interface Table {
  /** Quoted, with its schema. */
  readonly name: string;
  readonly hasPolicies: boolean;
  /** It has a reference, or a row of it names one of a table that has. */
  readonly isOfCases: boolean;
}

/** Every table of the service. Found in the catalogue, so that none is overlooked. */
export async function everyTable(sql: pg.Client): Promise<readonly Table[]> {
  const { rows } = await sql.query<Table>(`
    WITH RECURSIVE ours AS (
      SELECT c.oid, c.relrowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind IN ('r', 'p', 'm', 'v')
    ), of_cases AS (
      SELECT o.oid FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attname = 'reference' AND NOT a.attisdropped
      UNION
      SELECT k.conrelid FROM pg_constraint k JOIN of_cases f ON f.oid = k.confrelid WHERE k.contype = 'f'
    )
    SELECT oid::regclass::text AS name, relrowsecurity AS "hasPolicies", oid IN (SELECT oid FROM of_cases) AS "isOfCases"
    FROM ours ORDER BY 1`);
  return rows;
}

/** In a transaction of its own, in the role of this reach and told of it as the service tells. What is written is taken back. */
export async function reaching<T>(sql: pg.Client, reach: Reach, work: () => Promise<T>): Promise<T> {
  const { reference, person } = identityOf(reach);
  await sql.query('BEGIN');
  try {
    await sql.query(
      `SELECT set_config('role', $1, true), set_config('mas.reference', $2, true), set_config('mas.person', $3, true)`,
      [ROLES[breadthOf(reach)], reference, person],
    );
    return await work();
  } finally {
    await sql.query('ROLLBACK');
  }
}

export type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE' | 'REFERENCES' | 'TRIGGER';

/** Whether this reach has the right, be it for some columns only. */
export async function mayDo(sql: pg.Client, reach: Reach, right: Right, table: string): Promise<boolean> {
  const ofColumns = ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'].includes(right);
  const { rows } = await sql.query<{ may: boolean }>(
    `SELECT ${ofColumns ? 'has_any_column_privilege' : 'has_table_privilege'}($1, $2, $3) AS may`,
    [ROLES[breadthOf(reach)], table, right],
  );
  return rows[0]?.may === true;
}

/** The rows that `SELECT *` gives, as text, in order. */
export async function allOf(sql: pg.Client, table: string, where = 'true'): Promise<readonly string[]> {
  const { rows } = await sql.query<{ row: string }>(
    `SELECT to_jsonb(t)::text AS row FROM ${table} t WHERE ${where} ORDER BY 1`,
  );
  return rows.map(({ row }) => row);
}
