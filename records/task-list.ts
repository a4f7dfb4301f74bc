/** Lists of open tasks, soonest due first, those without a date last. */
import type { PlainDate } from '../domain/calendar/types.ts';
import type { TaskKind } from '../domain/process/vocabulary.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { caseToday } from './case-row.ts';
import { pageOf, readCursor } from './cursor.ts';
import type { Transaction } from './database.ts';
import { all, isTheirTask, seesTask } from './sight.ts';
import type { Page, Records, TaskRow } from './types.ts';

type TasksQuery = Parameters<Records['tasks']>[0];

interface Row {
  readonly reference: string;
  readonly id: string;
  readonly kind: TaskKind;
  readonly owner: string;
  readonly dueOn: PlainDate | null;
  readonly about: string | null;
  readonly childId: string | null;
  readonly overdue: boolean;
}

const DUE = /^(\d{4}-\d{2}-\d{2}|infinity)$/;
const REFERENCE = /^MAS-\d{4}-\d{4,}$/;
const TASK = /^t\d+$/;

export async function listTasks(db: Transaction, query: TasksQuery, realNow: number): Promise<Page<TaskRow>> {
  const { viewer, mine, overdue, kind, cursor, limit } = query;
  const after = readCursor(cursor, [DUE, REFERENCE, TASK]);
  const isOverdue = Prisma.sql`coalesce(t.due_on < ${caseToday(realNow)}, false)`;
  const conditions = [
    Prisma.sql`t.status = 'open'`,
    ...seesTask(viewer),
    ...(kind === null ? [] : [Prisma.sql`t.kind = ${kind}`]),
    ...(mine === null ? [] : [mine ? isTheirTask(viewer) : Prisma.sql`NOT ${isTheirTask(viewer)}`]),
    ...(overdue === null ? [] : [overdue ? isOverdue : Prisma.sql`NOT ${isOverdue}`]),
    ...(after === null
      ? []
      : [
          Prisma.sql`(coalesce(t.due_on, 'infinity'), t.reference, t.id) > (${after[0]}::date, ${after[1]}, ${after[2]})`,
        ]),
  ];
  const rows = await db.$queryRaw<Row[]>`
    SELECT t.reference, t.id, t.kind, t.owner, t.due_on::text AS "dueOn", t.about, t.child_id AS "childId", ${isOverdue} AS overdue
    FROM task t JOIN "case" c ON c.reference = t.reference
    WHERE ${all(conditions)}
    ORDER BY coalesce(t.due_on, 'infinity'), t.reference, t.id LIMIT ${limit + 1}`;
  return pageOf(rows, limit, read, ({ dueOn, reference, id }) => [dueOn ?? 'infinity', reference, id]);
}

/** Of an action's task, what it is about is the action. */
const read = ({ about, ...row }: Row): TaskRow =>
  row.kind === 'action' ? { ...row, about: null, actionId: about } : { ...row, about, actionId: null };
