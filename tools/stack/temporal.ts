/** The embedded Temporal: the real server with its UI, its database a file in the installation's folder. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { HISTORIES_KEPT_DAYS } from '../../engine/index.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.ts';
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
  /** Further settings of the server as `name=value`, beside those that every one of ours has. */
  readonly dynamicConfig?: readonly string[];
}

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
      ...(plan.dynamicConfig ?? []).flatMap((setting) => ['--dynamic-config-value', setting]),
      ...Object.values(SEARCH_ATTRIBUTES).flatMap(({ name, type }) => [
        '--search-attribute',
        `${name}=${type}`,
      ]),
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
  const days = `${HISTORIES_KEPT_DAYS}d`;
  await run(
    plan.program,
    [
      ...['operator', 'namespace', 'update', '--address', address, '-n', plan.namespace, '--retention', days],
      ...['--disable-config-file', '--disable-config-env'],
    ],
    { timeout: 10_000 },
  );
}
