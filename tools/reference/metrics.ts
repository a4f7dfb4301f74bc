/** What API and worker tell Prometheus, and when it calls for somebody. */
import { KEPT_BY_OTHERS, METRIC_TABLE } from '../../config/metrics/metric-table.ts';
import type { MetricEntry } from '../../config/metrics/metric-table.ts';
import { page, table } from './markdown.ts';

type Described = Pick<MetricEntry, 'name' | 'from' | 'help' | 'alarm'>;

const OWN: readonly MetricEntry[] = Object.values(METRIC_TABLE);

export function metricsReference(): string {
  const all: readonly Described[] = [...OWN, ...KEPT_BY_OTHERS];
  return page('Metrics and alarms', '`config/metrics/metric-table.ts`', [
    'The API answers Prometheus at `GET /metrics` on `METRICS_PORT`, each worker on `WORKER_METRICS_PORT`. Neither port is for the public. Names and labels hold no personal data and no reference of a case; the operations page names the cases.',
    'Figures of the whole installation are read from the database at each scrape and are the same from every API process: take `max`, never `sum`.',
    '## Alarms',
    'Expressions of PromQL; `for` says how long it must hold. What to do about each is in docs/operating.md.',
    table(
      ['Call somebody when', 'It means'],
      all.flatMap(({ alarm }) => (alarm === null ? [] : [[`\`${alarm.when}\``, alarm.means]])),
    ),
    '## Kept by the service',
    table(
      ['Metric', 'Kind', 'Labels', 'From', 'Says'],
      OWN.map(({ name, kind, labels, from, help }) => [
        `\`${name}\``,
        kind,
        labels.map((label) => `\`${label}\``).join(', '),
        FROM_WORDS[from],
        help,
      ]),
    ),
    '## Kept by Node and by Temporal’s core',
    'Both keep more than these: Node’s begin with `nodejs_` and `process_`, the core’s with `temporal_`.',
    table(
      ['Metric', 'From', 'Says'],
      KEPT_BY_OTHERS.map(({ name, from, help }) => [`\`${name}\``, FROM_WORDS[from], help]),
    ),
  ]);
}

const FROM_WORDS: Readonly<Record<MetricEntry['from'], string>> = {
  api: 'API',
  worker: 'worker',
  both: 'API, worker',
  everywhere: 'API, of the whole installation',
};
