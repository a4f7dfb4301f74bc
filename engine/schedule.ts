/** What the worker makes sure of at its start: the schedule of `tellCases` and the search attributes. */
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Client, ScheduleOptions } from '@temporalio/client';
import { SEARCH_ATTRIBUTES, TELL_CASES } from '../workflows/messages.ts';
import type { Connected } from './client.ts';
import { grpcCode } from './clock.ts';

const EVERY_MS = 20_000;
/** After Temporal was away one run does for all that were missed. Temporal's least is 10 s. */
const CATCH_UP_MS = 10_000;

export async function ensureSchedule(client: Client, taskQueue: string): Promise<void> {
  const options: ScheduleOptions = {
    scheduleId: TELL_CASES,
    spec: { intervals: [{ every: EVERY_MS }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP_MS, pauseOnFailure: false },
    action: {
      type: 'startWorkflow',
      workflowType: TELL_CASES,
      workflowId: TELL_CASES,
      taskQueue,
      args: [],
      workflowExecutionTimeout: '10m',
    },
    // Where Temporal lost its database, cases are without a workflow: not one moment longer than need be.
    state: { triggerImmediately: true },
  };
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, policies, action } = options;
    await client.schedule
      .getHandle(TELL_CASES)
      .update(({ state }) => ({ spec, action, ...(policies && { policies }), state }));
  }
}

/** IndexedValueType of Temporal's API. */
const TYPES = { Keyword: 2, Int: 3, Datetime: 6, KeywordList: 7 } as const satisfies Record<
  (typeof SEARCH_ATTRIBUTES)[keyof typeof SEARCH_ATTRIBUTES]['type'],
  number
>;
const ALREADY_EXISTS = 6;

/** Adds the search attributes that a server lacks; without them no case could be carried. */
export async function ensureSearchAttributes({ client, connection }: Connected): Promise<void> {
  const { operatorService } = connection;
  const { namespace } = client.options;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const wanted = Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, TYPES[type]] as const);
  const missing = wanted.filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  try {
    await operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing) });
  } catch (error) {
    if (grpcCode(error) !== ALREADY_EXISTS) throw error;
  }
}
