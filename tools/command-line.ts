/** What the commands share: records opened by the settings, and refusals told in words with exit code 1. */
import { readSettings } from '../config/settings.ts';
import type { Settings } from '../config/settings.ts';
import { openRecords } from '../records/index.ts';
import { publicHolidays } from '../records/public-holidays.ts';
import type { Records } from '../records/types.ts';

/** Why a command was not carried out; told on stderr as it is. */
export class Refusal extends Error {}

/**
 * Carries out a command and ends the process: 0 when done, 1 when refused, the reason on stderr.
 * @param read reads the arguments, before anything is opened, and gives what to do with the records.
 */
export async function carryOut(read: () => (records: Records) => Promise<void>): Promise<void> {
  try {
    const command = read();
    const records = await openRunning(readSettings(process.env));
    try {
      await command(records);
    } finally {
      await records.close();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

async function openRunning(settings: Settings): Promise<Records> {
  const notThere = settings.embedded.postgres
    ? `The database of this installation (${settings.dataDir}) does not answer. Start the service first: npm start`
    : 'The database that DATABASE_URL names does not answer, or is not migrated yet.';
  try {
    const records = await openRecords({ databaseUrl: settings.databaseUrl, publicHolidays });
    if (await records.ready()) return records;
    await records.close();
  } catch (error) {
    throw new Refusal(notThere, { cause: error });
  }
  throw new Refusal(notThere);
}

/**
 * Puts on the audit what was done to an account, in the words of the pages. Nobody has signed in here, so it is told by
 * its place who it was. @param as with which roles, or for how long
 */
export async function audited(records: Records, deed: string, as: string | null = null): Promise<void> {
  const what = `${deed} at the command line${as === null ? '' : `: ${as}`}`;
  await records.audit({ reference: null, personId: null, what, why: null });
}

/** The one value of an option that has to be given. */
export function needed(value: string | undefined, option: string, usage: string): string {
  const text = value?.trim() ?? '';
  if (text === '') throw new Refusal(`${option} is missing.\n${usage}`);
  return text;
}
