/** DBOS: a library that keeps its workflows in the same PostgreSQL. */
import { typescript } from '../tools/stack/typescript.ts';
import { freePort } from '../tools/stack/ports.ts';
import { caller, keptConnection } from './call.ts';
import type { Contender } from './contender.ts';
import { NOTHING_TO_SETTLE } from './contender.ts';
import { casesKeptWhole, countOf, walkKeptSteps } from './kept-steps.ts';
import type { OwnPostgres } from './own-postgres.ts';
import { connected } from './own-postgres.ts';
import { startProgram } from './process.ts';
import { STEP_TABLE } from './step-table.ts';

const DATABASE = 'bench_dbos';
/** All that it keeps of the workflows of a case's steps. */
const RECORDS = `SELECT (
  (SELECT count(*) FROM dbos.workflow_status WHERE workflow_uuid LIKE $1) +
  (SELECT count(*) FROM dbos.operation_outputs WHERE workflow_uuid LIKE $1))::int AS count`;

export async function dbos(postgres: OwnPostgres): Promise<Contender> {
  const databaseUrl = await postgres.create(DATABASE);
  await connected(databaseUrl, (sql) => sql.query(STEP_TABLE));
  const port = await freePort();
  const program = await startProgram({
    name: 'DBOS',
    ...typescript('../../bench/contenders/dbos.ts', [String(port), databaseUrl]),
    env: process.env,
    ready: 'DBOS is ready',
  });
  return {
    name: 'dbos',
    database: DATABASE,
    settings: { pools: '16 connections each' },
    connect() {
      const agent = keptConnection();
      const calls = caller(`http://127.0.0.1:${port}`, agent, null);
      return Promise.resolve({
        walk: (timed) => walkKeptSteps((step) => calls.post('/', step), timed),
        close: () => {
          agent.destroy();
        },
      });
    },
    settled: () => Promise.resolve(NOTHING_TO_SETTLE),
    wholeCases: () => casesKeptWhole(databaseUrl),
    async kept(reference) {
      return { what: 'rows of its own', count: await countOf(databaseUrl, RECORDS, [`${reference}-%`]) };
    },
    close: () => program.stop(),
  };
}
