/** Whether Temporal is there, a worker polls, and the schedule runs; and setting the schedule right. */
import { ScheduleNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { TemporalSettings } from '../config/temporal-settings.ts';
import { TELL_CASES } from '../workflows/messages.ts';
import type { Connected } from './client.ts';
import { connectLazily, within } from './client.ts';
import { ensureSchedule, ensureSearchAttributes } from './schedule.ts';

export interface Readiness {
  /** The server answers. */
  readonly server: boolean;
  /** A worker polls the task queue. */
  readonly worker: boolean;
}

export interface EngineHealth extends Readiness {
  /** Of the workflow that tells cases not yet told; `unknown` where the server does not answer. */
  readonly schedule: 'running' | 'paused' | 'missing' | 'unknown';
  /** Its newest runs that have ended, newest first. */
  readonly runs: readonly ScheduledRun[];
}

export interface ScheduledRun {
  /** Whether it did what it is for. */
  readonly told: boolean;
  /** What else it does and could not. */
  readonly failed: readonly string[];
}

/** A poller that was not heard of for longer than a long poll lasts is gone. */
const POLLED_WITHIN_MS = 75_000;
const DEADLINE_MS = 15_000;
/** A minute and a half of them. */
const RUNS_LOOKED_AT = 5;
/** Whoever asks whether the service is ready waits no longer for Temporal. */
export const READY_WITHIN_MS = 2_000;

/** Never rejects. */
export async function readinessOf(client: Client, temporal: TemporalSettings): Promise<Readiness> {
  try {
    return { server: true, worker: (await polledLately(client, temporal)).length > 0 };
  } catch {
    return { server: false, worker: false };
  }
}

/** Whether the server has heard this worker ask for work; false where it does not answer. Never rejects. */
export async function isPolling(
  client: Client,
  temporal: TemporalSettings,
  identity: string,
): Promise<boolean> {
  try {
    return (await polledLately(client, temporal)).includes(identity);
  } catch {
    return false;
  }
}

/** The workers that the server has heard lately, by their identities. */
async function polledLately(client: Client, temporal: TemporalSettings): Promise<readonly string[]> {
  const { pollers } = await within(client, READY_WITHIN_MS, () =>
    client.workflowService.describeTaskQueue({
      namespace: temporal.namespace,
      taskQueue: { name: temporal.taskQueue },
    }),
  );
  const since = Date.now() - POLLED_WITHIN_MS;
  return pollers
    .filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > since)
    .map(({ identity }) => identity ?? '');
}

/** Over a connection of its own, so that it can be asked without the record. Never rejects. */
export function engineHealth(temporal: TemporalSettings): Promise<EngineHealth> {
  return connected(temporal, async ({ client }) => {
    const ready = await readinessOf(client, temporal);
    if (!ready.server) return { ...ready, schedule: 'unknown', runs: [] };
    return { ...ready, schedule: await scheduleState(client), runs: await newestRuns(client) };
  });
}

/** Creates the schedule where it is missing and lets it run where it is paused. Rejects where Temporal is away. */
export async function setScheduleRight(temporal: TemporalSettings): Promise<void> {
  await connected(temporal, (own) =>
    within(own.client, DEADLINE_MS, async () => {
      await ensureSearchAttributes(own);
      await ensureSchedule(own.client, temporal.taskQueue);
      await own.client.schedule.getHandle(TELL_CASES).unpause();
    }),
  );
}

/** Begins a run now. Rejects where Temporal is away. */
export async function runSchedule(temporal: TemporalSettings): Promise<void> {
  await connected(temporal, ({ client }) =>
    within(client, DEADLINE_MS, () => client.schedule.getHandle(TELL_CASES).trigger()),
  );
}

/** Never rejects: runs that cannot be asked for are left out. */
async function newestRuns(client: Client): Promise<readonly ScheduledRun[]> {
  try {
    return await within(client, DEADLINE_MS, async () => {
      const { info } = await client.schedule.getHandle(TELL_CASES).describe();
      const newestFirst = info.recentActions.toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime());
      const runs: ScheduledRun[] = [];
      for (const { action } of newestFirst.slice(0, RUNS_LOOKED_AT)) {
        const { workflowId, firstExecutionRunId } = action.workflow;
        const handle = client.workflow.getHandle(workflowId, firstExecutionRunId);
        const { status } = await handle.describe();
        if (status.name === 'COMPLETED') runs.push({ told: true, failed: failedOf(await handle.result()) });
        else if (status.name !== 'RUNNING') runs.push({ told: false, failed: [] });
      }
      return runs;
    });
  } catch {
    return [];
  }
}

/** Runs of the release before say nothing of it. */
function failedOf(result: unknown): readonly string[] {
  const failed = typeof result === 'object' && result !== null && 'failed' in result ? result.failed : [];
  return Array.isArray(failed) ? failed.filter((part) => typeof part === 'string') : [];
}

/** Never rejects. */
export async function scheduleState(
  client: Client,
  withinMs = DEADLINE_MS,
): Promise<EngineHealth['schedule']> {
  try {
    const { state } = await within(client, withinMs, () => client.schedule.getHandle(TELL_CASES).describe());
    return state.paused ? 'paused' : 'running';
  } catch (error) {
    return error instanceof ScheduleNotFoundError ? 'missing' : 'unknown';
  }
}

async function connected<T>(temporal: TemporalSettings, work: (own: Connected) => Promise<T>): Promise<T> {
  const own = connectLazily(temporal);
  try {
    return await work(own);
  } finally {
    await own.close();
  }
}
