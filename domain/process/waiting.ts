/** What a case waits for, in enumerated words only: safe for the process engine, whose histories anybody running it reads. */
import type { TaskKind } from './vocabulary.ts';

/** Open tasks of one kind that are due on the same day. */
export interface Waiting {
  readonly task: TaskKind;
  readonly on: 'administrators' | 'facilitators' | 'participants';
  readonly count: number;
  /** `2026-03-04`, a day in London; null while undated. */
  readonly dueOn: string | null;
  readonly overdue: boolean;
}
