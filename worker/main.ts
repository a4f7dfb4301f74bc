/** The worker process: runs the workflows of all cases, and what they do in the world. */
import { pathToFileURL } from 'node:url';
import { createActivities } from '../activities/index.ts';
import { createMailer } from '../activities/email/index.ts';
import { createLog } from '../config/log.ts';
import type { Log } from '../config/log.ts';
import { processSettings } from '../config/process-settings.ts';
import type { Settings } from '../config/settings.ts';
import { connectEngine } from '../engine/index.ts';
import { openRecords } from '../records/index.ts';
import { publicHolidays } from '../records/public-holidays.ts';
import { workflowBundle } from './bundle.ts';
import { installRuntime } from './runtime.ts';
import { keepWorking } from './work.ts';

export interface RunningWorker {
  /** Takes no more work, finishes what is in hand, and lets go of everything. */
  close(): Promise<void>;
}

/**
 * Resolves once the parts are there; Temporal itself may be away and is waited for, with a line in the log.
 * @throws when the database cannot be opened or the bundle cannot be made.
 */
export async function startWorker(settings: Settings): Promise<RunningWorker> {
  const log = createLog('worker', settings.logLevel);
  installRuntime(log);
  const { databaseUrl, temporal, smtpUrl, mailFrom, publicUrl } = settings;
  const bundlePath = await workflowBundle(settings.cacheDir);
  const records = await openRecords({ databaseUrl, publicHolidays });
  const mailer = createMailer({ smtpUrl, mailFrom });
  const engine = connectEngine({ temporal, records, log });
  const activities = createActivities({ records, mailer, engine, publicUrl, mailFrom, log });
  const work = keepWorking({ temporal, engine, activities, bundlePath, log });
  return {
    async close() {
      await work.stop();
      await engine.close();
      mailer.close();
      await records.close();
    },
  };
}

function closeOnSignals(worker: RunningWorker, log: Log): void {
  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    worker.close().then(
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
  closeOnSignals(await startWorker(settings), createLog('worker', settings.logLevel));
}
