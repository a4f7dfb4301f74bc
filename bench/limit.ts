/**
 * The limit: the statements of our own transactions, each step's in one bare transaction through node-pg, without any of
 * the rules, checks and answers that lead to them. Nothing of ours can be faster than this.
 */
import pg from 'pg';
import { startApi } from '../api/main.ts';
import { readSettings } from '../config/settings.ts';
import type { Environment } from '../config/environment.ts';
import { migrate, openRecords } from '../records/index.ts';
import { publicHolidays } from '../records/public-holidays.ts';
import { freePort } from '../tools/stack/ports.ts';
import { addTrainingPeople } from '../tools/training-people.ts';
import {
  asAnotherCase,
  captureSteps,
  referenceOf,
  rowVersionAt,
  type CapturedTransaction,
} from './captured.ts';
import type { Contender } from './contender.ts';
import { NOTHING_TO_SETTLE } from './contender.ts';
import { STEPS_OF_A_CASE } from './eleven-steps.ts';
import { countOf } from './kept-steps.ts';
import { connect, WHOLE_CASES } from './ours.ts';
import type { OwnPostgres } from './own-postgres.ts';
import { connected } from './own-postgres.ts';
import { sameRows } from './same-rows.ts';

const DATABASE = 'bench_limit';
/** One for each client of the largest run, so that none waits for another's. */
const CONNECTIONS = 16;

export async function limit(environment: Environment, postgres: OwnPostgres): Promise<Contender> {
  const databaseUrl = await postgres.create(DATABASE);
  await migrate(databaseUrl);
  const captured = await captureOneCase(environment, databaseUrl);
  if (captured.length !== STEPS_OF_A_CASE) {
    throw new Error(`${captured.length} transactions of steps were seen, not ${STEPS_OF_A_CASE}`);
  }
  const known = await connected(databaseUrl, async (sql) => {
    const { rows } = await sql.query<{ id: string }>('SELECT id::text FROM person');
    return new Set(rows.map(({ id }) => id));
  });
  const names = new Map<string, string>();
  for (const { text, prepared } of captured.flat()) {
    if (prepared && !names.has(text)) names.set(text, `s${names.size}`);
  }
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS, options: '-c timezone=UTC' });
  let cases = 0;
  const walk = async (timed: (ms: number) => void): Promise<string> => {
    cases += 1;
    const reference = `MAS-3000-${String(cases).padStart(5, '0')}`;
    for (const transaction of asAnotherCase(captured, reference, known)) {
      const begun = performance.now();
      await replay(pool, { transaction, reference }, names);
      timed(performance.now() - begun);
    }
    return reference;
  };
  await sameRows(databaseUrl, referenceOf(captured), await walk(() => undefined));
  return {
    name: 'limit',
    database: DATABASE,
    settings: { connections: String(CONNECTIONS) },
    connect: () => Promise.resolve({ walk, close: () => undefined }),
    settled: () => Promise.resolve(NOTHING_TO_SETTLE),
    wholeCases: () => countOf(databaseUrl, WHOLE_CASES),
    kept: () => Promise.resolve(null),
    close: () => pool.end(),
  };
}

/** Drives one case through our own API in this process, on this database, with nobody to tell and no mail server. */
async function captureOneCase(
  environment: Environment,
  databaseUrl: string,
): Promise<readonly CapturedTransaction[]> {
  const [port, metricsPort, away] = [await freePort(), await freePort(), await freePort()];
  const settings = readSettings({
    ...environment,
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    TEMPORAL_ADDRESS: `127.0.0.1:${away}`,
    SMTP_URL: `smtp://127.0.0.1:${away}`,
    LOG_LEVEL: 'silent',
  });
  const records = await openRecords({ databaseUrl, publicHolidays });
  try {
    await addTrainingPeople(records);
    const api = await startApi(settings);
    try {
      const walker = await connect(settings, records);
      // The second case: statements are prepared, and the people have their accounts.
      await walker.walk(() => undefined);
      const captured = await captureSteps(() => walker.walk(() => undefined));
      walker.close();
      return captured;
    } finally {
      await api.close();
    }
  } finally {
    await records.close();
  }
}

/** The row as it is now: what ours have read of it when they write. */
async function rowVersionOf(client: pg.PoolClient, reference: string): Promise<unknown> {
  const { rows } = await client.query<{ version: string }>({
    name: 'rowVersion',
    text: 'SELECT xmin::text AS version FROM "case" WHERE reference = $1',
    values: [reference],
  });
  return rows[0]?.version;
}

async function replay(
  pool: pg.Pool,
  { transaction, reference }: { readonly transaction: CapturedTransaction; readonly reference: string },
  names: ReadonlyMap<string, string>,
): Promise<void> {
  const client = await pool.connect();
  try {
    for (const statement of transaction) {
      const { text } = statement;
      const values = [...statement.values];
      const name = names.get(text);
      const versionAt = rowVersionAt(statement);
      if (versionAt !== null) values[versionAt] = await rowVersionOf(client, reference);
      await client.query({ text, values, ...(name === undefined ? {} : { name }) });
    }
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
