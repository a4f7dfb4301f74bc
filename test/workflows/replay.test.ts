import { readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { createLog } from '../../config/log.ts';
import { failureConverterPath } from '../../engine/index.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { installRuntime } from '../../worker/runtime.ts';

// Replaying tells of every start and end of its workers.
installRuntime(createLog('test', 'silent'));

const folder = fileURLToPath(new URL('./histories', import.meta.url));
const recorded = await readdir(folder);
const codePath = await workflowBundle(join(tmpdir(), 'multi-agency-supervision-test'));

describe('cases that began under an earlier release', () => {
  test.each(recorded)(
    '%s goes on under this one',
    async (name) => {
      const history: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
      await Worker.runReplayHistory(
        { workflowBundle: { codePath }, dataConverter: { failureConverterPath } },
        history,
      );
    },
    60_000,
  );

  test('a history that is not of this code is noticed', async () => {
    const [name = ''] = recorded;
    const text = await readFile(join(folder, name), 'utf8');
    const other: unknown = JSON.parse(text.replaceAll('"deliverMail"', '"anotherThing"'));
    await expect(
      Worker.runReplayHistory(
        { workflowBundle: { codePath }, dataConverter: { failureConverterPath } },
        other,
      ),
    ).rejects.toThrow();
  });
});

describe('the workflows’ bundle', () => {
  test('holds no forms, no holidays and no rules', async () => {
    const code = await readFile(codePath, 'utf8');
    for (const module of [
      'zod',
      'date-holidays',
      'temporal-polyfill',
      'domain/case',
      'domain/forms',
      'records/',
    ]) {
      expect(code).not.toContain(`${module}/`);
    }
  });
});
