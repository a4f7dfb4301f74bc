/** Whether a case sent again left what the case left that it repeats. */
import { connected } from './own-postgres.ts';

/** Numbered by the database, made anew for each row, or made of those. */
const OWN = ['id', 'number', 'seq', 'message_id', 'hash', 'previous_hash', 'answer_id'];

/** @throws with the first table that differs. */
export async function sameRows(databaseUrl: string, one: string, other: string): Promise<void> {
  await connected(databaseUrl, async (sql) => {
    const { rows: tables } = await sql.query<{ name: string }>(
      `SELECT c.table_name AS name FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE c.table_schema = 'public' AND c.column_name = 'reference' AND t.table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      const rowsOf = async (reference: string): Promise<readonly string[]> => {
        const { rows } = await sql.query<{ row: string }>(
          `SELECT replace((to_jsonb(t) - $2::text[])::text, $1, '') AS row FROM "${name}" t
           WHERE reference = $1 ORDER BY row`,
          [reference, OWN],
        );
        return rows.map(({ row }) => row);
      };
      const [left, right] = [await rowsOf(one), await rowsOf(other)];
      if (left.length !== right.length || left.some((row, at) => row !== right[at])) {
        throw new Error(
          `A case sent again leaves other rows in ${name}: ${left.length} and ${right.length}, ` +
            `${left.find((row, at) => row !== right[at]) ?? ''} and ${right.find((row, at) => row !== left[at]) ?? ''}`,
        );
      }
    }
  });
}
