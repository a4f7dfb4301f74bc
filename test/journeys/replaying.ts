/** Replays exported histories against the workflows as they are now. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { createLog } from '../../config/log.ts';
import { failureConverterPath } from '../../engine/index.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { installRuntime } from '../../worker/runtime.ts';
import type { Exported } from './haystack.ts';

/** @returns the ids of those that do not replay, with why. */
export async function failuresOfReplay(
  cacheDir: string,
  exported: readonly Exported[],
): Promise<readonly string[]> {
  // Replaying tells of every start and end of its workers.
  installRuntime(createLog('test', 'silent'));
  const codePath = await workflowBundle(cacheDir);
  const histories = exported.map(({ workflowId, history }) => ({
    workflowId,
    history: JSON.parse(history) as unknown,
  }));
  const failures: string[] = [];
  const options = { workflowBundle: { codePath }, dataConverter: { failureConverterPath } };
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
    if (error !== undefined) failures.push(`${workflowId}: ${error.message}`);
  }
  return failures;
}

/**
 * Keeps a history under `test/workflows/histories/`, named by the release, where RECORD_HISTORIES is set: run the journeys
 * so before each release. Those of earlier releases stay, and go on being replayed.
 */
export async function recordHistory(name: string, history: string): Promise<void> {
  if (process.env['RECORD_HISTORIES'] === undefined) return;
  const root = new URL('../../', import.meta.url);
  const manifest = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
    readonly version: string;
  };
  const file = new URL(`test/workflows/histories/${manifest.version}-${name}.json`, root);
  await writeFile(fileURLToPath(file), history);
}
