/** Web process, worker, engine, record and mail server, all real, and what tests ask of a case that went through them. */
import { Client, Connection } from '@temporalio/client';
import { createLog } from '../../config/log.ts';
import type { CaseEvent } from '../../domain/case/events.ts';
import { connectEngine } from '../../engine/index.ts';
import type { Engine } from '../../engine/index.ts';
import type { CaseRecord } from '../../records/types.ts';
import { startWorker } from '../../worker/main.ts';
import { runApi } from '../api/running-api.ts';
import type { RunningApi } from '../api/running-api.ts';
import { walkEvents } from '../domain/case/walk-events.ts';
import { until } from '../support/until.ts';

export interface WholeService extends RunningApi {
  readonly engine: Engine;
  readonly client: Client;
  /** Waits until the workflow knows what is recorded and the email is out. */
  settled(reference: string, withinMs?: number): Promise<CaseRecord>;
  /** Moves the case's clock, by an administrator's call. */
  advance(path: string, body: object): Promise<{ readonly status: number; readonly now: string }>;
  eventsOf(reference: string): Promise<readonly CaseEvent[]>;
  /** What of the case is not as folding its events gives, and throws where their order shows what may never happen. */
  faultsOf(reference: string): Promise<readonly string[]>;
  /** Terminates the case's workflow and deletes it with its history, as an operator would by hand. */
  deleteWorkflow(reference: string): Promise<void>;
}

export const referenceOf = (path: string): string => path.slice('/v1/cases/'.length);

/** @param temporal where the test has a server of its own, to be killed; else the run's */
export async function runWholeService(
  temporal?: NonNullable<Parameters<typeof runApi>[0]>['temporal'],
): Promise<WholeService> {
  const api = await runApi(temporal === undefined ? {} : { temporal });
  const { records, sql, settings } = api;
  const worker = await startWorker(settings);
  const engine = connectEngine({
    temporal: settings.temporal,
    records,
    log: createLog('test', 'silent'),
  });
  const connection = await Connection.connect({ address: settings.temporal.address });
  const { namespace } = settings.temporal;
  const client = new Client({ connection, namespace });
  await until('a worker polls', async () => (await engine.ready()).worker, 60_000);

  const eventsOf = async (reference: string): Promise<readonly CaseEvent[]> => {
    const { rows } = await sql.query<CaseEvent>(
      `SELECT version, (extract(epoch FROM at) * 1000)::float8 AS at, body
       FROM case_event WHERE reference = $1 ORDER BY version`,
      [reference],
    );
    return rows;
  };

  return {
    ...api,
    engine,
    client,
    eventsOf,
    settled: (reference, withinMs = 30_000) =>
      until(
        `${reference} is settled`,
        async () => {
          const found = await records.findCase(reference);
          if (found === null || found.view.mailWaiting) return null;
          const known = await engine.describeNow(reference);
          if (known === null) return found.view.stage === 'closed' ? found : null;
          return known.view.version === found.view.version && known.view.nextDue === found.view.nextDue
            ? found
            : null;
        },
        withinMs,
      ),
    async advance(path, body) {
      const answer = await api.as('administrator').post(`/v1/training${path.slice(3)}/advance`, body);
      const { now } = answer.body as { now?: string };
      return { status: answer.status, now: now ?? '' };
    },
    async faultsOf(reference) {
      walkEvents(await eventsOf(reference));
      return (await records.drift(reference)) ?? ['no such case'];
    },
    async deleteWorkflow(reference) {
      const handle = client.workflow.getHandle(reference);
      const { runId } = await handle.describe();
      // Of one that runs, deleting is terminating too; what was terminated before is deleted only after a while.
      await client.workflowService.deleteWorkflowExecution({
        namespace,
        workflowExecution: { workflowId: reference, runId },
      });
      await until('it is gone', () =>
        client.workflow
          .getHandle(reference, runId)
          .describe()
          .then(
            () => false,
            () => true,
          ),
      );
    },
    async close() {
      await engine.close();
      await worker.close();
      await connection.close();
      await api.close();
    },
  };
}

/** Message-IDs of all that the mail server took, oldest first. */
export function messageIds({ mail }: Pick<RunningApi, 'mail'>): readonly string[] {
  return mail.received.map(({ source }) => /^Message-ID: (.*?)\r?$/im.exec(source)?.[1] ?? 'without');
}
