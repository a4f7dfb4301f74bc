/** How long closed cases are kept, holds, and proposing what need not be kept any more. */
import { londonDate } from '../domain/calendar/index.ts';
import type { Instant } from '../domain/calendar/types.ts';
import { keptUntil } from '../domain/keeping/retention.ts';
import type { Retention } from '../domain/keeping/retention.ts';
import { PUBLISHED_POLICIES } from '../domain/process/policy.ts';
import type { Outcome } from '../domain/process/vocabulary.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { CASE_COLUMNS, caseNow, clockOf, lockCase } from './case-row.ts';
import type { Database } from './database.ts';
import type { Statements } from './statements.ts';
import type { CaseKeeping, ErasedCase, KeepingRecords, KeptCases, LegalHold } from './keeping-types.ts';
import { practitionersUntil } from './projection.ts';
import type { CaseRow } from './types.ts';

export function keepingRecords(database: Database, now: () => number): KeepingRecords {
  const { read } = database;
  return {
    retention: () => read('none', readRetention),
    setRetention: (change) => database.transaction('none', (db) => setRetention(db, change, now())),
    keeping: (reference) =>
      read({ case: reference }, async (db) => {
        const [row] = await withKeeping(db, Prisma.sql`c.reference = ${reference}`);
        return row === undefined ? null : keepingBy(row, row, now());
      }),
    isOnHold: (reference) =>
      read({ case: reference }, (db) =>
        isThere(db.$queryRaw`SELECT FROM legal_hold WHERE reference = ${reference}`),
      ),
    setHold: (hold) => database.transaction({ case: hold.reference }, (db) => setHold(db, hold, now())),
    casesOver: (limit) => read('whole', (db) => casesOver(db, limit, now())),
    keptCases: () => read('whole', readKeptCases),
    isErased: (reference) =>
      read({ case: reference }, (db) =>
        isThere(db.$queryRaw`SELECT FROM erased_case WHERE reference = ${reference}`),
      ),
    erasedCases: (limit) => read('whole', (db) => readErased(db, limit)),
  };
}

const isThere = async (rows: Promise<readonly unknown[]>): Promise<boolean> => (await rows).length > 0;
const instant = (at: number): string => new Date(at).toISOString();

async function readRetention(db: Statements): Promise<Retention> {
  const rows = await db.$queryRaw<
    { outcome: Outcome; months: number }[]
  >`SELECT outcome, months FROM retention`;
  return Object.fromEntries(rows.map(({ outcome, months }) => [outcome, months]));
}

async function setRetention(
  db: Statements,
  { months, personId }: Parameters<KeepingRecords['setRetention']>[0],
  realNow: number,
): Promise<void> {
  const rows = JSON.stringify(Object.entries(months).map(([outcome, each]) => ({ outcome, months: each })));
  await db.$executeRaw`
    DELETE FROM retention WHERE outcome NOT IN (SELECT r.outcome FROM jsonb_to_recordset(${rows}::jsonb) AS r (outcome text))`;
  await db.$executeRaw`
    INSERT INTO retention AS known (outcome, months, set_by, set_at)
    SELECT r.outcome, r.months, ${personId}::uuid, ${instant(realNow)}::timestamptz
    FROM jsonb_to_recordset(${rows}::jsonb) AS r (outcome text, months int)
    ON CONFLICT (outcome) DO UPDATE SET months = EXCLUDED.months, set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at
    WHERE known.months <> EXCLUDED.months`;
}

interface KeepingRow {
  readonly months: number | null;
  readonly why: string | null;
  readonly setBy: string | null;
  readonly setAt: Date | null;
  readonly refusedAt: Date | null;
}

/** The cases of which this holds, `c`, each with what decides how long it is kept. */
const withKeeping = (db: Statements, rest: Prisma.Sql): Promise<(CaseRow & KeepingRow)[]> =>
  db.$queryRaw<(CaseRow & KeepingRow)[]>`
    SELECT ${CASE_COLUMNS}, (SELECT r.months FROM retention r WHERE r.outcome = c.outcome) AS months, h.why,
      h.set_by::text AS "setBy", h.set_at AS "setAt", (${lastRefusal(Prisma.sql`c.reference`)}) AS "refusedAt"
    FROM "case" c LEFT JOIN legal_hold h ON h.reference = c.reference WHERE ${rest}`;

/** What of the case decides whether it may be erased; for the deed with the case's row held. */
export async function keepingOf(db: Statements, row: CaseRow, realNow: number): Promise<CaseKeeping> {
  const [found] = await withKeeping(db, Prisma.sql`c.reference = ${row.state.reference}`);
  return keepingBy(row, found, realNow);
}

function keepingBy(row: CaseRow, found: KeepingRow | undefined, realNow: number): CaseKeeping {
  const { outcome, closedOn } = row.state;
  const now = clockOf(row, realNow);
  const months = found?.months ?? null;
  const refusedAt = found?.refusedAt?.getTime() ?? null;
  const refusedOn = refusedAt === null ? null : londonDate((refusedAt + row.clockAhead) as Instant);
  const readUntil = practitionersUntil(row.state);
  return {
    outcome,
    closedOn,
    today: londonDate(now),
    stillRead: readUntil !== null && now < readUntil,
    hold: holdOf(found),
    months,
    until: closedOn === null || months === null ? null : keptUntil({ closedOn, refusedOn }, months),
  };
}

