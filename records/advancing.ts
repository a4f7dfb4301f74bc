/** Moving a training case's clock: one at a time. The lock is a session's, so that it goes when its holder is killed. */
import type { Database } from './database.ts';

/** @returns `busy` where another one moves this case's clock just now */
export async function whileAdvancing<T>(
  database: Database,
  reference: string,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  const connection = await database.connectAlone();
  try {
    const { rows } = await connection.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
      [`advance ${reference}`],
    );
    if (rows[0]?.taken !== true) return 'busy';
    return await database.apart(work);
  } finally {
    await connection.end();
  }
}
