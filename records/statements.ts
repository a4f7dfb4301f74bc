/**
 * Raw statements over the driver itself: a third of what they cost through Prisma, for the few that every step waits
 * for. Prisma's own client and transactions run them just the same.
 */
import pg from 'pg';
import { Prisma } from '../prisma/generated/client.ts';

export interface Statements {
  $queryRaw<T>(query: TemplateStringsArray | Prisma.Sql, ...values: readonly unknown[]): Promise<T>;
  /** @returns how many rows it wrote, or gave. */
  $executeRaw(query: TemplateStringsArray | Prisma.Sql, ...values: readonly unknown[]): Promise<number>;
}

/** @param nameOf under which a text is prepared; empty where it is not */
export function statementsOf(pool: pg.Pool, nameOf: (query: { readonly sql: string }) => string): Statements {
  const run = async (query: TemplateStringsArray | Prisma.Sql, given: readonly unknown[]) => {
    const { text, values } = 'raw' in query ? Prisma.sql(query, ...given) : query;
    const name = nameOf({ sql: text });
    const client = await pool.connect();
    try {
      const result = await client.query({ text, values, ...(name !== '' && { name }) });
      client.release();
      return result;
    } catch (error) {
      // A statement that the server refused leaves its connection whole.
      client.release(!(error instanceof pg.DatabaseError));
      throw error;
    }
  };
  return {
    $queryRaw: async <T>(query: TemplateStringsArray | Prisma.Sql, ...values: readonly unknown[]) => {
      const { rows } = await run(query, values);
      // Of what kind rows are is said by whoever asks, as with Prisma's own.
      return rows as T;
    },
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  };
}
