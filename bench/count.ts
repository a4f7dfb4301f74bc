/**
 * What a piece of work asks of PostgreSQL: counted apart from every measurement, because it makes the server write down
 * each statement.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { OwnPostgres } from './own-postgres.ts';

export interface Asked {
  /** Of its database, BEGIN and COMMIT among them. */
  readonly statements: number;
  /** Transactions that wrote something: each is one wait for the disk. Of the whole server, as nothing else works on it. */
  readonly commits: number;
  /** How often each of the most frequent ones was sent, by how it begins. */
  readonly frequent: readonly { readonly statement: string; readonly times: number }[];
}

/** Letters of a statement by which it is known again, and how many are told. */
const KNOWN_BY = 110;
const TOLD = 30;

/** The log is written by the server itself, line by line; a moment for the last ones. */
const MOMENT = 500;

export async function countAsked(
  postgres: OwnPostgres,
  database: string,
  work: () => Promise<unknown>,
): Promise<Asked> {
  return postgres.administer(async (client) => {
    await set(client, { log_statement: 'all', log_line_prefix: '%d ', autovacuum: 'off' });
    try {
      const [logged, transactions] = [log(postgres).length, await writtenSoFar(client)];
      await work();
      await pause(MOMENT);
      const own = new RegExp(`^${database} LOG: {2}(?:statement|execute [^:]*): (.*(?:\\n\\t.*)*)`, 'gm');
      const found = [...log(postgres).subarray(logged).toString().matchAll(own)].map(([, text = '']) => text);
      return {
        statements: found.length,
        commits: (await writtenSoFar(client)) - transactions,
        frequent: mostFrequent(found),
      };
    } finally {
      await set(client, { log_statement: null, log_line_prefix: null, autovacuum: null });
    }
  });
}

function mostFrequent(statements: readonly string[]): Asked['frequent'] {
  const times = new Map<string, number>();
  for (const text of statements) {
    const known = text.replaceAll(/\s+/g, ' ').trim().slice(0, KNOWN_BY);
    times.set(known, (times.get(known) ?? 0) + 1);
  }
  return [...times]
    .map(([statement, count]) => ({ statement, times: count }))
    .sort((one, other) => other.times - one.times)
    .slice(0, TOLD);
}

const log = ({ plan }: OwnPostgres): Buffer => readFileSync(join(plan.dataDir, 'logs', 'postgres.log'));

/** A transaction gets its number when it first writes. */
async function writtenSoFar(client: Client): Promise<number> {
  const { rows } = await client.query<{ next: string }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next',
  );
  return Number(rows[0]?.next);
}

/** @param settings null: as it was */
async function set(client: Client, settings: Readonly<Record<string, string | null>>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    await client.query(
      value === null
        ? `ALTER SYSTEM RESET ${name}`
        : `ALTER SYSTEM SET ${name} = ${client.escapeLiteral(value)}`,
    );
  }
  await client.query('SELECT pg_reload_conf()');
  await pause(MOMENT);
}
