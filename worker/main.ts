/** The worker process: runs the workflows of all cases, and what they do in the world. */
import { pathToFileURL } from 'node:url';
import { createActivities } from '../activities/index.ts';
import { createMailer } from '../activities/email/index.ts';
import { createLog } from '../config/log.ts';
import { metricsServer } from '../config/metrics/server.ts';
import type { Log } from '../config/log.ts';
import { processSettings } from '../config/process-settings.ts';
import { ended, listening } from '../config/serving.ts';
import type { Settings } from '../config/settings.ts';
import { connectEngine } from '../engine/index.ts';
import { openRecordsOnceThere } from '../records/once-there.ts';
import { publicHolidays } from '../records/public-holidays.ts';
import { workflowBundle } from './bundle.ts';
import { createWorkerMetrics } from './metrics.ts';
import { freeAddress, installRuntime } from './runtime.ts';
import { keepWorking } from './work.ts';
import type { Work } from './work.ts';

export interface RunningWorker {
  /** Takes no more work, finishes what is in hand, and lets go of everything. */
  close(): Promise<void>;
}

/**
 * Resolves once the database is there; it and Temporal may be away and are waited for, with a line in the log.
 * @throws when the database lacks its tables, or the bundle cannot be made
 */
export async function startWorker(settings: Settings): Promise<RunningWorker> {
  const log = createLog('worker', settings.logLevel);
  const metrics = createWorkerMetrics(log, installRuntime(log, await freeAddress()));
  const { databaseUrl, temporal, smtpUrl, mailFrom, publicUrl } = settings;
  const bundlePath = await workflowBundle(settings.cacheDir);
  let work: Work | null = null;
  const figures = metricsServer(metrics.text, () => work?.isAtWork() ?? Promise.resolve(false));
  // As the web process does: a training installation is this machine's own.
  const host = settings.installation === 'training' ? '127.0.0.1' : undefined;
  await listening(figures, settings.workerMetricsPort, 'WORKER_METRICS_PORT', host);
  const records = await openRecordsOnceThere(
    { databaseUrl, publicHolidays, watch: metrics.watch },
    (attempt, error) => {
      log.warn('the database is away; trying again', { attempt, error });
    },
  ).catch(async (error: unknown) => {
    await ended(figures);
    throw error;
  });
  metrics.observe(records);
  const mailer = createMailer({ smtpUrl, mailFrom });
  const engine = connectEngine({ temporal, records, log });
  const activities = createActivities({
    records,
    mailer,
    engine,
    publicUrl,
    mailFrom,
    noteEmail: metrics.noteEmail,
    log,
  });
  const begun = keepWorking({ temporal, engine, activities, bundlePath, log });
  work = begun;
  return {
    async close() {
      await begun.stop();
      await ended(figures);
      await engine.close();
      mailer.close();
      await records.close();
    },
  };
}

function closeOnSignals(starting: Promise<RunningWorker>, log: Log): void {
  let running: RunningWorker | null = null;
  let closing = false;
  starting.then(
    (worker) => {
      running = worker;
    },
    () => undefined,
  );
  const close = (): void => {
    // Still waiting for the database: nothing is in hand.
    if (running === null) process.exit(0);
    if (closing) return;
    closing = true;
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('the worker could not be closed in order', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const settings = processSettings();
  const starting = startWorker(settings);
  closeOnSignals(starting, createLog('worker', settings.logLevel));
  await starting;
}
