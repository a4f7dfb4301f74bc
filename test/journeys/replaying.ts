/** Replays exported histories against the workflows as they are now. */
import { Worker } from '@temporalio/worker';
import { createLog } from '../../config/log.ts';
import { failureConverterPath } from '../../engine/index.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { installRuntime } from '../../worker/runtime.ts';

interface History {
  readonly workflowId: string;
  /** JSON, as Temporal's own program exports it; or what it says. */
  readonly history: unknown;
}

/** @returns the ids of those that do not replay, with why. */
export async function failuresOfReplay(
  cacheDir: string,
  exported: readonly History[],
): Promise<readonly string[]> {
  // Replaying tells of every start and end of its workers.
  installRuntime(createLog('test', 'silent'));
  const codePath = await workflowBundle(cacheDir);
  const histories = exported.map(({ workflowId, history }) => ({
    workflowId,
    history: typeof history === 'string' ? (JSON.parse(history) as unknown) : history,
  }));
  const failures: string[] = [];
  const options = { workflowBundle: { codePath }, dataConverter: { failureConverterPath } };
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
    if (error !== undefined) failures.push(`${workflowId}: ${error.message}`);
  }
  return failures;
}