/** Of what the service itself proposed: who proposes earlier and is refused does not lengthen how long a case is kept. */
const lastRefusal = (reference: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT max(a.decided_at) FROM approval a
  WHERE a.reference = ${reference} AND a.kind = 'erase' AND a.decision = 'refused' AND a.proposed_by IS NULL`;

function holdOf(
  found:
    { readonly why: string | null; readonly setBy: string | null; readonly setAt: Date | null } | undefined,
): LegalHold | null {
  const { why = null, setBy = null, setAt = null } = found ?? {};
  return why === null || setBy === null || setAt === null ? null : { why, setBy, setAt: setAt.getTime() };
}

async function setHold(
  db: Statements,
  { reference, why, personId }: Parameters<KeepingRecords['setHold']>[0],
  realNow: number,
): ReturnType<KeepingRecords['setHold']> {
  if ((await lockCase(db, reference)) === null) return 'notFound';
  const set = await db.$executeRaw`
    INSERT INTO legal_hold (reference, why, set_by, set_at)
    VALUES (${reference}, ${why}, ${personId}::uuid, ${instant(realNow)}::timestamptz) ON CONFLICT DO NOTHING`;
  if (set === 0) return 'already';
  await db.$executeRaw`
    UPDATE approval SET decided_by = ${personId}::uuid, decided_at = ${instant(realNow)}::timestamptz,
      note = 'A legal hold was set.',
      decision = CASE WHEN coalesce(proposed_by, ${personId}::uuid) = ${personId}::uuid THEN 'withdrawn' ELSE 'refused' END
    WHERE reference = ${reference} AND kind = 'erase' AND decision IS NULL`;
  await db.$executeRaw`
    INSERT INTO audit (reference, at, person_id, what)
    VALUES (${reference}, ${instant(realNow)}::timestamptz, ${personId}::uuid, 'set legal hold')`;
  return 'set';
}

/** Practitioners' time after closing is at most so many days, with a day for either end of it. */
const READ_AT_MOST_DAYS = Math.max(...PUBLISHED_POLICIES.map((each) => each.accessAfterClosingDays)) + 2;

/**
 * References of closed cases whose months are over, the longest over first. `practitioners_until`, a few weeks after the
 * day of closing, finds those that are near it; each is then looked at by that day itself.
 */
async function casesOver(db: Statements, limit: number, realNow: number): Promise<readonly string[]> {
  const since = Prisma.sql`greatest(c.practitioners_until - ${READ_AT_MOST_DAYS} * interval '1 day',
    (${lastRefusal(Prisma.sql`c.reference`)}) + c.clock_ahead * interval '1 millisecond' - interval '1 day')`;
  const at = Prisma.sql`${since} + (SELECT r.months FROM retention r WHERE r.outcome = c.outcome) * interval '1 month'`;
  const near = await withKeeping(
    db,
    Prisma.sql`c.stage = 'closed' AND c.practitioners_until < ${caseNow(realNow)} AND h.reference IS NULL
      AND NOT EXISTS (
        SELECT FROM approval a WHERE a.reference = c.reference AND a.kind = 'erase' AND a.decision IS NULL)
      AND ${at} <= ${caseNow(realNow)} ORDER BY ${at}, c.reference LIMIT ${limit}`,
  );
  return near.filter((row) => isOver(keepingBy(row, row, realNow))).map(({ state }) => state.reference);
}

const isOver = ({ hold, until, today, stillRead }: CaseKeeping): boolean =>
  hold === null && until !== null && until <= today && !stillRead;

const readKeptCases = (db: Statements): Promise<readonly KeptCases[]> => db.$queryRaw<KeptCases[]>`
  SELECT o.outcome, r.months, coalesce(k.closed, 0) AS closed, coalesce(k."onHold", 0) AS "onHold",
    coalesce(k.proposed, 0) AS proposed
  FROM (SELECT outcome FROM retention UNION SELECT outcome FROM "case" WHERE stage = 'closed') o
  LEFT JOIN retention r USING (outcome)
  LEFT JOIN (
    SELECT c.outcome, count(*)::int AS closed, count(h.reference)::int AS "onHold", count(a.reference)::int AS proposed
    FROM "case" c LEFT JOIN legal_hold h ON h.reference = c.reference
      LEFT JOIN approval a ON a.reference = c.reference AND a.kind = 'erase' AND a.decision IS NULL
    WHERE c.stage = 'closed' GROUP BY c.outcome
  ) k USING (outcome) ORDER BY o.outcome`;

async function readErased(db: Statements, limit: number): Promise<readonly ErasedCase[]> {
  const rows = await db.$queryRaw<(Omit<ErasedCase, 'erasedAt'> & { erasedAt: Date })[]>`
    SELECT e.reference, e.outcome, e.closed_in AS "closedIn", e.erased_at AS "erasedAt", NOT EXISTS (
      SELECT FROM approval a WHERE a.reference = e.reference AND a.kind = 'erase' AND a.outcome IS NULL) AS "historyGone"
    FROM erased_case e ORDER BY e.erased_at DESC, e.reference LIMIT ${limit}`;
  return rows.map((row) => ({ ...row, erasedAt: row.erasedAt.getTime() }));
}
