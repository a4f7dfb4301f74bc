/** Opening the record where the database may start later than the service, or be away when that is started again. */
import { setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from './failures.ts';
import { openRecords } from './index.ts';
import type { RecordsOptions } from './index.ts';
import type { Records } from './types.ts';

const TRY_AGAIN_MS = 1_000;
const TOLD_EVERY = 30;

/**
 * Tries until the database answers.
 * @param away told at the first try that fails and at every thirtieth after it
 * @throws what is not mended by waiting: its tables are not there
 */
export async function openRecordsOnceThere(
  options: RecordsOptions,
  away: (attempt: number, error: Unavailable) => void,
): Promise<Records> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openRecords(options);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      if (attempt % TOLD_EVERY === 1) away(attempt, error);
      await pause(TRY_AGAIN_MS);
    }
  }
}
