/** The worker of bare Temporal, a process of its own: set as ours is, with the one local activity. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pg from 'pg';
import { KEEP_STEP } from '../step-table.ts';
import type { BareActivities } from './case.ts';

const [address = '', namespace = '', taskQueue = '', connectionString = ''] = process.argv.slice(2);

Runtime.install({ telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'WARN' } } } });
const pool = new pg.Pool({ connectionString, max: 20 });
const activities: BareActivities = {
  async keepStep({ caseId, number, body }) {
    await pool.query({
      name: 'keep',
      text: KEEP_STEP,
      values: [caseId, number, JSON.stringify(body)],
    });
  },
};
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('case.ts', import.meta.url)),
  activities: { ...activities },
  maxConcurrentWorkflowTaskExecutions: 40,
  maxConcurrentLocalActivityExecutions: 20,
  maxCachedWorkflows: 1_000,
});
console.log('The bare worker is ready');
await worker.run();
await connection.close();
await pool.end();
