/**
 * The process of DBOS: a workflow a step, named by case and number, with one step that keeps the row. A bare web server
 * before it, as nothing else brings it calls.
 */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { KEEP_STEP, type KeptStep } from '../step-table.ts';

const [port = '', databaseUrl = ''] = process.argv.slice(2);
/** As many as clients of the largest run, for each of its two pools. */
const CONNECTIONS = 16;

const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });

const takeStep = DBOS.registerWorkflow(
  async ({ caseId, number, body }: KeptStep) => {
    await DBOS.runStep(
      async () => {
        await pool.query({ name: 'keep', text: KEEP_STEP, values: [caseId, number, JSON.stringify(body)] });
      },
      { name: 'keep' },
    );
  },
  { name: 'takeStep' },
);

DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: databaseUrl,
  systemDatabasePoolSize: CONNECTIONS,
  logLevel: 'error',
});
await DBOS.launch();

const server = createServer((request, response) => {
  answer(json(request) as Promise<KeptStep>).then(
    () => response.end('{}'),
    (error: unknown) => {
      console.error(error);
      response.writeHead(500).end('{}');
    },
  );
});

async function answer(given: Promise<KeptStep>): Promise<void> {
  const step = await given;
  const handle = await DBOS.startWorkflow(takeStep, { workflowID: `${step.caseId}-${step.number}` })(step);
  await handle.getResult();
}

server.listen(Number(port), '127.0.0.1', () => {
  console.log('DBOS is ready');
});
process.once('SIGTERM', () => {
  server.closeAllConnections();
  server.close();
  void DBOS.shutdown().finally(() => process.exit(0));
});
