/** The client side of the engine: what the API, the activities, the worker and the tools ask of Temporal. */
import { WorkflowIdConflictPolicy } from '@temporalio/client';
import type { Log } from '../config/log.ts';
import type { TemporalSettings } from '../config/temporal-settings.ts';
import type { Approval, Records } from '../records/types.ts';
import { CALENDAR_CHANGE, CALENDAR_CHANGED } from '../workflows/messages.ts';
import type { WhatIsKnown } from '../workflows/messages.ts';
import { advance } from './advance.ts';
import type { Advanced } from './advance.ts';
import { startAnew, workflowsBeyond } from './anew.ts';
import { connectLazily, within } from './client.ts';
import { readClock, whatIsKnown } from './clock.ts';
import { carryOut } from './deeds.ts';
import { READY_WITHIN_MS, isPolling, readinessOf, scheduleState } from './health.ts';
import type { EngineHealth, Readiness } from './health.ts';
import { historyLength } from './history.ts';
import type { HistoryLength } from './history.ts';
import { shownCases, withoutWorkflow } from './missing.ts';
import type { ShownCase } from './missing.ts';
import { ensureSchedule, ensureSearchAttributes } from './schedule.ts';
import { Teller } from './tell.ts';
import type { Tell, Told } from './tell.ts';
import { tidyTellings } from './tidy.ts';

export type { Advanced } from './advance.ts';
export { engineHealth, runSchedule, setScheduleRight } from './health.ts';
export type { EngineHealth } from './health.ts';
export { HISTORIES_KEPT_DAYS, prepareNamespace } from './namespace.ts';
export type { Tell, Told } from './tell.ts';
export { failureConverterPath } from './client.ts';

export interface Engine {
  /** Tells the case's workflow, starting it where it is missing, and records that it was told. Never rejects. */
  tell(tell: Tell): Promise<Told>;
  /** The same without gathering first what else changes: for who tells many cases, or waits for it. */
  tellAtOnce(tell: Tell): Promise<Told>;
  /** Moves a training case's clock; see engine/advance.ts. `untilCaseTime` in epoch ms by the case's clock. */
  advance(reference: string, untilCaseTime: number): Promise<Advanced>;
  /** What the case's running workflow knows and its own time by the case's clock (epoch ms); null where none runs. */
  describeNow(reference: string): Promise<(WhatIsKnown & { readonly caseTime: number }) | null>;
  /** Rejects where Temporal has no workflow of this case. */
  historyLength(reference: string): Promise<HistoryLength>;
  /** Of these references, in ascending order, those without a running workflow. */
  withoutWorkflow(references: readonly string[]): Promise<string[]>;
  /** What the running workflows of these cases show of them, by reference; `references` in ascending order. */
  shownCases(references: readonly string[]): Promise<ReadonlyMap<string, ShownCase>>;
  /** How often the workflow task in hand was tried: more than once where it fails or times out. */
  taskTries(reference: string): Promise<number>;
  /** Running workflows of cases that are not among these open ones. */
  workflowsBeyond(open: ReadonlySet<string>): Promise<string[]>;
  /** Ends the case's workflow, whatever it knows, and starts another from the record; see engine/anew.ts. */
  startAnew(reference: string, why: string): Promise<Told | 'ended'>;
  /** Carries a changed calendar through all open cases; one that runs already goes one more round. */
  startCalendarChange(): Promise<void>;
  /** Does what an approval left to the engine, and writes what came of it. Never rejects; `later`: the schedule tries again. */
  carryOut(approval: Approval): Promise<'done' | 'later'>;
  /** Deletes old histories of scheduled runs. */
  tidy(): Promise<void>;
  /** Creates or updates the schedule and adds missing search attributes: for the worker, at its start. */
  prepare(): Promise<void>;
  ready(): Promise<Readiness>;
  /** Whether Temporal has lately heard this worker ask for work; false where it does not answer. Never rejects. */
  isPolling(identity: string): Promise<boolean>;
  /** Of what tells cases not yet told. Never rejects. */
  schedule(): Promise<EngineHealth['schedule']>;
  readonly links: {
    /** The case's page in the Temporal UI; null where no UI is known. */
    case(reference: string): string | null;
  };
  /** Finishes what is being told and disconnects. */
  close(): Promise<void>;
}

/** Returns at once; the connection is made when first used, and again whenever it is lost. */
export function connectEngine(parts: { temporal: TemporalSettings; records: Records; log: Log }): Engine {
  const { temporal, records, log } = parts;
  const connected = connectLazily(temporal);
  const { client } = connected;
  const teller = new Teller({ client, taskQueue: temporal.taskQueue, records, log });

  return {
    tell: (tell) => teller.tell(tell),
    tellAtOnce: (tell) => teller.tellAtOnce(tell),
    advance: (reference, untilCaseTime) => advance({ client, records, teller }, reference, untilCaseTime),
    async describeNow(reference) {
      const clock = await readClock(client, reference);
      if (clock?.running !== true) return null;
      const known = await whatIsKnown(client, reference);
      return known === null ? null : { ...known, caseTime: clock.now + known.clockAhead };
    },
    historyLength: (reference) => historyLength(client, reference),
    withoutWorkflow: (references) => withoutWorkflow(client, references),
    shownCases: (references) => shownCases(client, references),
    taskTries: async (reference) => (await readClock(client, reference))?.taskTries ?? 0,
    workflowsBeyond: (open) => workflowsBeyond(client, open),
    startAnew: (reference, why) => startAnew({ client, records, teller }, reference, why),
    async startCalendarChange() {
      await within(client, 5_000, () =>
        client.workflow.signalWithStart<() => Promise<void>>(CALENDAR_CHANGE, {
          workflowId: CALENDAR_CHANGE,
          taskQueue: temporal.taskQueue,
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          args: [],
          signal: CALENDAR_CHANGED,
          signalArgs: [],
        }),
      );
    },
    carryOut: (approval) => carryOut({ client, records, teller, log }, approval),
    tidy: () => tidyTellings(client),
    prepare: () =>
      within(client, 15_000, async () => {
        await ensureSearchAttributes(connected);
        await ensureSchedule(client, temporal.taskQueue);
      }),
    ready: () => readinessOf(client, temporal),
    isPolling: (identity) => isPolling(client, temporal, identity),
    schedule: () => scheduleState(client, READY_WITHIN_MS),
    links: {
      case: (reference) =>
        temporal.uiUrl === null
          ? null
          : `${temporal.uiUrl}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows/${encodeURIComponent(reference)}`,
    },
    async close() {
      await teller.finish();
      await connected.close();
    },
  };
}
