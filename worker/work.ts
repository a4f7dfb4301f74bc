/** Keeps a worker at work for as long as the process runs, however often Temporal goes away. */
import { setTimeout as pause } from 'node:timers/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import type { Log } from '../config/log.ts';
import type { TemporalSettings } from '../config/temporal-settings.ts';
import { failureConverterPath } from '../engine/index.ts';
import type { Engine } from '../engine/index.ts';
import { staysPrepared } from './prepared.ts';

interface Parts {
  readonly temporal: TemporalSettings;
  readonly engine: Engine;
  readonly activities: Activities;
  readonly bundlePath: string;
  readonly log: Log;
}

const TRY_AGAIN_MS = 2_000;
const LOGGED_EVERY = 30;
/** What is in hand may take so long to finish when the worker is stopped. */
const FINISH_WITHIN = '15s';

export interface Work {
  /** Whether its pollers run and Temporal has lately heard them. */
  isAtWork(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Of the worker of the moment; null while there is none. */
interface AtWork {
  worker: Worker | null;
}

export function keepWorking(parts: Parts): Work {
  const stopping = new AbortController();
  const now: AtWork = { worker: null };
  const ended = Promise.all([workUntil(stopping.signal, parts, now), staysPrepared(stopping.signal, parts)]);
  return {
    isAtWork: async () =>
      now.worker !== null && polls(now.worker) && parts.engine.isPolling(now.worker.options.identity),
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** As the worker itself sees it, also where the server cannot be heard. */
function polls(worker: Worker): boolean {
  const { runState, workflowPollerState, activityPollerState } = worker.getStatus();
  return runState === 'RUNNING' && workflowPollerState === 'POLLING' && activityPollerState === 'POLLING';
}

async function workUntil(stopping: AbortSignal, parts: Parts, now: AtWork): Promise<void> {
  const { log } = parts;
  for (let attempt = 1; !stopping.aborted; attempt += 1) {
    try {
      await workOnce(stopping, parts, now);
      attempt = 0;
    } catch (error) {
      // Once in a while is enough: it may be away for hours.
      if (attempt % LOGGED_EVERY === 1) log.warn('Temporal is away; trying again', { attempt, error });
      await Promise.race([pause(TRY_AGAIN_MS), whenAborted(stopping)]);
    }
  }
}

async function workOnce(
  stopping: AbortSignal,
  { temporal, engine, activities, bundlePath, log }: Parts,
  now: AtWork,
): Promise<void> {
  const connection = await NativeConnection.connect({
    address: temporal.address,
    ...(temporal.tls !== null && { tls: temporal.tls }),
    ...(temporal.apiKey !== null && { apiKey: temporal.apiKey }),
  });
  try {
    await engine.prepare();
    const worker = await Worker.create({
      connection,
      namespace: temporal.namespace,
      taskQueue: temporal.taskQueue,
      workflowBundle: { codePath: bundlePath },
      activities,
      dataConverter: { failureConverterPath },
      maxConcurrentWorkflowTaskExecutions: 40,
      maxConcurrentLocalActivityExecutions: 20,
      maxConcurrentActivityTaskExecutions: 20,
      maxCachedWorkflows: 1_000,
      shutdownGraceTime: FINISH_WITHIN,
    });
    log.info('the worker takes work', { taskQueue: temporal.taskQueue });
    now.worker = worker;
    await worker.runUntil(whenAborted(stopping));
  } finally {
    now.worker = null;
    await connection.close();
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
