/** Lists of open tasks, soonest due first, those without a date last. */
import type { PlainDate } from '../domain/calendar/types.ts';
import type { TaskKind } from '../domain/process/vocabulary.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { caseToday } from './case-row.ts';
import { pageOf, readCursor } from './cursor.ts';
import type { Statements } from './statements.ts';
import { all, isOwnTask, isTheirTask, runsTheProcess, seesTask } from './sight.ts';
import type { Page, Person, Records, TaskRow } from './types.ts';

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

export async function listTasks(db: Statements, query: TasksQuery, realNow: number): Promise<Page<TaskRow>> {
  const { viewer, mine, overdue, kind, cursor, limit } = query;
  const after = readCursor(cursor, [DUE, REFERENCE, TASK]);
  const isOverdue = overdueTask(realNow);
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
    SELECT ${columns(realNow)} FROM task t JOIN "case" c ON c.reference = t.reference
    WHERE ${all(conditions)} ${SOONEST_FIRST} LIMIT ${limit + 1}`;
  return pageOf(rows, limit, read, ({ dueOn, reference, id }) => [dueOn ?? 'infinity', reference, id]);
}

export interface WaitingTasks {
  readonly theirs: readonly TaskRow[];
  readonly others: readonly TaskRow[];
}

/** The open tasks that wait on this person; for those who run the process also what waits on others. Soonest due first, of each up to `limit`. */
export async function waitingTasks(
  db: Statements,
  viewer: Person,
  limit: number,
  realNow: number,
): Promise<WaitingTasks> {
  const open = (whose: string, condition: Prisma.Sql): Prisma.Sql => Prisma.sql`
    (SELECT ${whose} AS whose, ${columns(realNow)} FROM task t JOIN "case" c ON c.reference = t.reference
    WHERE t.status = 'open' AND ${condition} ${SOONEST_FIRST} LIMIT ${limit})`;
  const parts = [
    open('theirs', isOwnTask(viewer)),
    ...(runsTheProcess(viewer)
      ? [
          // Apart from their own, so that each is found by an index.
          open('theirs', Prisma.sql`t.owner = 'administrators'`),
          open('others', Prisma.sql`NOT ${isTheirTask(viewer)}`),
        ]
      : []),
  ];
  const rows = await db.$queryRaw<(Row & { readonly whose: string })[]>`
    SELECT * FROM (${Prisma.join(parts, ' UNION ALL ')}) waiting
    ORDER BY coalesce("dueOn", 'infinity'), reference, id`;
  const of = (who: string): readonly TaskRow[] =>
    rows.flatMap(({ whose, ...row }) => (whose === who ? [read(row)] : [])).slice(0, limit);
  return { theirs: of('theirs'), others: of('others') };
}

const overdueTask = (realNow: number): Prisma.Sql =>
  Prisma.sql`coalesce(t.due_on < ${caseToday(realNow)}, false)`;

const columns = (realNow: number): Prisma.Sql => Prisma.sql`
  t.reference, t.id, t.kind, t.owner, t.due_on::text AS "dueOn", t.about, t.child_id AS "childId", ${overdueTask(realNow)} AS overdue`;

const SOONEST_FIRST = Prisma.sql`ORDER BY coalesce(t.due_on, 'infinity'), t.reference, t.id`;

/** Of an action's task, what it is about is the action. */
const read = ({ about, ...row }: Row): TaskRow =>
  row.kind === 'action' ? { ...row, about: null, actionId: about } : { ...row, about, actionId: null };
