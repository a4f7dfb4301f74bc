/** How long a case's history is: what an operator would see in the Temporal UI. */
import type { Client } from '@temporalio/client';

export interface HistoryLength {
  /** Events of the process itself. */
  readonly process: number;
  /** Events that only moved a training case's clock. */
  readonly clock: number;
}

/** Events of the newest run of the case's workflow. Rejects where Temporal has no such workflow. */
export async function historyLength(client: Client, reference: string): Promise<HistoryLength> {
  const { events } = await client.workflow.getHandle(reference).fetchHistory();
  const all = events ?? [];
  const clock = all.filter(
    (event) =>
      event.workflowExecutionOptionsUpdatedEventAttributes != null ||
      event.workflowExecutionTimeSkippingTransitionedEventAttributes != null,
  );
  return { process: all.length - clock.length, clock: clock.length };
}
