/** How the whole installation stands, as figures for Prometheus. */
import { METRIC_TABLE } from '../config/metrics/metric-table.ts';
import type { GaugeName } from '../config/metrics/metric-table.ts';
import type { Measures } from '../config/metrics/registry.ts';
import { STAGES } from '../domain/process/vocabulary.ts';
import type { Figures } from '../records/types.ts';

const OF_ALL = (Object.keys(METRIC_TABLE) as (keyof typeof METRIC_TABLE)[]).filter(
  (metric): metric is GaugeName => METRIC_TABLE[metric].from === 'everywhere',
);

/** @param figures null where they could not be read: then none is told, rather than an old one */
export function setFigures(measures: Measures, figures: Figures | null): void {
  for (const metric of OF_ALL) measures.forget(metric);
  measures.set('figuresRead', figures === null ? 0 : 1, {});
  if (figures === null) return;
  for (const stage of STAGES) {
    if (stage === 'closed') continue;
    const count = figures.open.find((each) => each.stage === stage)?.count ?? 0;
    measures.set('openCases', count, { stage });
  }
  for (const { kind, count } of figures.tasksOverdue) measures.set('tasksOverdue', count, { kind });
  measures.set('casesNotTold', figures.untold, {});
  measures.set('oldestNotTold', secondsSince(figures.oldestUntoldAt), {});
  measures.set('casesLate', figures.late, {});
  measures.set('oldestLate', secondsSince(figures.oldestLateAt), {});
  measures.set('outbox', figures.unsent, {});
  measures.set('oldestUnsent', secondsSince(figures.oldestUnsentAt), {});
  for (const { kind, count } of figures.approvals) measures.set('approvals', count, { kind });
  measures.set('oldestApproval', secondsSince(figures.oldestApprovalAt), {});
  measures.set('sessionsPast', figures.sessionsPast, {});
  measures.set('sessionsSoon', figures.sessionsSoon, {});
}

const secondsSince = (instant: number | null): number =>
  instant === null ? 0 : Math.max(0, Date.now() - instant) / 1000;
