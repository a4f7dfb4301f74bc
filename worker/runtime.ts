/** Temporal's own runtime: one a process, logging through ours, without anything that a case holds. */
import { createServer } from 'node:http';
import { Runtime } from '@temporalio/worker';
import type { LogLevel, LogMetadata, Logger } from '@temporalio/worker';
import type { Log, LogFields } from '../config/log.ts';
import { ended, listening } from '../config/serving.ts';

let installed: { readonly metricsAddress: string | null } | null = null;

/**
 * @param metricsAddress `host:port` where it is to tell its metrics; null: it keeps none
 * @returns where it tells them: of the first call in this process
 */
export function installRuntime(log: Log, metricsAddress: string | null = null): string | null {
  if (installed !== null) return installed.metricsAddress;
  installed = { metricsAddress };
  Runtime.install({
    logger: engineLog(log),
    // Signals are the process's own concern: it has more to close than a worker.
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'WARN' } },
      ...(metricsAddress !== null && {
        metrics: {
          prometheus: {
            bindAddress: metricsAddress,
            countersTotalSuffix: true,
            unitSuffix: true,
            useSecondsForDurations: true,
          },
        },
      }),
    },
  });
  return metricsAddress;
}

/** It cannot be asked which port it was given, so it is told one of this machine that nothing uses. */
export async function freeAddress(): Promise<string> {
  const server = createServer();
  const port = await listening(server, 0, 'the port of the runtime', '127.0.0.1');
  await ended(server);
  return `127.0.0.1:${port}`;
}

/** Messages of the SDK and its core are fixed texts; what they carry along is cut to ids and kinds. */
function engineLog(log: Log): Logger {
  const write = (level: 'debug' | 'info' | 'warn' | 'error', message: string, meta?: LogMetadata): void => {
    log[level](message, fieldsOf(meta));
  };
  return {
    log: (level, message, meta) => {
      write(LEVELS[level], message, meta);
    },
    trace: (message, meta) => {
      write('debug', message, meta);
    },
    // The SDK tells of every start and end at these two levels.
    debug: (message, meta) => {
      write('debug', message, meta);
    },
    info: (message, meta) => {
      write('debug', message, meta);
    },
    warn: (message, meta) => {
      write('warn', message, meta);
    },
    error: (message, meta) => {
      write('error', message, meta);
    },
  };
}

const LEVELS = {
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'debug',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Record<LogLevel, string>;

function fieldsOf(meta: LogMetadata = {}): LogFields {
  const { workflowId, workflowType, activityType, attempt, taskQueue, error } = meta;
  return {
    ...(typeof workflowId === 'string' && { reference: workflowId }),
    ...(typeof workflowType === 'string' && { workflowType }),
    ...(typeof activityType === 'string' && { kind: activityType }),
    ...(typeof attempt === 'number' && { attempt }),
    ...(typeof taskQueue === 'string' && { taskQueue }),
    ...(error instanceof Error && { error }),
  };
}
