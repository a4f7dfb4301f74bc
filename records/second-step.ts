/** The second step of signing in: authenticator apps and passkeys, and what of them is under way in a browser. */
import type { Database } from './database.ts';
import type { Statements } from './statements.ts';
import { hashOf, instant, stillActive } from './sessions.ts';
import type { Passkey, SecondStep, SecondStepRecords, SignedIn } from './sign-in-types.ts';

export function secondStepRecords({ read }: Pick<Database, 'read'>, now: () => number): SecondStepRecords {
  return {
    secondStepOf: (token) => read('none', (db) => secondStepOf(db, token)),
    keepInHand: (token, { appInHand, challenge }) =>
      read('none', async (db) => {
        await db.$executeRaw`
          UPDATE session SET app_in_hand = ${appInHand}, challenge = ${challenge} WHERE hash = ${hashOf(token)}`;
      }),
    countSecondStepTry: (token) =>
      read('none', async (db) => {
        const [row] = await db.$queryRaw<{ tries: number }[]>`
          UPDATE session SET second_step_tries = second_step_tries + 1 WHERE hash = ${hashOf(token)}
          RETURNING second_step_tries AS tries`;
        return row?.tries ?? Infinity;
      }),
    useAppCode: ({ personId, step }) =>
      read('none', async (db) => {
        const used = await db.$executeRaw`
          UPDATE authenticator_app SET last_step = ${step} WHERE person_id = ${personId}::uuid AND last_step < ${step}`;
        return used === 1;
      }),
    keepApp: ({ personId, secret, step, alone }) =>
      read('none', async (db) => {
        await db.$executeRaw`
          WITH others AS (DELETE FROM passkey WHERE person_id = ${personId}::uuid AND ${alone})
          INSERT INTO authenticator_app (person_id, secret, last_step) VALUES (${personId}::uuid, ${secret}, ${step})
          ON CONFLICT (person_id) DO UPDATE SET secret = EXCLUDED.secret, last_step = EXCLUDED.last_step`;
      }),
    keepPasskey: ({ personId, id, publicKey, counter, transports, alone }) =>
      read('none', async (db) => {
        await db.$executeRaw`
          WITH app AS (DELETE FROM authenticator_app WHERE person_id = ${personId}::uuid AND ${alone}),
            others AS (DELETE FROM passkey WHERE person_id = ${personId}::uuid AND ${alone})
          INSERT INTO passkey (id, person_id, public_key, counter, transports, added_at)
          VALUES (${id}, ${personId}::uuid, ${publicKey}, ${counter}, ${transports}::text[], ${instant(now())}::timestamptz)`;
      }),
    usePasskey: ({ id, counter }) =>
      read('none', async (db) => {
        await db.$executeRaw`UPDATE passkey SET counter = ${counter} WHERE id = ${id}`;
      }),
    resetSecondStep: ({ personId, by }) =>
      read('none', async (db) => {
        await db.$executeRaw`
          WITH app AS (DELETE FROM authenticator_app WHERE person_id = ${personId}::uuid),
            passkeys AS (DELETE FROM passkey WHERE person_id = ${personId}::uuid),
            sessions AS (DELETE FROM session WHERE person_id = ${personId}::uuid)
          INSERT INTO audit (reference, at, person_id, what)
          VALUES ('', ${instant(now())}::timestamptz, ${by}::uuid, ${`reset second step of ${personId}`})`;
      }),
    signedInOf: (whose) => read('none', (db) => signedInOf(db, whose, now())),
  };
}

async function secondStepOf(db: Statements, token: string): Promise<SecondStep> {
  const [row] = await db.$queryRaw<
    (Omit<SecondStep, 'passkeys' | 'passedAt'> & {
      passedAt: Date | null;
      passkeys: (Omit<Passkey, 'publicKey'> & { publicKey: string })[];
    })[]
  >`
    SELECT a.secret AS app, s.second_step_at AS "passedAt", s.app_in_hand AS "appInHand", s.challenge, ARRAY(
      SELECT json_build_object('id', p.id, 'publicKey', encode(p.public_key, 'base64'), 'counter', p.counter,
        'transports', p.transports)
      FROM passkey p WHERE p.person_id = s.person_id ORDER BY p.added_at
    ) AS passkeys
    FROM session s LEFT JOIN authenticator_app a USING (person_id) WHERE s.hash = ${hashOf(token)}`;
  if (row === undefined) return { app: null, passkeys: [], passedAt: null, appInHand: null, challenge: null };
  return {
    ...row,
    passedAt: row.passedAt?.getTime() ?? null,
    passkeys: row.passkeys.map((key) => ({ ...key, publicKey: Buffer.from(key.publicKey, 'base64') })),
  };
}

async function signedInOf(
  db: Statements,
  { personId, token }: Parameters<SecondStepRecords['signedInOf']>[0],
  realNow: number,
): Promise<readonly SignedIn[]> {
  const rows = await db.$queryRaw<{ startedAt: Date; usedAt: Date; isThis: boolean }[]>`
    SELECT s.started_at AS "startedAt", s.used_at AS "usedAt", s.hash = ${hashOf(token)} AS "isThis"
    FROM session s WHERE s.person_id = ${personId}::uuid AND ${stillActive(realNow)} ORDER BY s.used_at DESC`;
  return rows.map(({ startedAt, usedAt, isThis }) => ({
    startedAt: startedAt.getTime(),
    usedAt: usedAt.getTime(),
    isThis,
  }));
}
