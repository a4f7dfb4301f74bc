/** By when a kind of task is due, in the process table's words with the policy's figures. */
import { withFigures } from '../../domain/process/figures.ts';
import type { Policy } from '../../domain/process/policy.ts';
import { TASK_TABLE } from '../../domain/process/tasks.ts';
import type { TaskKind } from '../../domain/process/vocabulary.ts';

export const dueWords = (kind: TaskKind, policy: Policy): string =>
  withFigures(TASK_TABLE[kind].due, policy).replace(/(working days?) later/, '$1 after it opened');
