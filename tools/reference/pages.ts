/** Every page of docs/reference/, by its name. */
import { accessReference } from '../../domain/access/index.ts';
import { deadlinesReference } from './deadlines.ts';
import { flowChartReference } from './flow-chart.ts';
import { metricsReference } from './metrics.ts';
import { stepsReference } from './steps.ts';
import { tasksReference } from './tasks.ts';

export const REFERENCE = new URL('../../docs/reference/', import.meta.url);

export const referencePages = (): Readonly<Record<string, string>> => ({
  'access.md': accessReference(),
  'deadlines.md': deadlinesReference(),
  'flow-chart.md': flowChartReference(),
  'metrics.md': metricsReference(),
  'steps.md': stepsReference(),
  'tasks.md': tasksReference(),
});
