/** What a repair does to a case, in sentences, for those who are asked to agree to it: kinds, dates and numbers, no names. */
import { dateInWords } from '../calendar/index.ts';
import type { PlainDate } from '../calendar/types.ts';
import { TASK_TABLE } from '../process/tasks.ts';
import { isOnTheCase } from './people.ts';
import type { CaseState, Task } from './state.ts';
import { openTasks } from './tasks.ts';
import { DATE_WORDS, STAGE_WORDS } from './timeline.ts';

export function effectOf(before: CaseState, after: CaseState): readonly string[] {
  return [
    ...(before.stage === after.stage
      ? []
      : [`The case goes from “${STAGE_WORDS[before.stage]}” to “${STAGE_WORDS[after.stage]}”.`]),
    ...dateMoves(capital(DATE_WORDS.requestedOn), before.requestedOn, after.requestedOn),
    ...dateMoves(capital(DATE_WORDS.acceptedOn), before.acceptedOn, after.acceptedOn),
    ...dateMoves('The session’s due date', before.sessionDueOn, after.sessionDueOn),
    ...dateMoves('The session', before.session?.date ?? null, after.session?.date ?? null),
    ...dateMoves('The follow-up’s due date', before.followUpDueOn, after.followUpDueOn),
    ...peopleIn(before, after),
    ...tasksIn(before, after),
  ];
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

function dateMoves(what: string, from: PlainDate | null, to: PlainDate | null): readonly string[] {
  if (from === to) return [];
  if (to === null) return [`${what}${from === null ? '' : `, ${dateInWords(from)},`} is not set any more.`];
  if (from === null) return [`${what} is ${dateInWords(to)}.`];
  return [`${what} moves from ${dateInWords(from)} to ${dateInWords(to)}.`];
}

function peopleIn(before: CaseState, after: CaseState): readonly string[] {
  const on = (state: CaseState) => state.participants.filter(isOnTheCase).map(({ id }) => id);
  const [were, are] = [on(before), on(after)];
  const gone = were.filter((id) => !are.includes(id)).length;
  const back = are.filter((id) => !were.includes(id)).length;
  const people = (count: number): string => (count === 1 ? '1 person is' : `${count} people are`);
  return [
    ...(gone === 0 ? [] : [`${people(gone)} no longer on the case.`]),
    ...(back === 0 ? [] : [`${people(back)} on the case again.`]),
  ];
}

function tasksIn(before: CaseState, after: CaseState): readonly string[] {
  const [were, are] = [openTasks(before), openTasks(after)];
  const without = (these: readonly Task[], those: readonly Task[]) =>
    these.filter((task) => !those.some(({ id }) => id === task.id));
  const said = (what: string, tasks: readonly Task[]): readonly string[] =>
    tasks.length === 0 ? [] : [`${what}: ${[...new Set(tasks.map(titleOf))].join('; ')}.`];
  const moved = new Set(
    are.flatMap((task) => {
      const was = were.find(({ id }) => id === task.id);
      return was === undefined ? [] : dateMoves(`The due date of “${titleOf(task)}”`, was.dueOn, task.dueOn);
    }),
  );
  return [
    ...said('Not waited for any more', without(were, are)),
    ...said('Waited for again', without(are, were)),
    ...moved,
  ];
}

const titleOf = ({ kind }: Task): string => TASK_TABLE[kind].title;
