/** Every kind of task: whose it is, when it opens and by when it is due. */
import { withFigures } from '../../domain/process/figures.ts';
import { POLICY } from '../../domain/process/policy.ts';
import { TASK_TABLE } from '../../domain/process/tasks.ts';
import { TASK_KINDS } from '../../domain/process/vocabulary.ts';
import { page, table } from './markdown.ts';

export function tasksReference(): string {
  return page('Tasks', '`domain/process/tasks.ts` and `domain/process/policy.ts`', [
    `Numbers of days are those of policy version ${POLICY.version}. Where a task prepares the session and is not done when the session is held, it becomes \`notReturned\`.`,
    table(
      ['Task', 'Step', 'Whose', 'Opens', 'Due', 'Prepares the session', 'May be marked as not needed'],
      TASK_KINDS.map((kind) => {
        const { title, step, owner, opens, due, preparation, waivable } = TASK_TABLE[kind];
        const figures = [opens, due].map((text) => withFigures(text, POLICY));
        return [
          `${title} (\`${kind}\`)`,
          `\`${step}\``,
          owner,
          ...figures,
          yesNo(preparation),
          yesNo(waivable),
        ];
      }),
    ),
  ]);
}

const yesNo = (is: boolean): string => (is ? 'yes' : 'no');
