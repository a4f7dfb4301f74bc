/** How long a case's history is: what an operator would see in the Temporal UI. */
import type { Client } from '@temporalio/client';
import { within } from './client.ts';

const DEADLINE_MS = 15_000;

export interface HistoryLength {
  /** Events of the process itself. */
  readonly process: number;
  /** Events that only moved a training case's clock. */
  readonly clock: number;
}

/** Events of the newest run of the case's workflow. Rejects where Temporal has no such workflow. */
export async function historyLength(client: Client, reference: string): Promise<HistoryLength> {
  const { events } = await within(client, DEADLINE_MS, () =>
    client.workflow.getHandle(reference).fetchHistory(),
  );
  const all = events ?? [];
  const clock = all.filter(
    (event) =>
      event.workflowExecutionOptionsUpdatedEventAttributes != null ||
      event.workflowExecutionTimeSkippingTransitionedEventAttributes != null,
  );
  return { process: all.length - clock.length, clock: clock.length };
}
