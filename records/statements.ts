/**
 * Raw statements over the driver itself: a third of what they cost through Prisma, for the few that every step waits
 * for. Prisma's own client and transactions run them just the same.
 */
import type pg from 'pg';
import { Prisma } from '../prisma/generated/client.ts';

export interface Statements {
  $queryRaw<T>(query: TemplateStringsArray | Prisma.Sql, ...values: readonly unknown[]): Promise<T>;
  /** @returns how many rows it wrote, or gave. */
  $executeRaw(query: TemplateStringsArray | Prisma.Sql, ...values: readonly unknown[]): Promise<number>;
}

/** @param nameOf under which a text is prepared; empty where it is not */
export function statementsOf(pool: pg.Pool, nameOf: (query: { readonly sql: string }) => string): Statements {
  const run = (query: TemplateStringsArray | Prisma.Sql, given: readonly unknown[]) => {
    const { text, values } = 'raw' in query ? Prisma.sql(query, ...given) : query;
    const name = nameOf({ sql: text });
    return pool.query({ text, values, ...(name !== '' && { name }) });
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
