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
}

/** A poller that was not heard of for longer than a long poll lasts is gone. */
const POLLED_WITHIN_MS = 75_000;
const DEADLINE_MS = 15_000;
/** Whoever asks whether the service is ready waits no longer for Temporal. */
export const READY_WITHIN_MS = 2_000;

/** Never rejects. */
export async function readinessOf(client: Client, temporal: TemporalSettings): Promise<Readiness> {
  try {
    const { pollers } = await within(client, READY_WITHIN_MS, () =>
      client.workflowService.describeTaskQueue({
        namespace: temporal.namespace,
        taskQueue: { name: temporal.taskQueue },
      }),
    );
    const since = Date.now() - POLLED_WITHIN_MS;
    const worker = pollers.some((poller) => Number(poller.lastAccessTime?.seconds ?? 0) * 1000 > since);
    return { server: true, worker };
  } catch {
    return { server: false, worker: false };
  }
}

/** Over a connection of its own, so that it can be asked without the record. Never rejects. */
export function engineHealth(temporal: TemporalSettings): Promise<EngineHealth> {
  return connected(temporal, async ({ client }) => {
    const ready = await readinessOf(client, temporal);
    return { ...ready, schedule: ready.server ? await scheduleState(client) : 'unknown' };
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
