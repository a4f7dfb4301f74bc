/** Browsers in which somebody signed in. What the cookie holds is never kept, only its hash. All times are real ones. */
import { createHash } from 'node:crypto';
import { POLICY } from '../domain/process/policy.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Statements } from './statements.ts';
import { PERSON_COLUMNS, personOf, type PersonRow } from './people.ts';
import type { BrowserSession } from './types.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** "20 minutes idle, 12 hours at most." */
export const SESSION_IDLE_MS = 20 * MINUTE_MS;
export const SESSION_LONGEST_MS = 12 * 60 * MINUTE_MS;

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
export const instant = (ms: number): string => new Date(ms).toISOString();

/** Of the session `s`. */
export const stillActive = (realNow: number): Prisma.Sql =>
  Prisma.sql`s.used_at > ${instant(realNow - SESSION_IDLE_MS)}::timestamptz
    AND s.started_at > ${instant(realNow - SESSION_LONGEST_MS)}::timestamptz`;

interface SessionRow extends PersonRow {
  readonly active: boolean;
  readonly secondStep: boolean;
}

/** Signs the person in under a token that was not used before. */
export async function beginSession(
  db: Statements,
  { personId, token }: { readonly personId: string; readonly token: string },
  realNow: number,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO session (hash, person_id, started_at, used_at)
    VALUES (${hashOf(token)}, ${personId}::uuid, ${instant(realNow)}::timestamptz, ${instant(realNow)}::timestamptz)`;
}

/** Whose session it is, used once more; a session that lapsed still says whose it was until it is swept away. */
export async function useSession(
  db: Statements,
  token: string,
  realNow: number,
): Promise<BrowserSession | null> {
  const [row] = await db.$queryRaw<SessionRow[]>`
    WITH found AS (
      SELECT s.hash, s.person_id, s.second_step_at IS NOT NULL AS second_step,
        ${stillActive(realNow)} AS active
      FROM session s WHERE s.hash = ${hashOf(token)}
    ), used AS (
      UPDATE session s SET used_at = ${instant(realNow)}::timestamptz FROM found
      WHERE s.hash = found.hash AND found.active
    )
    SELECT found.active, found.second_step AS "secondStep", ${PERSON_COLUMNS}
    FROM found JOIN person p ON p.id = found.person_id WHERE p.disabled_at IS NULL`;
  if (row === undefined) return null;
  const { active, secondStep, ...person } = row;
  return { person: personOf(person), state: active ? 'active' : 'lapsed', secondStep };
}

export async function endSession(db: Statements, token: string): Promise<void> {
  await db.$executeRaw`DELETE FROM session WHERE hash = ${hashOf(token)}`;
}

/** Signs the person out everywhere. */
export async function endSessionsOf(db: Statements, personId: string): Promise<void> {
  await db.$executeRaw`DELETE FROM session WHERE person_id = ${personId}::uuid`;
}

export async function passSecondStep(db: Statements, token: string, realNow: number): Promise<void> {
  await db.$executeRaw`
    UPDATE session SET second_step_at = ${instant(realNow)}::timestamptz, second_step_tries = 0,
      app_in_hand = NULL, challenge = NULL
    WHERE hash = ${hashOf(token)}`;
}

/**
 * Removes sessions that lapsed so long ago that a draft of then would be forgotten too. Until then they let nobody in, and
 * say whose answers arrive from a page that was left open, for example over a weekend.
 */
export async function forgetOldSessions(db: Statements, realNow: number): Promise<void> {
  await db.$executeRaw`
    DELETE FROM session WHERE started_at <= ${instant(realNow - POLICY.draftDays * DAY_MS)}::timestamptz`;
}
