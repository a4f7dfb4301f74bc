/** The one PostgreSQL of a run: that of the own service, with a database for each contender. */
import pg from 'pg';
import { installationKeys } from '../config/installation-keys.ts';
import type { Settings } from '../config/settings.ts';
import type { PostgresPlan } from '../tools/stack/postgres.ts';
import { postgresUrl } from '../tools/stack/postgres.ts';

export interface OwnPostgres {
  readonly plan: PostgresPlan;
  /** As the service's own account. */
  readonly url: (database: string) => string;
  /** Makes an empty database. @returns its url */
  create(database: string): Promise<string>;
  /** Over a connection of a superuser. */
  administer<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
}

export function postgresOf({ dataDir, ports }: Settings): OwnPostgres {
  const plan = { dataDir, port: ports.postgres, password: installationKeys(dataDir).databasePassword };
  const url = (database: string): string => postgresUrl(plan, 'supervision', database);
  const administer = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> =>
    connected(postgresUrl(plan, 'postgres', 'postgres'), work);
  return {
    plan,
    url,
    administer,
    async create(database) {
      await administer((client) => client.query(`CREATE DATABASE ${database} OWNER supervision`));
      return url(database);
    },
  };
}

export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
