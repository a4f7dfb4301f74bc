/**
 * Codes to sign in with and how often they may be asked for and tried. A code is kept for whatever address was typed, so
 * that nothing here differs between an address that is somebody's and one that is not.
 */
import type { Role } from '../domain/process/vocabulary.ts';
import type { Database } from './database.ts';
import type { Statements } from './statements.ts';
import { hashOf, instant } from './sessions.ts';
import type { CodeUse, SignInRecords } from './sign-in-types.ts';

const MINUTE_MS = 60_000;
const LIMITED_FOR_MS = 15 * MINUTE_MS;
const CODE_LASTS_MS = 10 * MINUTE_MS;
const TRIES_OF_A_CODE = 5;
const REGISTERING_MS = 20 * MINUTE_MS;

export function signInRecords({ read }: Pick<Database, 'read'>, now: () => number): SignInRecords {
  return {
    countSignIn: (limit) => read('none', (db) => count(db, limit, now())),
    keepCode: (code) => read('none', (db) => keepCode(db, code, now())),
    useCode: (typed) => read('none', (db) => useCode(db, typed, now())),
    codeSentTo: (token) =>
      read('none', async (db) => {
        const [row] = await db.$queryRaw<{ email: string }[]>`
          SELECT email FROM sign_in_code WHERE browser = ${hashOf(token)} AND proved_at IS NULL`;
        return row?.email ?? null;
      }),
    provedAddress: (token) =>
      read('none', async (db) => {
        const [row] = await db.$queryRaw<{ email: string }[]>`
          SELECT email FROM sign_in_code
          WHERE browser = ${hashOf(token)} AND proved_at > ${instant(now() - REGISTERING_MS)}::timestamptz`;
        return row?.email ?? null;
      }),
    removeCode: (token) =>
      read('none', async (db) => {
        await db.$executeRaw`DELETE FROM sign_in_code WHERE browser = ${hashOf(token)}`;
      }),
    inventedPeople: (most) =>
      read(
        'none',
        (db) => db.$queryRaw<{ email: string; name: string; role: Role }[]>`
          SELECT email, name, role FROM (
            SELECT p.email, p.name, coalesce(r.role, 'practitioner') AS role,
              row_number() OVER (PARTITION BY r.role ORDER BY p.name, p.email) AS place
            FROM person p LEFT JOIN person_role r ON r.person_id = p.id WHERE p.disabled_at IS NULL
          ) listed WHERE place <= ${most} ORDER BY name, email`,
      ),
  };
}

async function count(
  db: Statements,
  { whose, most }: Parameters<SignInRecords['countSignIn']>[0],
  realNow: number,
): ReturnType<SignInRecords['countSignIn']> {
  const since = instant(realNow - LIMITED_FOR_MS);
  const [row] = await db.$queryRaw<{ taken: boolean; oldest: Date }[]>`
    INSERT INTO sign_in_limit AS l (whose, times, taken)
    VALUES (${whose}, ARRAY[${instant(realNow)}::timestamptz], true)
    ON CONFLICT (whose) DO UPDATE SET (times, taken) = (
      SELECT CASE WHEN cardinality(lately) < ${most} THEN lately || ${instant(realNow)}::timestamptz ELSE lately END,
        cardinality(lately) < ${most}
      FROM (SELECT ARRAY(SELECT t FROM unnest(l.times) t WHERE t > ${since}::timestamptz ORDER BY t) AS lately) kept
    )
    RETURNING taken, times[1] AS oldest`;
  if (row === undefined) throw new Error('A limit that was just counted is not there');
  return { taken: row.taken, againAt: row.oldest.getTime() + LIMITED_FOR_MS };
}

async function keepCode(
  db: Statements,
  { token, email, codeHash }: Parameters<SignInRecords['keepCode']>[0],
  realNow: number,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO sign_in_code (browser, email, code, asked_at)
    VALUES (${hashOf(token)}, ${email}, ${codeHash}, ${instant(realNow)}::timestamptz)
    ON CONFLICT (browser) DO UPDATE
    SET email = EXCLUDED.email, code = EXCLUDED.code, asked_at = EXCLUDED.asked_at, tries = 0, proved_at = NULL`;
}

/** One statement: of two that send the right code at once, one is right. */
async function useCode(
  db: Statements,
  { token, codeHash }: Parameters<SignInRecords['useCode']>[0],
  realNow: number,
): Promise<CodeUse> {
  const [row] = await db.$queryRaw<
    { email: string; isRight: boolean | null; personId: string | null; disabled: boolean }[]
  >`
    WITH tried AS (
      UPDATE sign_in_code SET tries = tries + 1,
        code = CASE WHEN code = ${codeHash} THEN NULL ELSE code END,
        proved_at = CASE WHEN code = ${codeHash} THEN ${instant(realNow)}::timestamptz END
      WHERE browser = ${hashOf(token)} AND code IS NOT NULL AND tries < ${TRIES_OF_A_CODE}
        AND asked_at > ${instant(realNow - CODE_LASTS_MS)}::timestamptz
      RETURNING proved_at IS NOT NULL AS is_right
    )
    SELECT c.email, tried.is_right AS "isRight", p.id::text AS "personId", p.disabled_at IS NOT NULL AS disabled
    FROM sign_in_code c LEFT JOIN tried ON true LEFT JOIN person p ON lower(p.email) = lower(c.email)
    WHERE c.browser = ${hashOf(token)}`;
  const { isRight = null, personId = null } = row ?? {};
  if (row === undefined || isRight === null) return { type: 'over', personId };
  if (!isRight) return { type: 'wrong', personId };
  return {
    type: 'right',
    email: row.email,
    account: personId === null ? null : { personId, disabled: row.disabled },
  };
}

/** Removes codes and limits that nobody can use or meet again. */
export async function forgetOldCodes(db: Statements, realNow: number): Promise<void> {
  await db.$executeRaw`
    DELETE FROM sign_in_code WHERE asked_at <= ${instant(realNow - CODE_LASTS_MS - REGISTERING_MS)}::timestamptz`;
  await db.$executeRaw`
    DELETE FROM sign_in_limit WHERE times[cardinality(times)] <= ${instant(realNow - LIMITED_FOR_MS)}::timestamptz`;
}
