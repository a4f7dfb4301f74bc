/** Prometheus metrics: figures, step ids, route patterns and enumerated results only. Served on a port of their own. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Records } from '../records/types.ts';

export interface Metrics {
  readonly registry: Registry;
  /** A step was asked for: `applied`, `repeated`, or the name of the problem. */
  step(step: string, result: string): void;
  /** A call was answered; `ms` milliseconds. */
  request(method: string, route: string, status: number, ms: number): void;
}

/** @param backlog is asked at each scrape; the figures are left out while the database is away. */
export function createMetrics(backlog: Records['backlog']): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const steps = new Counter({
    name: 'mas_steps_total',
    help: 'Steps by id and result',
    labelNames: ['step', 'result'],
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'mas_refusals_total',
    help: 'Calls refused, by route pattern and status',
    labelNames: ['route', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'mas_request_duration_seconds',
    help: 'Duration of calls by method, route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2, 5],
    registers: [registry],
  });
  const untold = new Gauge({
    name: 'mas_cases_not_told',
    help: 'Cases whose workflow has not been told of the newest version',
    registers: [registry],
  });
  new Gauge({
    name: 'mas_outbox_oldest_seconds',
    help: 'Age of the oldest unsent email; 0 when none waits',
    registers: [registry],
    async collect() {
      const waiting = await backlog().catch(() => null);
      if (waiting === null) {
        untold.reset();
        this.reset();
        return;
      }
      untold.set(waiting.untold);
      this.set(waiting.oldestUnsentAt === null ? 0 : Math.max(0, Date.now() - waiting.oldestUnsentAt) / 1000);
    },
  });
  return {
    registry,
    step(step, result) {
      steps.inc({ step, result });
    },
    request(method, route, status, ms) {
      durations.observe({ method, route, status }, ms / 1000);
      if (status >= 400) refusals.inc({ route, status });
    },
  };
}
