/** Secrets that a training installation makes for itself, once, and keeps in its data folder. */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const keysFile = z.object({ databasePassword: z.string().min(32), sessionSecret: z.string().min(32) });
export type InstallationKeys = z.infer<typeof keysFile>;

/**
 * The keys of the installation in this folder, made at the first call. Several processes may ask at once:
 * all get the same.
 * @throws when the file is there and is not what was written, or the folder cannot be written to.
 */
export function installationKeys(dataDir: string): InstallationKeys {
  const path = join(dataDir, 'keys.json');
  const made = readKeys(path);
  if (made !== null) return made;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = join(dataDir, `keys.${randomBytes(6).toString('hex')}.json`);
  const keys: InstallationKeys = {
    databasePassword: randomBytes(24).toString('hex'),
    sessionSecret: randomBytes(48).toString('hex'),
  };
  writeFileSync(draft, JSON.stringify(keys), { mode: 0o600 });
  try {
    // A link appears whole or not at all, and fails where another process was first.
    linkSync(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readKeys(path) ?? keys;
}

function readKeys(path: string): InstallationKeys | null {
  try {
    return keysFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw new Error(`${path} cannot be read as this installation's keys`, { cause: error });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
