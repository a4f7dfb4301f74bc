/** The metrics of one process, by the names of the one table. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { METRIC_TABLE } from './metric-table.ts';
import type {
  CounterName,
  GaugeName,
  HistogramName,
  LabelsOf,
  MetricEntry,
  MetricName,
} from './metric-table.ts';

export interface Measures {
  count<M extends CounterName>(metric: M, labels: LabelsOf<M>): void;
  /** @param ms milliseconds, though Prometheus is told seconds */
  time<M extends HistogramName>(metric: M, ms: number, labels: LabelsOf<M>): void;
  /** Of a figure that is left out until it is set, and again when it is forgotten. */
  set<M extends GaugeName>(metric: M, value: number, labels: LabelsOf<M>): void;
  forget(metric: GaugeName): void;
  /** As Prometheus reads it. @throws whatever `before` throws */
  text(): Promise<string>;
}

/** @param beforeScrape reads what is only known when it is asked for */
export function createMeasures(
  process: 'api' | 'worker',
  beforeScrape: (measures: Measures) => Promise<void>,
): Measures {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<MetricName, Counter>();
  const gauges = new Map<MetricName, Gauge>();
  const histograms = new Map<MetricName, Histogram>();
  for (const [metric, entry] of entries()) {
    if (!isOf(process, entry)) continue;
    const { name, help, labels } = entry;
    const options = { name, help, labelNames: labels, registers: [registry] };
    if (entry.kind === 'counter') counters.set(metric, new Counter(options));
    if (entry.kind === 'gauge') gauges.set(metric, new Gauge(options));
    if (entry.kind === 'histogram') {
      histograms.set(metric, new Histogram({ ...options, buckets: [...(entry.buckets ?? [])] }));
    }
  }
  /** Without labels, reset would make it 0, which says something else. */
  const forget = (metric: GaugeName): void => {
    if (METRIC_TABLE[metric].labels.length === 0) gauges.get(metric)?.remove();
    else gauges.get(metric)?.reset();
  };
  for (const metric of gauges.keys()) forget(metric as GaugeName);
  const measures: Measures = {
    count: (metric, labels) => counters.get(metric)?.inc(labels),
    time: (metric, ms, labels) => histograms.get(metric)?.observe(labels, Math.max(0, ms) / 1000),
    set: (metric, value, labels) => gauges.get(metric)?.set(labels, value),
    forget,
    async text() {
      await beforeScrape(measures);
      return registry.metrics();
    },
  };
  return measures;
}

const entries = (): readonly (readonly [MetricName, MetricEntry])[] =>
  Object.entries(METRIC_TABLE) as [MetricName, MetricEntry][];

const isOf = (process: 'api' | 'worker', { from }: MetricEntry): boolean =>
  from === 'both' || from === process || (from === 'everywhere' && process === 'api');
