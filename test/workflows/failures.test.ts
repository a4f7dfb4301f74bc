import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { exportHistory } from './history.ts';
import { startService } from './running-service.ts';
import type { RunningService } from './running-service.ts';

let service: RunningService;

beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  await service.close();
});

describe('a failure in the world', () => {
  test('is seen in the history by its kind only, and the case goes on with what it knows', async () => {
    const reference = await service.request();
    const { view } = await service.settled(reference);
    await service.dropDatabase();
    await service.workflow(reference).signal('caseChanged', {
      ...view,
      nextDue: Date.now() - 1_000,
      nextDueWhat: 'reminder',
      mailWaiting: true,
    });

    const pending = await until(
      'an activity failed',
      async () => {
        const { raw } = await service.workflow(reference).describe();
        const failed = raw.pendingActivities?.filter(({ lastFailure }) => lastFailure);
        return failed !== undefined && failed.length > 0 ? failed : null;
      },
      60_000,
    );
    const database = new URL(service.databaseUrl).pathname.slice(1);
    for (const { lastFailure } of pending) {
      expect(lastFailure?.message).toMatch(/^\w+$/);
      expect(lastFailure?.stackTrace ?? '').toBe('');
    }
    const shown = JSON.stringify(pending) + (await exportHistory(service, reference));
    expect(shown).not.toContain(database);
    expect(shown).not.toContain('node_modules');
    expect((await service.engine.describeNow(reference))?.view.version).toBe(view.version);
  });
});
