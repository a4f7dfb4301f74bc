/** The clock of one workflow, as the server tells it. Only a server with time skipping allowed moves it. */
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { WHAT_IS_KNOWN } from '../workflows/messages.ts';
import type { WhatIsKnown } from '../workflows/messages.ts';
import { within } from './client.ts';

const DEADLINE_MS = 5_000;
/** WORKFLOW_EXECUTION_STATUS_RUNNING of Temporal's API. */
const RUNNING = 1;
/** gRPC codes of Temporal's API. */
const NOT_FOUND = 5;
const NOT_BEGUN = 9;
const ASK_AGAIN_MS = 50;

export interface WorkflowClock {
  readonly running: boolean;
  /** Epoch ms: the workflow's own now. */
  readonly now: number;
  /** The server is moving it at this moment. */
  readonly moving: boolean;
  /** Activities are in hand. */
  readonly working: boolean;
  /** Id of the last or current move. */
  readonly moveId: string | null;
  /** Tries of the workflow task in hand: more than one where it fails or times out. 0 where there is none. */
  readonly taskTries: number;
}

/** The gRPC code of an error of Temporal's, also where the client wrapped it. */
export function grpcCode(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'number') return error.code;
  return grpcCode(error.cause);
}

/** Null where the server knows no such workflow. */
export async function readClock(client: Client, reference: string): Promise<WorkflowClock | null> {
  try {
    const described = await within(client, DEADLINE_MS, () =>
      client.workflowService.describeWorkflowExecution({
        namespace: client.options.namespace,
        execution: { workflowId: reference },
      }),
    );
    const info = described.workflowExtendedInfo?.timeSkippingInfo;
    const time = info?.currentTime;
    return {
      running: Number(described.workflowExecutionInfo?.status) === RUNNING,
      now: time ? Number(time.seconds ?? 0) * 1000 + Math.floor((time.nanos ?? 0) / 1e6) : Date.now(),
      moving: info?.effectiveConfig?.enabled === true,
      working: described.pendingActivities.length > 0,
      moveId: info?.effectiveConfig?.fastForwardConfig?.id ?? null,
      taskTries: described.pendingWorkflowTask?.attempt ?? 0,
    };
  } catch (error) {
    if (grpcCode(error) === NOT_FOUND) return null;
    throw error;
  }
}

/** Null where the server knows no such workflow, or it did not begin in time. */
export async function whatIsKnown(client: Client, reference: string): Promise<WhatIsKnown | null> {
  const deadline = Date.now() + DEADLINE_MS;
  do {
    try {
      return await within(client, DEADLINE_MS, () =>
        client.workflow.getHandle(reference).query<WhatIsKnown>(WHAT_IS_KNOWN),
      );
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      // Right after it continued as new, the server holds its first task back for a moment.
      if (grpcCode(error) !== NOT_BEGUN) throw error;
    }
    await pause(ASK_AGAIN_MS);
  } while (Date.now() < deadline);
  return null;
}
