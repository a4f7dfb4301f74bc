/** How the database fares, as the records tell it: measured, and said in the log where it was slow. */
import type { Log } from '../log.ts';
import type { Measures } from './registry.ts';

/** Work on the database that took longer is in the log, in milliseconds. */
const SLOW_MS = 1_000;

/** What the records tell; the same shape as `RecordsWatch` of records/types.ts. */
interface Watch {
  worked(kind: 'read' | 'transaction', ms: number): void;
  timeBrought(lateMs: number): void;
}

export function watchRecords(measures: Measures, log: Log): Watch {
  return {
    worked(kind, ms) {
      measures.time('databaseWork', ms, { kind });
      if (ms > SLOW_MS) log.warn('work on the database was slow', { kind, ms: Math.round(ms) });
    },
    timeBrought(lateMs) {
      measures.time('timeBrought', lateMs, {});
    },
  };
}

export function setConnections(
  measures: Measures,
  connections: { readonly inUse: number; readonly idle: number; readonly waiting: number },
): void {
  for (const state of ['inUse', 'idle', 'waiting'] as const) {
    measures.set('databaseConnections', connections[state], { state });
  }
}
