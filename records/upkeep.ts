/** Holds a case's row and projections against its events, and makes them what folding gives. For the doctor and tests. */
import { isDeepStrictEqual } from 'node:util';
import { fold, nextDue } from '../domain/case/index.ts';
import type { CaseState } from '../domain/case/state.ts';
import { policyOf } from '../domain/process/policy.ts';
import type { Calendars } from './calendar.ts';
import { lockCase, type NextDue } from './case-row.ts';
import type { Database } from './database.ts';
import type { Statements } from './statements.ts';
import { readEvents } from './events.ts';
import { participantsOf, practitionersUntil, tasksOf } from './projection.ts';
import { writeChange } from './write-change.ts';

interface Held {
  readonly folded: CaseState;
  readonly next: NextDue | null;
  readonly drift: readonly string[];
}

export async function driftOf(
  database: Database,
  calendars: Calendars,
  reference: string,
): Promise<readonly string[] | null> {
  const held = await database.transaction({ case: reference }, (db) => hold(db, calendars, reference));
  return held?.drift ?? null;
}

export async function mend(
  database: Database,
  calendars: Calendars,
  reference: string,
  realNow: number,
): Promise<void> {
  await database.transaction({ case: reference }, async (db) => {
    const held = await hold(db, calendars, reference);
    if (held === null || held.drift.length === 0) return;
    const { folded, next } = held;
    await db.$executeRaw`DELETE FROM task WHERE reference = ${reference}`;
    await db.$executeRaw`DELETE FROM participant WHERE reference = ${reference}`;
    await db.$executeRaw`
      UPDATE "case" SET emails_waiting =
        (SELECT count(*) FROM outbox WHERE reference = ${reference} AND status IN ('queued', 'sending')),
        -- What falls due next may be something else now: its workflow is told, later where it cannot be now.
        told_version = CASE WHEN stage = 'closed' THEN told_version ELSE least(told_version, version - 1) END
      WHERE reference = ${reference}`;
    await writeChange(db, {
      // Every task and participant is written anew.
      before: { ...folded, tasks: [], participants: [] },
      after: folded,
      events: [],
      timeline: [],
      emails: [],
      answer: null,
      nextDue: next,
      calendarVersion: null,
      kept: null,
      audit: { personId: null, what: `mend ${held.drift.join(' ')}`, why: null },
      realNow,
    });
  });
}

/** With the case's row locked, so that nothing moves between the looks. */
async function hold(db: Statements, calendars: Calendars, reference: string): Promise<Held | null> {
  const row = await lockCase(db, reference);
  if (row === null) return null;
  const folded = fold(await readEvents(db, reference));
  const calendar = await calendars.atLeast(db, row.newestCalendar);
  const next = nextDue(folded, policyOf(folded.policyVersion), calendar);
  const [columns] = await db.$queryRaw<Record<string, unknown>[]>`
    SELECT version, stage, outcome, requested_on::text, accepted_on::text, session_due_on::text,
      (extract(epoch FROM practitioners_until) * 1000)::float8 AS practitioners_until,
      (extract(epoch FROM last_at) * 1000)::float8 AS last_at
    FROM "case" WHERE reference = ${reference}`;
  const tasks = await db.$queryRaw<object[]>`
    SELECT id, kind, owner, opened_on::text, due_on::text, status, about, child_id, done_on::text, late
    FROM task WHERE reference = ${reference} ORDER BY length(id), id`;
  const participants = await db.$queryRaw<object[]>`
    SELECT id, email, agency, roles, joined_on::text, left_on::text, readers
    FROM participant WHERE reference = ${reference} ORDER BY length(id), id`;
  const [{ waiting } = { waiting: 0 }] = await db.$queryRaw<{ waiting: number }[]>`
    SELECT count(*)::int AS waiting FROM outbox WHERE reference = ${reference} AND status IN ('queued', 'sending')`;
  const looks: readonly (readonly [string, unknown, unknown])[] = [
    ['state', row.state, folded],
    ['case', columns, columnsOf(folded)],
    ['task', tasks, tasksOf(folded)],
    ['participant', participants, participantsOf(folded)],
    ['outbox', row.emailsWaiting, waiting],
    // Till a changed calendar has been carried into the case, what is due next may be the old calendar's.
    ...(row.calendarVersion < row.newestCalendar
      ? []
      : [
          [
            'nextDue',
            { at: row.nextDueAt, what: row.nextDueWhat },
            next ?? { at: null, what: null },
          ] as const,
        ]),
  ];
  return {
    folded,
    next,
    drift: looks.filter(([, kept, wanted]) => !isDeepStrictEqual(kept, wanted)).map(([name]) => name),
  };
}

const columnsOf = (state: CaseState): object => ({
  version: state.version,
  stage: state.stage,
  outcome: state.outcome,
  requested_on: state.requestedOn,
  accepted_on: state.acceptedOn,
  session_due_on: state.sessionDueOn,
  practitioners_until: practitionersUntil(state),
  last_at: state.lastAt,
});
