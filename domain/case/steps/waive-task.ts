import { TASK_TABLE } from '../../process/tasks.ts';
import { fault, type StepRule } from '../step-rule.ts';
import { endTasks, findTask, openTasks } from '../tasks.ts';

export const waiveTask: StepRule<'waiveTask'> = {
  unknown: ({ state, body }) =>
    findTask(state, body.taskId) === null ? [fault('taskId', 'Choose a task of this case')] : [],
  notNow: (state) =>
    openTasks(state).some((task) => TASK_TABLE[task.kind].waivable)
      ? null
      : 'There is no task that can be waived',
  notThus: ({ state, body }) => {
    const task = findTask(state, body.taskId);
    if (task === null || task.status !== 'open') return 'This task is not open any more';
    return TASK_TABLE[task.kind].waivable
      ? null
      : 'The case cannot go on without this task, so it cannot be waived';
  },
  about: (body) => body.taskId,
  apply: (draft, { body }) => {
    const task = findTask(draft.state, body.taskId);
    if (task !== null) endTasks(draft, [task], 'waived');
  },
};
