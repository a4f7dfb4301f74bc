/** What was recorded of earlier releases, a folder for each: docs/upgrading.md. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import type { CaseEvent } from '../../domain/case/events.ts';
import type { Policy } from '../../domain/process/policy.ts';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Oldest first. */
export const VERSIONS: readonly string[] = (await readdir(here, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));

export const folderOf = (version: string): string => join(here, version);

export interface RecordedHistory {
  /** The course that it is the history of. */
  readonly workflowId: string;
  /** As Temporal's own program exported it. */
  readonly history: unknown;
}

export async function historiesOf(version: string): Promise<readonly RecordedHistory[]> {
  const folder = join(folderOf(version), 'histories');
  return Promise.all(
    (await readdir(folder)).sort().map(async (file) => ({
      workflowId: `${version} ${file.replace('.json.gz', '')}`,
      history: await unpacked(version, join('histories', file)),
    })),
  );
}

async function unpacked(version: string, file: string): Promise<unknown> {
  const packed = await readFile(join(folderOf(version), file));
  return JSON.parse((await promisify(gunzip)(packed)).toString('utf8'));
}

/** Every row of every table, as it was. */
export interface RecordedDatabase {
  /** Real time, epoch ms. */
  readonly recordedAt: number;
  /** That it stood on, in their order. */
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
  /** The course of each case, by its reference. */
  readonly courses: Readonly<Record<string, string>>;
  /** In an order in which they can be filled again. */
  readonly tables: readonly { readonly name: string; readonly rows: readonly unknown[] }[];
}

export async function databaseOf(version: string): Promise<RecordedDatabase> {
  return (await unpacked(version, 'database.json.gz')) as RecordedDatabase;
}

/** Samples in which every type of event is found: the events of a case, and the state that folding them gave then. */
export interface RecordedCourse {
  readonly events: readonly CaseEvent[];
  readonly state: unknown;
}

export async function coursesOf(version: string): Promise<readonly RecordedCourse[]> {
  return (await unpacked(version, 'events.json.gz')) as readonly RecordedCourse[];
}

/** Every policy that was in force until then. */
export async function policiesOf(version: string): Promise<readonly Policy[]> {
  return (await unpacked(version, 'policies.json.gz')) as readonly Policy[];
}

/** A release as it was built for a live installation, ready to be run; `remove` when it is not needed any more. */
export interface UnpackedRelease {
  /** With `dist/` and `prisma/migrations/`. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** Runs on the libraries that are installed now. */
export async function unpackRelease(version: string): Promise<UnpackedRelease> {
  const folder = await mkdtemp(join(tmpdir(), `mas-release-${version}-`));
  const packed = await readFile(join(folderOf(version), 'release.tar.br'));
  const archive = join(folder, 'release.tar');
  await writeFile(archive, await promisify(brotliDecompress)(packed));
  await run('tar', ['-xf', archive, '-C', folder]);
  await rm(archive);
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
