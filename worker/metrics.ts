/** What the worker measures: its own figures, and those that Temporal's core keeps of workflows and activities. */
import { createMeasures } from '../config/metrics/registry.ts';
import { setConnections, watchRecords } from '../config/metrics/watch.ts';
import type { Log } from '../config/log.ts';
import type { NoteEmail } from '../activities/index.ts';
import type { Records, RecordsWatch } from '../records/types.ts';

export interface WorkerMetrics {
  readonly watch: RecordsWatch;
  readonly noteEmail: NoteEmail;
  /** From now on the connections of these records are read at each scrape. */
  observe(records: Pick<Records, 'connections'>): void;
  /** As Prometheus reads it. */
  readonly text: () => Promise<string>;
}

/** Milliseconds: the core answers on this machine. */
const CORE_WITHIN = 2_000;

/** @param coreAddress where Temporal's core tells its figures; they are left out where it does not answer */
export function createWorkerMetrics(log: Log, coreAddress: string | null): WorkerMetrics {
  let observed: Pick<Records, 'connections'> | null = null;
  const measures = createMeasures('worker', (own) => {
    if (observed !== null) setConnections(own, observed.connections());
    return Promise.resolve();
  });
  return {
    watch: watchRecords(measures, log),
    noteEmail({ kind, result, waitedMs }) {
      measures.count('emails', { kind, result });
      if (result === 'sent') measures.time('emailDelay', waitedMs, {});
    },
    observe(records) {
      observed = records;
    },
    text: async () => `${await measures.text()}\n${await coreText(coreAddress)}`,
  };
}

async function coreText(address: string | null): Promise<string> {
  if (address === null) return '';
  try {
    const answer = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(CORE_WITHIN) });
    return answer.ok ? await answer.text() : '';
  } catch {
    return '';
  }
}
