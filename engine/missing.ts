/** Which cases have no running workflow. */
import type { Client } from '@temporalio/client';
import { SUPERVISION_CASE } from '../workflows/messages.ts';
import { within } from './client.ts';
import { readClock } from './clock.ts';

const DEADLINE_MS = 15_000;
const DESCRIBED_AT_ONCE = 10;

/** @param references in ascending order */
export async function withoutWorkflow(client: Client, references: readonly string[]): Promise<string[]> {
  const [first] = references;
  const last = references.at(-1);
  if (first === undefined || last === undefined) return [];
  const running = await within(client, DEADLINE_MS, () => runningBetween(client, first, last));
  const doubtful = references.filter((reference) => !running.has(reference));
  const missing: string[] = [];
  // The list lags a little behind: the case itself is asked for before it is taken to be missing.
  while (doubtful.length > 0) {
    const some = doubtful.splice(0, DESCRIBED_AT_ONCE);
    const clocks = await Promise.all(some.map((reference) => readClock(client, reference)));
    missing.push(...some.filter((_, place) => clocks[place]?.running !== true));
  }
  return missing;
}

async function runningBetween(client: Client, first: string, last: string): Promise<Set<string>> {
  const query =
    `WorkflowType = '${SUPERVISION_CASE}' AND ExecutionStatus = 'Running' ` +
    `AND WorkflowId BETWEEN '${quoted(first)}' AND '${quoted(last)}'`;
  const running = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query, pageSize: 1000 })) running.add(workflowId);
  return running;
}

function quoted(reference: string): string {
  return reference.replaceAll("'", "''");
}
