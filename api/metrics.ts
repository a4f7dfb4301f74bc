/** What the web process measures: its own calls and steps, and at each scrape how the whole installation stands. */
import type { Log } from '../config/log.ts';
import { createMeasures } from '../config/metrics/registry.ts';
import { setConnections, watchRecords } from '../config/metrics/watch.ts';
import type { Records, RecordsWatch } from '../records/types.ts';
import { setFigures } from './figures.ts';

export interface Metrics {
  /** A step was asked for: `taken`, or the name of the problem. */
  step(step: string, result: string): void;
  /** A call was answered; `ms` milliseconds. */
  request(method: string, route: string, status: number, ms: number): void;
  /** Somebody tried to sign in: `signedIn`, or why they were refused. */
  signIn(result: string): void;
  /** An email about an account was tried. */
  email(kind: string, result: string): void;
  readonly watch: RecordsWatch;
  /** From now on the figures of these records are read at each scrape; left out while the database is away. */
  observe(records: Pick<Records, 'figures' | 'connections'>): void;
  /** As Prometheus reads it. */
  readonly text: () => Promise<string>;
}

export function createMetrics(log: Log): Metrics {
  let observed: Pick<Records, 'figures' | 'connections'> | null = null;
  const measures = createMeasures('api', async (own) => {
    if (observed !== null) setConnections(own, observed.connections());
    setFigures(own, (await observed?.figures().catch(() => null)) ?? null);
  });
  return {
    step(step, result) {
      measures.count('steps', { step, result });
    },
    request(method, route, status, ms) {
      measures.time('requests', ms, { method, route, status });
      if (status >= 400) measures.count('refusals', { route, status });
    },
    signIn(result) {
      measures.count('signIns', { result });
    },
    email(kind, result) {
      measures.count('emails', { kind, result });
    },
    watch: watchRecords(measures, log),
    observe(records) {
      observed = records;
    },
    text: () => measures.text(),
  };
}
