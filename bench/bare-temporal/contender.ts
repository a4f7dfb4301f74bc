/** Temporal without us: an update with a local activity a step, on the server that ours uses. */
import { Client, Connection, WithStartWorkflowOperation, type Workflow } from '@temporalio/client';
import type { Settings } from '../../config/settings.ts';
import { typescript } from '../../tools/stack/typescript.ts';
import type { Contender } from '../contender.ts';
import { NOTHING_TO_SETTLE } from '../contender.ts';
import { STEPS_OF_A_CASE } from '../eleven-steps.ts';
import { casesKeptWhole, walkKeptSteps } from '../kept-steps.ts';
import type { OwnPostgres } from '../own-postgres.ts';
import { connected } from '../own-postgres.ts';
import { startProgram } from '../process.ts';
import { STEP_TABLE, type KeptStep } from '../step-table.ts';

const TASK_QUEUE = 'bare';
const WORKFLOW = 'bareCase';
const UPDATE = 'step';
const DATABASE = 'bench_temporal';

export async function bareTemporal(settings: Settings, postgres: OwnPostgres): Promise<Contender> {
  const { address, namespace } = settings.temporal;
  const databaseUrl = await postgres.create(DATABASE);
  await connected(databaseUrl, (sql) => sql.query(STEP_TABLE));
  const worker = await startProgram({
    name: 'The worker of bare Temporal',
    ...typescript('../../bench/bare-temporal/worker.ts', [address, namespace, TASK_QUEUE, databaseUrl]),
    env: process.env,
    ready: 'The bare worker is ready',
  });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  return {
    name: 'temporal',
    database: DATABASE,
    settings: {},
    connect: () =>
      Promise.resolve({
        walk: (timed) => walkKeptSteps((step) => take(client, step), timed),
        close: () => undefined,
      }),
    settled: () => Promise.resolve(NOTHING_TO_SETTLE),
    wholeCases: () => casesKeptWhole(databaseUrl),
    async kept(reference) {
      const { historyLength } = await client.workflow.getHandle(reference).describe();
      return { what: 'history events', count: historyLength };
    },
    async close() {
      await connection.close();
      await worker.stop();
    },
  };
}

/** The first step starts the case's workflow. */
async function take(client: Client, step: KeptStep): Promise<void> {
  if (step.number > 1) {
    await client.workflow.getHandle(step.caseId).executeUpdate<number, [KeptStep]>(UPDATE, { args: [step] });
    return;
  }
  await client.workflow.executeUpdateWithStart<Workflow, number, [KeptStep]>(UPDATE, {
    args: [step],
    startWorkflowOperation: new WithStartWorkflowOperation<(steps: number) => Promise<void>>(WORKFLOW, {
      workflowId: step.caseId,
      taskQueue: TASK_QUEUE,
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [STEPS_OF_A_CASE],
    }),
  });
}
