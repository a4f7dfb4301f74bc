/** Erases what Temporal keeps of a case: every run of its workflow, with its history. */
import type { Client } from '@temporalio/client';
import { within } from './client.ts';
import { grpcCode, readClock } from './clock.ts';

const DEADLINE_MS = 15_000;
const NOT_FOUND = 5;

/**
 * Asks for the removal of every run, and ends one that still runs. Idempotent; Temporal takes a moment to do it.
 * @returns whether nothing was found: then there is nothing left
 * @throws {NoAnswerInTime} or Temporal's own errors where it is away
 */
export async function eraseHistory(client: Client, reference: string): Promise<boolean> {
  return within(client, DEADLINE_MS, async () => {
    const runs: string[] = [];
    const query = `WorkflowId = '${reference.replaceAll("'", "''")}'`;
    for await (const { runId } of client.workflow.list({ query })) runs.push(runId);
    for (const runId of runs) await erase(client, { workflowId: reference, runId });
    if (runs.length > 0) return false;
    // The list lags behind a little: the case itself is asked for.
    if ((await readClock(client, reference)) === null) return true;
    await erase(client, { workflowId: reference });
    return false;
  });
}

async function erase(
  client: Client,
  workflowExecution: { readonly workflowId: string; readonly runId?: string },
): Promise<void> {
  const { namespace } = client.options;
  await client.workflowService
    .deleteWorkflowExecution({ namespace, workflowExecution })
    .catch((error: unknown) => {
      if (grpcCode(error) !== NOT_FOUND) throw error;
    });
}
