/** Runs of the schedule are many and short: their histories are of no use for as long as those of cases are kept. */
import type { Client } from '@temporalio/client';
import { TELL_CASES } from '../workflows/messages.ts';
import { within } from './client.ts';
import { grpcCode } from './clock.ts';

const KEPT_MS = 600_000;
/** More than are begun between two calls, so that a backlog shrinks. */
const AT_ONCE = 20;
const NOT_FOUND = 5;

/** Deletes histories of scheduled runs that ended ten minutes ago or longer, so that an operator’s list shows cases, not tellings. */
export async function tidyTellings(client: Client): Promise<void> {
  const query =
    `WorkflowType = '${TELL_CASES}' AND ExecutionStatus != 'Running' ` +
    `AND CloseTime < '${new Date(Date.now() - KEPT_MS).toISOString()}'`;
  await within(client, 15_000, async () => {
    const { namespace } = client.options;
    const { executions } = await client.workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize: AT_ONCE,
    });
    for (const { execution } of executions) {
      if (!execution) continue;
      await client.workflowService
        .deleteWorkflowExecution({ namespace, workflowExecution: execution })
        .catch((error: unknown) => {
          // The list lags: it is gone already.
          if (grpcCode(error) !== NOT_FOUND) throw error;
        });
    }
  });
}
