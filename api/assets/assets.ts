/**
 * What pages load besides themselves: one style sheet, scripts, the icon. The style sheet is compiled once and kept among
 * what can be made again, under a name that changes with all that goes into it; a build puts it beside the sources.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileAsync } from 'sass';
import { writeWhole } from '../../config/write-whole.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const { resolve } = createRequire(import.meta.url);
/** The folders above `govuk/` and `moj/`, where templates and styles of both are found. */
export const govukFrontend = dirname(dirname(resolve('govuk-frontend')));
export const mojFrontend = dirname(dirname(resolve('@ministryofjustice/frontend')));
/** The folder of the browser's half of passkeys; its `script/` is what a program would load. */
const webauthnBrowser = dirname(dirname(resolve('@simplewebauthn/browser')));
/** Where a build puts the compiled style sheet. */
export const prebuiltStyles = join(here, 'service.css');

export interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

export interface Assets {
  /** Changes when any of them does: a part of their addresses, so that browsers may keep them. */
  readonly version: string;
  readonly files: ReadonlyMap<string, Asset>;
}

const SCRIPT = 'text/javascript; charset=utf-8';

/** @param cacheDir where compiled styles are kept */
export async function openAssets(cacheDir: string): Promise<Assets> {
  const own = (await readdir(here)).filter((name) => name.endsWith('.js'));
  const files = new Map<string, Asset>([
    ['service.css', { type: 'text/css; charset=utf-8', content: await styles(cacheDir) }],
    ['favicon.svg', { type: 'image/svg+xml', content: await readFile(join(here, 'favicon.svg')) }],
    [
      'govuk-frontend.min.js',
      { type: SCRIPT, content: await readFile(join(govukFrontend, 'govuk', 'govuk-frontend.min.js')) },
    ],
    [
      'simplewebauthn-browser.min.js',
      { type: SCRIPT, content: await readFile(join(webauthnBrowser, 'dist', 'bundle', 'index.umd.min.js')) },
    ],
  ]);
  for (const name of own) {
    // Assets of other names are asked for from beside them.
    files.set(name, { type: SCRIPT, content: await readFile(join(here, name)) });
  }
  const hash = createHash('sha256');
  for (const [name, { content }] of files) hash.update(`\n${name}\n`).update(content);
  return { version: hash.digest('hex').slice(0, 12), files };
}

async function styles(cacheDir: string): Promise<Buffer> {
  if (existsSync(prebuiltStyles)) return readFile(prebuiltStyles);
  const kept = join(cacheDir, 'styles', `${await fingerprint()}.css`);
  if (!existsSync(kept)) await makeStyles(kept);
  return readFile(kept);
}

/** Compiles the style sheet to `path`. */
export async function makeStyles(path: string): Promise<void> {
  const { css } = await compileAsync(join(here, 'brand.scss'), {
    style: 'compressed',
    // The last: MoJ's style sheets ask for govuk-frontend by its path from there.
    loadPaths: [govukFrontend, mojFrontend, join(govukFrontend, '..', '..', '..')],
    quietDeps: true,
  });
  await writeWhole(path, css);
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(here)).filter((each) => each.endsWith('.scss')).sort()) {
    hash.update(`\n${name}\n`).update(await readFile(join(here, name)));
  }
  for (const path of [join(govukFrontend, '..', 'package.json'), join(mojFrontend, 'package.json')]) {
    hash.update(await readFile(path));
  }
  return hash.digest('hex').slice(0, 16);
}
