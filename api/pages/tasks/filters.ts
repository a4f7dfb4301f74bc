/** What the list of tasks is narrowed by, as its address says. */
import { TASK_KINDS } from '../../../domain/process/vocabulary.ts';
import type { TaskKind } from '../../../domain/process/vocabulary.ts';

export interface TaskFilters {
  /** Those that wait on others; else the viewer's own. */
  readonly others: boolean;
  readonly overdue: boolean;
  readonly kind: TaskKind | null;
}

export const readFilters = (query: (name: string) => string): TaskFilters => ({
  others: query('whose') === 'others',
  overdue: query('overdue') === 'yes',
  kind: TASK_KINDS.find((kind) => kind === query('kind')) ?? null,
});

/** The list's address with these filters, from `cursor` on. */
export function tasksAddress({ others, overdue, kind }: TaskFilters, cursor: string | null = null): string {
  const query = new URLSearchParams({
    ...(others ? { whose: 'others' } : {}),
    ...(overdue ? { overdue: 'yes' } : {}),
    ...(kind === null ? {} : { kind }),
    ...(cursor === null ? {} : { cursor }),
  }).toString();
  return query === '' ? '/tasks' : `/tasks?${query}`;
}
