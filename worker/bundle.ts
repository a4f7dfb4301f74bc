/**
 * The workflows' bundle. A live installation is built with one beside its workflows; otherwise it is made once and kept
 * among what can be made again, under a name that changes with all that goes into it.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { writeWhole } from '../config/write-whole.ts';
import { failureConverterPath } from '../engine/index.ts';

const workflows = fileURLToPath(new URL('../workflows', import.meta.url));
const vocabulary = fileURLToPath(new URL('../domain/process', import.meta.url));
/** Where a build puts the bundle, beside the built workflows. */
export const prebuiltBundle = join(workflows, 'bundle.js');

/** Path of the bundle. */
export async function workflowBundle(cacheDir: string): Promise<string> {
  if (existsSync(prebuiltBundle)) return prebuiltBundle;
  const kept = join(cacheDir, 'bundles', `workflows-${await fingerprint()}.js`);
  if (!existsSync(kept)) await makeBundle(kept);
  return kept;
}

/** Makes the bundle, at `path`. */
export async function makeBundle(path: string): Promise<void> {
  const sources = await readdir(workflows);
  const index = sources.find((name) => /^index\.[jt]s$/.test(name)) ?? 'index.ts';
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(workflows, index),
    failureConverterPath,
    logger: quiet,
  });
  await writeWhole(path, code);
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(sdkVersion());
  for (const folder of [workflows, vocabulary]) {
    for (const name of (await readdir(folder)).filter((each) => /\.[jt]s$/.test(each)).sort()) {
      hash.update(`\n${name}\n`).update(await readFile(join(folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function sdkVersion(): string {
  const found: unknown = createRequire(import.meta.url)('@temporalio/workflow/package.json');
  return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : '';
}

const nothing = (): void => undefined;
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
