/** The embedded Temporal: the real server with its UI, its database a file in the installation's folder. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Part, RunPart } from './part.ts';

const run = promisify(execFile);

export interface TemporalPlan {
  readonly dataDir: string;
  /** The program, as `findTemporal` gives it. */
  readonly program: string;
  readonly port: number;
  readonly uiPort: number;
  /** Made at the first start, beside `default`. */
  readonly namespace: string;
}

/** What the Temporal UI and the worker can search cases by. */
const SEARCH_ATTRIBUTES = ['MasStage=Keyword', 'MasNextDue=Datetime', 'MasOverdueTasks=Int'];

/** How long the server keeps the history of a closed case, in days: a case of seven months, and time to look. */
const RETENTION_DAYS = 365;

/**
 * Starts the server on 127.0.0.1 and waits until it answers for its namespace. Single executions may have
 * their clocks moved: the embedded server is for training and tests only.
 * @throws with the server's last words when it does not come up.
 */
export async function startTemporal(plan: TemporalPlan, runPart: RunPart): Promise<Part> {
  mkdirSync(plan.dataDir, { recursive: true });
  const part = runPart({
    name: 'temporal',
    dataDir: plan.dataDir,
    command: plan.program,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--ui-ip', '127.0.0.1', '--ui-disable-news-fetch'],
      ...['--port', String(plan.port), '--ui-port', String(plan.uiPort)],
      ...['--db-filename', join(plan.dataDir, 'temporal.sqlite')],
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
      ...['--dynamic-config-value', 'frontend.WorkflowTimeSkippingEnabled=true'],
      ...['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="20ms"'],
      ...SEARCH_ATTRIBUTES.flatMap((attribute) => ['--search-attribute', attribute]),
      ...(plan.namespace === 'default' ? [] : ['--namespace', plan.namespace]),
      ...['--log-level', 'error', '--log-format', 'json'],
    ],
    // Settings for clients of another Temporal are no concern of this one.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TZ: 'UTC' },
    stopSignal: 'SIGTERM',
  });
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await keepHistories(plan);
      return part;
    } catch (error) {
      if (part.hasEnded() || Date.now() > deadline) {
        await part.stop();
        throw new Error(`Temporal did not come up. Its last words:\n${part.lastWords()}`, { cause: error });
      }
    }
    await pause(100);
  }
}

/** @throws while the server does not know its namespace yet. */
async function keepHistories(plan: TemporalPlan): Promise<void> {
  const address = `127.0.0.1:${plan.port}`;
  const days = `${RETENTION_DAYS}d`;
  await run(
    plan.program,
    [
      ...['operator', 'namespace', 'update', '--address', address, '-n', plan.namespace, '--retention', days],
      ...['--disable-config-file', '--disable-config-env'],
    ],
    { timeout: 10_000 },
  );
}
