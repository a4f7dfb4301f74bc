/** The libraries of the other contenders: in a folder of their own, so that nobody pays for them who does not measure. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const CONTENDERS_FOLDER = fileURLToPath(new URL('contenders/', import.meta.url));

/** Milliseconds: a server of some 100 MB is among them. */
const PATIENCE = 600_000;

/** @throws where they cannot be installed. */
export async function installContenders(say: (line: string) => void): Promise<void> {
  if (existsSync(`${CONTENDERS_FOLDER}node_modules/.package-lock.json`)) return;
  say('Installing the other contenders, once: npm ci --prefix bench/contenders');
  // Their scripts only count installations.
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--prefix', CONTENDERS_FOLDER], {
    timeout: PATIENCE,
  });
}
