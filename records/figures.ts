/**
 * How the whole installation stands, in figures, and the cases that wait longest: for metrics, and for those who keep the
 * service running. References, stages, kinds and instants only.
 */
import { londonDate } from '../domain/calendar/index.ts';
import type { Instant } from '../domain/calendar/types.ts';
import type { Stage, TaskKind } from '../domain/process/vocabulary.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { caseToday } from './case-row.ts';
import type { Statements } from './statements.ts';
import { isToBeHeld } from './sessions-to-hold.ts';
import type { Figures, WaitingCase } from './types.ts';

/** What is only just under way is not late, in milliseconds. */
const UNDER_WAY_MS = 60_000;
/** For so long an email of which nobody knows whether it arrived is worth asking about, in milliseconds. */
const ASKED_ABOUT_MS = 7 * 24 * 3_600_000;

const OPEN = Prisma.sql`c.stage <> 'closed'`;

/** When, in real time, what is due next in the case `c` is due. */
const DUE = Prisma.sql`CASE WHEN c.clock_ahead = 0 THEN c.next_due_at
  ELSE c.next_due_at - c.clock_ahead * interval '1 millisecond' END`;

/** The day in London by the clock of the case `c`; worked out once for all whose clock is the real one. */
const today = (realNow: number): Prisma.Sql =>
  Prisma.sql`CASE WHEN c.clock_ahead = 0 THEN ${londonDate(realNow as Instant)}::date ELSE ${caseToday(realNow)} END`;

const instantBefore = (realNow: number, ms: number): Prisma.Sql =>
  Prisma.sql`${new Date(realNow - ms).toISOString()}::timestamptz`;

const londonDay = (instant: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(${instant} AT TIME ZONE 'Europe/London')::date`;

const isLate = (realNow: number): Prisma.Sql => Prisma.sql`${DUE} < ${instantBefore(realNow, UNDER_WAY_MS)}`;

interface StageRow {
  readonly stage: Exclude<Stage, 'closed'>;
  readonly open: number;
  readonly late: number;
  readonly oldestLateAt: number | null;
  readonly sessionsPast: number;
  readonly sessionsSoon: number;
}

type Queues = Pick<
  Figures,
  'untold' | 'oldestUntoldAt' | 'unsent' | 'oldestUnsentAt' | 'approvals' | 'oldestApprovalAt'
>;

export async function readFigures(db: Statements, realNow: number): Promise<Figures> {
  const [stages, tasksOverdue, [queues]] = await Promise.all([
    readStages(db, realNow),
    readTasksOverdue(db, realNow),
    db.$queryRaw<Queues[]>`
      SELECT * FROM
        (SELECT count(*)::int AS untold, (extract(epoch FROM min(changed_at)) * 1000)::float8 AS "oldestUntoldAt"
          FROM "case" WHERE told_version < version) cases,
        (SELECT count(*)::int AS unsent, (extract(epoch FROM min(made_at)) * 1000)::float8 AS "oldestUnsentAt"
          FROM outbox WHERE status IN ('queued', 'sending')) emails,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'count', open) ORDER BY kind), '[]') AS approvals,
          (extract(epoch FROM min(oldest)) * 1000)::float8 AS "oldestApprovalAt"
          FROM (SELECT kind, count(*) AS open, min(proposed_at) AS oldest FROM approval
            WHERE decision IS NULL GROUP BY kind) undecided) asked`,
  ]);
  const sum = (figure: 'late' | 'sessionsPast' | 'sessionsSoon'): number =>
    stages.reduce((total, row) => total + row[figure], 0);
  const late = stages.flatMap(({ oldestLateAt }) => oldestLateAt ?? []);
  return {
    open: stages.map(({ stage, open }) => ({ stage, count: open })),
    untold: queues?.untold ?? 0,
    oldestUntoldAt: queues?.oldestUntoldAt ?? null,
    unsent: queues?.unsent ?? 0,
    oldestUnsentAt: queues?.oldestUnsentAt ?? null,
    approvals: queues?.approvals ?? [],
    oldestApprovalAt: queues?.oldestApprovalAt ?? null,
    late: sum('late'),
    oldestLateAt: late.length === 0 ? null : Math.min(...late),
    tasksOverdue,
    sessionsPast: sum('sessionsPast'),
    sessionsSoon: sum('sessionsSoon'),
  };
}

/** Few are due before the farthest of all cases' days: those are found by an index, and looked at one by one. */
const readTasksOverdue = (db: Statements, realNow: number): Promise<Figures['tasksOverdue']> => db.$queryRaw<
  { kind: TaskKind; count: number }[]
>`
  SELECT t.kind, count(*)::int AS count FROM task t JOIN "case" c ON c.reference = t.reference
  WHERE t.status = 'open' AND t.due_on < ${today(realNow)} AND coalesce(t.due_on, 'infinity') <
    (SELECT ${londonDay(Prisma.sql`greatest(${instantBefore(realNow, 0)} + max(c.clock_ahead) * interval '1 millisecond', max(c.last_at))`)}
      FROM "case" c WHERE ${OPEN})
  GROUP BY t.kind ORDER BY t.kind`;

const readStages = (db: Statements, realNow: number): Promise<readonly StageRow[]> => db.$queryRaw<
  StageRow[]
>`
  SELECT c.stage, count(*)::int AS open,
    count(*) FILTER (WHERE ${isLate(realNow)})::int AS late,
    (extract(epoch FROM min(${DUE}) FILTER (WHERE ${isLate(realNow)})) * 1000)::float8 AS "oldestLateAt",
    count(*) FILTER (WHERE ${isToBeHeld} AND c.session_due_on < ${today(realNow)})::int AS "sessionsPast",
    count(*) FILTER (WHERE ${isToBeHeld} AND c.session_due_on - (${today(realNow)}) BETWEEN 0 AND 7)::int AS "sessionsSoon"
  FROM "case" c WHERE ${OPEN} GROUP BY c.stage`;

/** Up to `limit` of each kind, those that wait longest first. */
export function readWaiting(db: Statements, limit: number, realNow: number): Promise<readonly WaitingCase[]> {
  const longest = (what: WaitingCase['what'], since: Prisma.Sql, rest: Prisma.Sql): Prisma.Sql => Prisma.sql`
    (SELECT ${what} AS what, c.reference, c.stage, (extract(epoch FROM ${since}) * 1000)::float8 AS since
      ${rest} ORDER BY ${since} LIMIT ${limit})`;
  const emails = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`
    FROM "case" c JOIN outbox o ON o.reference = c.reference WHERE ${condition} GROUP BY c.reference`;
  const parts = [
    longest('late', DUE, Prisma.sql`FROM "case" c WHERE ${OPEN} AND ${isLate(realNow)}`),
    longest(
      'untold',
      Prisma.sql`c.changed_at`,
      Prisma.sql`FROM "case" c WHERE c.told_version < c.version AND c.changed_at < ${instantBefore(realNow, UNDER_WAY_MS)}`,
    ),
    longest(
      'unsent',
      Prisma.sql`min(o.made_at)`,
      emails(
        Prisma.sql`o.status IN ('queued', 'sending') AND o.made_at < ${instantBefore(realNow, UNDER_WAY_MS)}`,
      ),
    ),
    longest(
      'outcomeUnknown',
      Prisma.sql`min(o.attempted_at)`,
      emails(
        Prisma.sql`o.status = 'outcomeUnknown' AND o.attempted_at >= ${instantBefore(realNow, ASKED_ABOUT_MS)}`,
      ),
    ),
  ];
  return db.$queryRaw<WaitingCase[]>`${Prisma.join(parts, ' UNION ALL ')}`;
}
