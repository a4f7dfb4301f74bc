/**
 * The log. Only the fields of this list are written, and messages are fixed texts: no name, address, date of
 * birth or free text of a case can reach a log line, whatever an error or a caller holds.
 */
import { isNativeError } from 'node:util/types';
import pino from 'pino';
import type { LogLevel } from './settings.ts';

const LOG_FIELDS = [
  'attempt',
  'attempts',
  'code',
  'count',
  'dependency',
  'kind',
  'method',
  'migration',
  'ms',
  'nextDue',
  'personId',
  'port',
  'reference',
  'requestId',
  'result',
  'route',
  'signal',
  'stage',
  'status',
  'step',
  'taskQueue',
  'version',
  'workflowType',
] as const;
type LogField = (typeof LOG_FIELDS)[number];

/** References, ids, enumerated values and figures only. Of `error`, its kind, code and place are written. */
export type LogFields = { readonly [F in LogField]?: string | number | boolean | null } & {
  readonly error?: unknown;
};

type Write = (message: string, fields?: LogFields) => void;
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

/**
 * A log of JSON lines, `process` naming who writes.
 * @param destination a file descriptor (1: standard output) or anything with `write(line)`.
 */
export function createLog(
  process: string,
  level: LogLevel,
  destination: number | pino.DestinationStream = 1,
): Log {
  const logger = pino(
    { level, base: { process }, timestamp: pino.stdTimeFunctions.isoTime },
    typeof destination === 'number' ? pino.destination({ dest: destination, sync: true }) : destination,
  );
  return {
    debug: (message, fields) => {
      if (logger.isLevelEnabled('debug')) logger.debug(allowed(fields), message);
    },
    info: (message, fields) => {
      logger.info(allowed(fields), message);
    },
    warn: (message, fields) => {
      logger.warn(allowed(fields), message);
    },
    error: (message, fields) => {
      logger.error(allowed(fields), message);
    },
  };
}

const LONGEST_VALUE = 200;

function allowed(fields: LogFields = {}): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of LOG_FIELDS) {
    const value: unknown = fields[name];
    if (typeof value === 'string') kept[name] = value.slice(0, LONGEST_VALUE);
    else if (typeof value === 'number' || typeof value === 'boolean' || value === null) kept[name] = value;
  }
  if (fields.error !== undefined) kept['error'] = withoutMessage(fields.error);
  return kept;
}

/** What went wrong and where, without the message: drivers and validators put people's data into theirs. */
function withoutMessage(error: unknown): Record<string, unknown> {
  if (!isNativeError(error)) return { type: typeof error };
  const code = 'code' in error && /^\w{1,40}$/.test(String(error.code)) ? { code: String(error.code) } : {};
  const stack = error.stack ?? '';
  // A message of several lines could look like a place in the code: cut it off before looking for places.
  const afterMessage = stack.slice(stack.indexOf(error.message) + error.message.length);
  const where = afterMessage.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.constructor.name,
    ...code,
    where: where.slice(0, 8).map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: withoutMessage(error.cause) }),
  };
}
