/** Makes a live installation's namespace what the service needs; the embedded server makes its own at its start. */
import { setTimeout as pause } from 'node:timers/promises';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { TemporalSettings } from '../config/temporal-settings.ts';
import { connectLazily, within } from './client.ts';
import type { Connected } from './client.ts';
import { grpcCode } from './clock.ts';
import { ensureSearchAttributes } from './schedule.ts';

/** How long the server keeps the history of a closed case, in days: a case of seven months, and time to look. */
export const HISTORIES_KEPT_DAYS = 365;

const DAY_MS = 86_400_000;
const DEADLINE_MS = 10_000;
/** The server's parts hear of a new namespace within so long. */
const PATIENCE_MS = 60_000;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

/**
 * Makes the namespace where it is missing, sets how long histories are kept, and adds missing search attributes.
 * May be repeated. @returns whether it was made now. Rejects where Temporal is away.
 */
export async function prepareNamespace(temporal: TemporalSettings): Promise<'made' | 'there'> {
  const own = connectLazily(temporal);
  try {
    const made = await registered(own);
    if (!made) await keepHistories(own);
    for (const deadline = Date.now() + PATIENCE_MS; ;) {
      try {
        await within(own.client, DEADLINE_MS, () => ensureSearchAttributes(own));
        return made ? 'made' : 'there';
      } catch (error) {
        if (grpcCode(error) !== NOT_FOUND || Date.now() > deadline) throw error;
      }
      await pause(500);
    }
  } finally {
    await own.close();
  }
}

/** False where it was there before. */
async function registered({ client }: Connected): Promise<boolean> {
  try {
    await within(client, DEADLINE_MS, () =>
      client.workflowService.registerNamespace({
        namespace: client.options.namespace,
        description: 'Multi-agency supervision: one workflow a case',
        workflowExecutionRetentionPeriod: msToTs(HISTORIES_KEPT_DAYS * DAY_MS),
      }),
    );
    return true;
  } catch (error) {
    if (grpcCode(error) !== ALREADY_EXISTS) throw error;
    return false;
  }
}

async function keepHistories({ client }: Connected): Promise<void> {
  await within(client, DEADLINE_MS, () =>
    client.workflowService.updateNamespace({
      namespace: client.options.namespace,
      config: { workflowExecutionRetentionTtl: msToTs(HISTORIES_KEPT_DAYS * DAY_MS) },
    }),
  );
}
