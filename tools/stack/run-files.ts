/**
 * What a start notes down in its data folder about the processes that it started, so that the next start can
 * find those that a `kill -9` left over, and end them before it begins anew.
 */
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProcessIdentity } from './processes.ts';
import { endProcess, identify, isRunning } from './processes.ts';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
export type StopSignal = (typeof STOP_SIGNALS)[number];

const runFile = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  stopSignal: z.enum(STOP_SIGNALS),
});

/** Notes that this process runs as a part of the installation in `dataDir`. */
export function noteRunning(dataDir: string, name: string, pid: number, stopSignal: StopSignal): void {
  const identity = identify(pid);
  if (identity === null) return;
  mkdirSync(folder(dataDir), { recursive: true });
  writeFileSync(fileOf(dataDir, name), JSON.stringify({ ...identity, stopSignal }));
}

export function noteEnded(dataDir: string, name: string): void {
  rmSync(fileOf(dataDir, name), { force: true });
}

/**
 * Ends every part that a former start of this installation left running.
 * @returns their names.
 */
export async function endLeftovers(dataDir: string): Promise<readonly string[]> {
  const found = partsNoted(dataDir).flatMap((name) => {
    const noted = readRunFile(fileOf(dataDir, name));
    if (noted !== null && isRunning(noted)) return [{ name, ...noted }];
    noteEnded(dataDir, name);
    return [];
  });
  await Promise.all(
    found.map(async (part) => {
      await endProcess(part, part.stopSignal, 20_000);
      noteEnded(dataDir, part.name);
    }),
  );
  return found.map((part) => part.name);
}

/**
 * Makes this process the one start of the installation.
 * @returns the start that holds it instead, when there is one.
 */
export function takeInstallation(dataDir: string): ProcessIdentity | null {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = lockFile(dataDir);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...identify(process.pid), stopSignal: 'SIGTERM' }));
  try {
    for (;;) {
      try {
        linkSync(draft, path);
        return null;
      } catch {
        const holder = readRunFile(path);
        if (holder !== null && holder.pid !== process.pid && isRunning(holder)) return holder;
        rmSync(path, { force: true });
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

export function leaveInstallation(dataDir: string): void {
  rmSync(lockFile(dataDir), { force: true });
}

function partsNoted(dataDir: string): string[] {
  try {
    return readdirSync(folder(dataDir)).flatMap((file) =>
      file.endsWith('.json') ? [file.slice(0, -5)] : [],
    );
  } catch {
    return [];
  }
}

function readRunFile(path: string): z.infer<typeof runFile> | null {
  try {
    return runFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Missing, or torn by a kill while it was written: then there is nothing to go by.
    return null;
  }
}

const folder = (dataDir: string): string => join(dataDir, 'run');
const fileOf = (dataDir: string, name: string): string => join(folder(dataDir), `${name}.json`);
const lockFile = (dataDir: string): string => join(dataDir, 'start.json');
