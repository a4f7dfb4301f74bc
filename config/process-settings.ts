/** The settings of a process that runs by itself. */
import { readSettings, SettingsError } from './settings.ts';
import type { Settings } from './settings.ts';

/** Ends the process with 1 and every fault on stderr, where they cannot be used. */
export function processSettings(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
