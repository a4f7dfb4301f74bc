/** Tells workflows of their cases: several changes of one case in a moment are told as one. */
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy, WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { SearchAttributeType, TypedSearchAttributes, defineSearchAttributeKey } from '@temporalio/common';
import type { Log } from '../config/log.ts';
import type { StepId } from '../domain/process/vocabulary.ts';
import type { Records } from '../records/types.ts';
import { CASE_CHANGED, SEARCH_ATTRIBUTES, SUPERVISION_CASE } from '../workflows/messages.ts';
import type { CaseView, SupervisionCaseInput } from '../workflows/messages.ts';
import { within } from './client.ts';

export interface Tell {
  readonly reference: string;
  /** The step that was applied, naming the signal; null where something else changed the case. */
  readonly step: StepId | null;
  readonly view: CaseView;
  /** Case time minus real time, in ms; for a workflow that starts now. */
  readonly clockAhead: number;
  /** Of the call that changed the case, for the log. */
  readonly requestId?: string;
}
/** `later`: Temporal did not take it; the case stays marked as not told, and the schedule tells it. */
export type Told = 'told' | 'later';

interface Waiting {
  tell: Tell;
  readonly told: Promise<Told>;
  readonly settle: (told: Told) => void;
}

/** What changes within a moment of the first change is told with it, and what changes within half a second of a telling together. */
const FIRST_MOMENT_MS = 250;
const MOMENT_MS = 500;
/** The more cases change at once, the longer the first moment: for each of them so long. */
const CROWD = { msEach: 50, longestMs: 1_000 };
const DEADLINE_MS = 5_000;
/** How often whoever ends looks whether all is told, ms. */
const FINISH_LOOK_MS = 20;
/** Cases in hand. What comes beyond that, while Temporal is slow or away, is left to the schedule at once. */
const MOST_AT_ONCE = 1_000;

export class Teller {
  private readonly client: Client;
  private readonly taskQueue: string;
  private readonly records: Records;
  private readonly log: Log;
  private readonly waiting = new Map<string, Waiting>();
  private readonly busy = new Set<string>();
  /** Ends the moment in which changes of a case are gathered. */
  private readonly gathering = new Map<string, AbortController>();
  private away = false;

  constructor(parts: { client: Client; taskQueue: string; records: Records; log: Log }) {
    this.client = parts.client;
    this.taskQueue = parts.taskQueue;
    this.records = parts.records;
    this.log = parts.log;
  }

  /** Never rejects, and never holds up who calls it for longer than the deadline. */
  tell(tell: Tell): Promise<Told> {
    const before = this.waiting.get(tell.reference);
    if (before !== undefined) {
      before.tell = together(before.tell, tell);
      return before.told;
    }
    if (this.busy.size >= MOST_AT_ONCE && !this.busy.has(tell.reference)) return Promise.resolve('later');
    const { promise, resolve } = withSettle();
    this.waiting.set(tell.reference, { tell, told: promise, settle: resolve });
    if (!this.busy.has(tell.reference)) void this.work(tell.reference);
    return promise;
  }

  /** The same without gathering first what else changes: for who tells many cases, or waits for it. */
  tellAtOnce(tell: Tell): Promise<Told> {
    const told = this.tell(tell);
    this.gathering.get(tell.reference)?.abort();
    return told;
  }

  /** Resolves when nothing is being told any more. */
  async finish(): Promise<void> {
    while (this.busy.size > 0) {
      for (const moment of this.gathering.values()) moment.abort();
      await pause(FINISH_LOOK_MS);
    }
  }

  private async work(reference: string): Promise<void> {
    this.busy.add(reference);
    await this.gather(reference, firstMoment(this.busy.size));
    for (let next = this.take(reference); next !== undefined; next = this.take(reference)) {
      const begun = Date.now();
      next.settle(await this.tellNow(next.tell));
      await this.gather(reference, MOMENT_MS - (Date.now() - begun));
    }
    this.busy.delete(reference);
  }

  private async gather(reference: string, ms: number): Promise<void> {
    if (ms <= 0) return;
    const moment = new AbortController();
    this.gathering.set(reference, moment);
    await pause(ms, undefined, { signal: moment.signal }).catch(() => undefined);
    this.gathering.delete(reference);
  }

  private take(reference: string): Waiting | undefined {
    const next = this.waiting.get(reference);
    this.waiting.delete(reference);
    return next;
  }

  private async tellNow(tell: Tell): Promise<Told> {
    const { reference, view } = tell;
    const { version } = view;
    const about = { reference, version, step: tell.step, requestId: tell.requestId ?? null };
    const began = performance.now();
    try {
      await within(this.client, DEADLINE_MS, () => this.signal(tell));
      await this.records.told(reference, version);
      this.log.debug('a workflow was told', { ...about, ms: Math.round(performance.now() - began) });
      if (this.away) this.log.info('Temporal answers again');
      this.away = false;
      return 'told';
    } catch (error) {
      // Once in a while is enough: Temporal may be away for hours.
      const write = this.away ? this.log.debug : this.log.warn;
      write('a workflow could not be told; it will be told later', { ...about, error });
      this.away = true;
      return 'later';
    }
  }

  private async signal({ reference, step, view, clockAhead }: Tell): Promise<void> {
    const signal = step ?? CASE_CHANGED;
    if (view.stage === 'closed' && !view.mailWaiting) {
      // A closed case whose email is out needs no workflow; one that still runs is told.
      await this.client.workflow
        .getHandle(reference)
        .signal<[CaseView]>(signal, view)
        .catch((error: unknown) => {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        });
      return;
    }
    // Not there, whether never started, deleted, terminated or completed with mail since: it starts from the view.
    await this.client.workflow.signalWithStart<(input: SupervisionCaseInput) => Promise<void>, [CaseView]>(
      SUPERVISION_CASE,
      {
        workflowId: reference,
        taskQueue: this.taskQueue,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        args: [{ reference, view, clockAhead }],
        signal,
        signalArgs: [view],
        typedSearchAttributes: searchAttributes(view),
      },
    );
  }
}

const firstMoment = (cases: number): number =>
  Math.max(FIRST_MOMENT_MS, Math.min(cases * CROWD.msEach, CROWD.longestMs));

function withSettle(): { promise: Promise<Told>; resolve: (told: Told) => void } {
  let resolve: (told: Told) => void = () => undefined;
  const promise = new Promise<Told>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** The newest view, without the name of a step: it stands for several. */
function together(one: Tell, other: Tell): Tell {
  const newest = other.view.version >= one.view.version ? other : one;
  return { ...newest, step: one.view.version === other.view.version ? newest.step : null };
}

function searchAttributes(view: CaseView): TypedSearchAttributes {
  const { stage, overdueTasks, nextDue } = SEARCH_ATTRIBUTES;
  return new TypedSearchAttributes([
    { key: defineSearchAttributeKey(stage.name, SearchAttributeType.KEYWORD), value: view.stage },
    { key: defineSearchAttributeKey(overdueTasks.name, SearchAttributeType.INT), value: view.overdueTasks },
    ...(view.nextDue === null
      ? []
      : [
          {
            key: defineSearchAttributeKey(nextDue.name, SearchAttributeType.DATETIME),
            value: new Date(view.nextDue),
          },
        ]),
  ]);
}
