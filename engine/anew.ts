/**
 * Workflows that know what never came to be: after the record was restored to an earlier time, a workflow may be ahead of
 * its case, or belong to none. Being told again does not help it: a lower version than it knows is ignored.
 */
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { Records } from '../records/types.ts';
import { SUPERVISION_CASE } from '../workflows/messages.ts';
import { within } from './client.ts';
import { readClock } from './clock.ts';
import type { Teller, Told } from './tell.ts';

const DEADLINE_MS = 5_000;
/** Pages of all open cases. */
const LIST_DEADLINE_MS = 60_000;
const DESCRIBED_AT_ONCE = 10;

/**
 * Ends the case's workflow and starts another from the record; `ended` where no open case is recorded, so that there is
 * nothing to carry. @param why told in the ended one's history, without anybody's data
 */
export async function startAnew(
  { client, records, teller }: { client: Client; records: Records; teller: Teller },
  reference: string,
  why: string,
): Promise<Told | 'ended'> {
  await within(client, DEADLINE_MS, () =>
    client.workflow
      .getHandle(reference)
      .terminate(why)
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }),
  );
  const recorded = await records.viewToTell(reference);
  if (recorded === null || (recorded.view.stage === 'closed' && !recorded.view.mailWaiting)) return 'ended';
  return teller.tellAtOnce({ reference, step: null, ...recorded });
}

/** Cases that have a running workflow and are not among these. The list lags a little: each is asked for before it is believed. */
export async function workflowsBeyond(client: Client, open: ReadonlySet<string>): Promise<string[]> {
  const query = `WorkflowType = '${SUPERVISION_CASE}' AND ExecutionStatus = 'Running'`;
  const doubtful = await within(client, LIST_DEADLINE_MS, async () => {
    const others: string[] = [];
    for await (const { workflowId } of client.workflow.list({ query, pageSize: 1000 })) {
      if (!open.has(workflowId)) others.push(workflowId);
    }
    return others;
  });
  const running: string[] = [];
  while (doubtful.length > 0) {
    const some = doubtful.splice(0, DESCRIBED_AT_ONCE);
    const clocks = await Promise.all(some.map((reference) => readClock(client, reference)));
    running.push(...some.filter((_, place) => clocks[place]?.running === true));
  }
  return running;
}
