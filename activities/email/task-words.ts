/** Tasks as emails name them: by the titles of the process table, with their dates. */
import { dateInWords } from '../../domain/calendar/index.ts';
import type { EmailData } from '../../domain/case/commands.ts';
import { TASK_TABLE } from '../../domain/process/tasks.ts';
import { TASK_KINDS } from '../../domain/process/vocabulary.ts';
import type { TaskKind } from '../../domain/process/vocabulary.ts';
import { list } from './blocks.ts';
import type { Block } from './blocks.ts';

type TaskInEmail = NonNullable<EmailData['tasks']>[number];

/** Which of several of a kind, where an enumerated word says so. */
const ABOUT: Readonly<Record<string, string>> = {
  'recordFollowUp/leadProfessional': ' with the lead professional',
  'recordFollowUp/family': ' with the family',
  'recordFollowUp/child': ' with a child concerned',
};

/** The tasks that the email is about: those given, or the one that this kind of email always asks for. */
export function tasksOf(data: EmailData, otherwise: TaskKind): readonly TaskInEmail[] {
  if (data.tasks !== undefined && data.tasks.length > 0) return data.tasks;
  return [{ kind: otherwise, about: null, dueOn: data.dueOn ?? null, overdue: 0 }];
}

/** For the subject: the first task, and how many more. */
export function tasksInShort(tasks: readonly TaskInEmail[]): string {
  const [first, ...others] = inOrder(tasks);
  if (first === undefined) return 'Your tasks';
  const more =
    others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'task' : 'tasks'}`;
  return `${first.overdue > 0 ? 'Overdue: ' : ''}${titleOf(first)}${due(first, ', ')}${more}`;
}

/** One line for each task, those that are due first at the top; equal lines are counted. */
export function taskList(tasks: readonly TaskInEmail[]): Block {
  const counts = new Map<string, number>();
  for (const task of inOrder(tasks)) {
    const line = `${titleOf(task)}${due(task, task.overdue > 0 ? ': overdue, ' : ': ')}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return list([...counts].map(([line, count]) => (count === 1 ? line : `${line} (${count} of these)`)));
}

function titleOf(task: TaskInEmail): string {
  const kind = TASK_KINDS.find((each) => each === task.kind);
  return kind === undefined
    ? 'A task'
    : TASK_TABLE[kind].title + (ABOUT[`${kind}/${task.about ?? ''}`] ?? '');
}

function due(task: TaskInEmail, before: string): string {
  if (task.dueOn === null) return '';
  return `${before}${task.overdue > 0 ? 'was due' : 'due'} on ${dateInWords(task.dueOn)}`;
}

function inOrder(tasks: readonly TaskInEmail[]): readonly TaskInEmail[] {
  const undated = '9999';
  return [...tasks].sort((a, b) =>
    (a.dueOn ?? undated) < (b.dueOn ?? undated) ? -1 : a.dueOn === b.dueOn ? 0 : 1,
  );
}
