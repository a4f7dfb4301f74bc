/** Backing up the service's database and restoring it, by the scripts that a live installation runs in containers. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Settings } from '../config/settings.ts';
import { findPostgresPrograms } from './stack/postgres-programs.ts';

const run = promisify(execFile);

/** Backs up into the file, while the service runs. @throws with the program's own words. */
export const backUp = (settings: Settings, file: string): Promise<void> =>
  runScript('backup.sh', settings, file);

/** Puts the backup into the database that the settings name, which must be empty. @throws with the program's own words. */
export const restore = (settings: Settings, file: string): Promise<void> =>
  runScript('restore.sh', settings, file);

async function runScript(script: string, settings: Settings, file: string): Promise<void> {
  const programs = await findPostgresPrograms(settings.cacheDir, (now) => {
    process.stderr.write(`${now}\n`);
  });
  await run('sh', [scriptNamed(script), resolve(file)], {
    env: {
      ...libpqVariables(settings.databaseUrl),
      PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}`,
    },
    maxBuffer: 1e8,
  });
}

function scriptNamed(script: string): string {
  const found = ['../deploy', '../../deploy']
    .map((folder) => fileURLToPath(new URL(`${folder}/${script}`, import.meta.url)))
    .find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(`deploy/${script} is not in this image: docker compose run backup, or restore, has it`);
  }
  return found;
}

/** As libpq reads them: a password on a command line would be seen by everybody on the machine. */
function libpqVariables(databaseUrl: string): Record<string, string> {
  const url = new URL(databaseUrl);
  const ssl = url.searchParams.get('sslmode');
  return {
    PGHOST: url.hostname,
    PGPORT: url.port === '' ? '5432' : url.port,
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
    ...(ssl === null ? {} : { PGSSLMODE: ssl }),
  };
}
