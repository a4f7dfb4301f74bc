/**
 * What the outside and a case's workflow say to each other. Only references, ids, dates and enumerated values:
 * nothing here may ever hold a person's data, because Temporal keeps it readable in histories.
 */
import type { Stage } from '../domain/process/vocabulary.ts';
import type { Waiting } from '../domain/process/waiting.ts';

/** The workflow type. */
export const SUPERVISION_CASE = 'supervisionCase';

/**
 * All that the workflow needs to know of its case; the same in signals, start arguments and results. Releases run side by
 * side while one takes the other's place: what is added here is optional, and nothing is ever taken away or renamed.
 */
export interface CaseView {
  /** The version of the case in Postgres that this view describes. A lower one than known is ignored. */
  readonly version: number;
  readonly stage: Stage;
  /** Epoch milliseconds of the next instant at which time brings something; null when nothing will. */
  readonly nextDue: number | null;
  /** What falls due then, as ids only, e.g. `session starts` or `reminder: submitChronology ×4`. */
  readonly nextDueWhat: string | null;
  /** Whether the case's outbox holds email to be sent. */
  readonly mailWaiting: boolean;
  /** How many open tasks are overdue by the case's clock. */
  readonly overdueTasks: number;
  /** Since 0.2.0. Open tasks by kind and due date, overdue ones first; left out by earlier releases. */
  readonly waitsOn?: readonly Waiting[];
}

export interface SupervisionCaseInput {
  /** The meeting identifier, also the workflow id. */
  readonly reference: string;
  readonly view: CaseView;
  /** Case time minus this workflow's own time, in ms: not zero where a training case is rebuilt after its clock moved. */
  readonly clockAhead: number;
  /** Since 0.2.0. Tries of the email in hand that failed, of a run that continued as new. */
  readonly mailTries?: number;
}

/** Every step is a signal named by its id and carrying the view after it. This one tells the newest view where several steps, or something else than a step, changed the case. */
export const CASE_CHANGED = 'caseChanged';
/** Query: what the workflow knows. */
export const WHAT_IS_KNOWN = 'whatIsKnown';
export interface WhatIsKnown {
  readonly view: CaseView;
  readonly box: Box;
  /** Case time minus this workflow's own time, in ms. */
  readonly clockAhead: number;
}
/** The boxes of the flow chart (Appendix 1), as the query and the current details name them. */
export type Box =
  'requestReceived' | 'preparing' | 'session' | 'afterTheSession' | 'sixMonthFollowUp' | 'closed';

/** What keeps a case from going on as it should: email tried in vain, or what time brings not taken by the record. */
export type Trouble = 'mail' | 'record';

/**
 * What cases can be searched by in the Temporal UI, each once: the local server, a live one and the tests' namespaces are
 * given these. A server on SQL takes ten of Keyword and three of each other type.
 */
export const SEARCH_ATTRIBUTES = {
  stage: { name: 'MasStage', type: 'Keyword' },
  nextDue: { name: 'MasNextDue', type: 'Datetime' },
  overdueTasks: { name: 'MasOverdueTasks', type: 'Int' },
  /** Since 0.2.0. Kinds of task that are overdue; absent where none is. */
  overdue: { name: 'MasOverdue', type: 'KeywordList' },
  /** Since 0.2.0. `Trouble`; absent where there is none. */
  trouble: { name: 'MasTrouble', type: 'Keyword' },
} as const;

/** The workflow that carries a calendar change through the open cases; its workflow id is the same word. */
export const CALENDAR_CHANGE = 'calendarChange';
/** Signal: the calendar changed (again). */
export const CALENDAR_CHANGED = 'calendarChanged';

/** The scheduled workflow that tells cases not yet told. */
export const TELL_CASES = 'tellCases';
/** What a scheduled run leaves to the next one. */
export interface LeftOff {
  /** The search for cases without a workflow goes on after this reference; null: from the start. */
  readonly searchedTo: string | null;
}
/** What a scheduled run does beside telling. */
export type ScheduledPart = 'calendarChange' | 'approvals' | 'erasing' | 'tidying' | 'forgetting';
export interface Telling extends LeftOff {
  readonly told: number;
  readonly restarted: number;
  /** What failed; the next run tries it again. */
  readonly failed: readonly ScheduledPart[];
}
