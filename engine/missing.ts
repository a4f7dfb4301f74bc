/** Which cases have a running workflow, what it shows of them, and which have none. */
import type { Client } from '@temporalio/client';
import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import { SEARCH_ATTRIBUTES, SUPERVISION_CASE } from '../workflows/messages.ts';
import { within } from './client.ts';
import { readClock } from './clock.ts';

const STAGE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.stage.name, SearchAttributeType.KEYWORD);
const NEXT_DUE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.nextDue.name, SearchAttributeType.DATETIME);
const DEADLINE_MS = 15_000;
const DESCRIBED_AT_ONCE = 10;

/** What a workflow lets be searched for, which is what it knows; it lags a little. */
export interface ShownCase {
  readonly stage: string | null;
  /** Epoch milliseconds. */
  readonly nextDue: number | null;
}

/** By reference; those without a running workflow are not in it. @param references in ascending order */
export async function shownCases(
  client: Client,
  references: readonly string[],
): Promise<ReadonlyMap<string, ShownCase>> {
  const [first] = references;
  const last = references.at(-1);
  if (first === undefined || last === undefined) return new Map();
  return within(client, DEADLINE_MS, () => runningBetween(client, first, last));
}

/** @param references in ascending order */
export async function withoutWorkflow(client: Client, references: readonly string[]): Promise<string[]> {
  const running = await shownCases(client, references);
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

async function runningBetween(client: Client, first: string, last: string): Promise<Map<string, ShownCase>> {
  const query =
    `WorkflowType = '${SUPERVISION_CASE}' AND ExecutionStatus = 'Running' ` +
    `AND WorkflowId BETWEEN '${quoted(first)}' AND '${quoted(last)}'`;
  const running = new Map<string, ShownCase>();
  for await (const { workflowId, typedSearchAttributes } of client.workflow.list({ query, pageSize: 1000 })) {
    running.set(workflowId, {
      stage: typedSearchAttributes.get(STAGE) ?? null,
      nextDue: typedSearchAttributes.get(NEXT_DUE)?.getTime() ?? null,
    });
  }
  return running;
}

function quoted(reference: string): string {
  return reference.replaceAll("'", "''");
}
