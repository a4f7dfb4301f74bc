/** What records offer to whatever changes a case: steps, time, telling its workflow, its email. */
import type { Instant } from '../domain/calendar/types.ts';
import type { Actor, Decision, EmailKind, EmailData } from '../domain/case/commands.ts';
import type { CaseState } from '../domain/case/state.ts';
import type { StepBody, SubmitRequest } from '../domain/forms/index.ts';
import type { CaseStepId } from '../domain/process/vocabulary.ts';
import type { CaseToTell, ToldView } from './told-view.ts';

/** A case as read: the folded state and its clock. */
export interface CaseRecord {
  readonly state: CaseState;
  /** Now by the case's clock: real time plus the case's offset, never before `state.lastAt`. */
  readonly now: Instant;
  readonly view: ToldView;
  /** What it was read from, where it was read by itself: a step that follows at once need not read it again. */
  readonly row?: ReadRow;
}

/** The row of a case. */
export interface CaseRow {
  readonly state: CaseState;
  /** Case time minus real time, ms. */
  readonly clockAhead: number;
  readonly nextDueAt: Instant | null;
  readonly nextDueWhat: string | null;
  readonly emailsWaiting: number;
  /** Of the calendar with which its dates were worked out. */
  readonly calendarVersion: number;
  /** Of the calendar now. */
  readonly newestCalendar: number;
}

/** A case's row as it was read by somebody who does not hold it. */
export interface ReadRow extends CaseRow {
  /** Another one whenever anything in the row has changed. */
  readonly rowVersion: string;
}

export interface CaseAndRequest {
  readonly record: CaseRecord;
  /** As last amended. */
  readonly request: SubmitRequest | null;
}

/** The answer of the API to a call with an Idempotency-Key, kept for a week to be given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface IdempotencyScope {
  readonly personId: string;
  /** Method and path. */
  readonly address: string;
  /** SHA-256 of the key and of the body, hex. The key itself is never kept. */
  readonly keyHash: string;
  readonly bodyHash: string;
}

export type Once<T> =
  | { readonly type: 'first'; readonly value: T }
  | { readonly type: 'repeated'; readonly answer: KeptAnswer }
  | { readonly type: 'keyReused' };

export interface StepInput<S extends CaseStepId = CaseStepId> {
  readonly reference: string;
  readonly step: S;
  /** Parsed by the form. */
  readonly body: StepBody<S>;
  readonly actor: Actor;
  /** As its caller has just read it, where they have. */
  readonly row?: ReadRow | undefined;
  readonly ifVersion: number | null;
  readonly idempotency: IdempotencyScope | null;
  /**
   * Makes the answer to keep, inside the transaction, from the case as it is after the step, and the request before it
   * where the case was held: what the caller has read may be older.
   */
  readonly answer: (after: CaseRecord, requestNow?: SubmitRequest | null) => KeptAnswer;
}

export type StepResult =
  | { readonly type: 'applied'; readonly after: CaseRecord; readonly answer: KeptAnswer }
  | { readonly type: 'repeated'; readonly answer: KeptAnswer }
  | { readonly type: 'keyReused' }
  | { readonly type: 'notFound' }
  | Exclude<Decision, { type: 'applied' }>;

/** An email in the outbox, taken to be sent. */
export interface OutboxEmail {
  readonly id: string;
  readonly reference: string;
  readonly kind: EmailKind;
  /** Of the timeline: a participant, a role, or "invited". */
  readonly recipient: string;
  readonly address: string;
  readonly data: EmailData;
  /** Stable, made when it was put in the outbox. */
  readonly messageId: string;
  /** By the case's clock, when it was queued. */
  readonly queuedAt: Instant;
  /** Real time, epoch ms: the same moment. */
  readonly madeAt: number;
  /** This one with it: its number. */
  readonly attempts: number;
  /** It is not known whether it went out already: this is the one more time. */
  readonly onceUnknown: boolean;
}

export interface ChangingRecords {
  // --- a case changes
  submitRequest(input: {
    readonly body: SubmitRequest;
    readonly actor: Actor;
    readonly idempotency: IdempotencyScope | null;
    readonly answer: (after: CaseRecord) => KeptAnswer;
    /** The page of the draft that it was typed in, which ends with it. */
    readonly draft?: string;
  }): Promise<StepResult>;
  applyStep(input: StepInput): Promise<StepResult>;
  /** What time brings until `at` (case time); idempotent. Null when there is no such case. */
  bringTime(reference: string, at: Instant): Promise<ToldView | null>;
  /** Works out again the dates that count back from the session. Null when there is no such case. */
  carryCalendarChange(reference: string): Promise<ToldView | null>;

  // --- telling the workflows
  /** Marks that the workflow knows this version. */
  told(reference: string, version: number): Promise<void>;
  /** Open or closed cases whose workflow was not told of the newest version, oldest first. */
  untold(limit: number): Promise<readonly CaseToTell[]>;
  /** References of all open cases, and closed ones whose email waits, in pages, with their view: for finding those whose workflow is missing. */
  openCases(after: string | null, limit: number): Promise<readonly CaseToTell[]>;
  /** The same of cases whose email waits. */
  casesWithMail(after: string | null, limit: number): Promise<readonly CaseToTell[]>;
  viewToTell(reference: string): Promise<Omit<CaseToTell, 'reference'> | null>;

  // --- mail
  /** Takes up to `limit` unsent emails of the case, marking each as being sent by this attempt. */
  takeMail(reference: string, limit: number): Promise<readonly OutboxEmail[]>;
  /**
   * Records what became of each; `failed` stays in the outbox to be tried again, `outcomeUnknown` the first time too;
   * `refused` (5xx for this address) does not. Returns the new view.
   */
  mailResults(
    reference: string,
    results: readonly {
      /** As it was taken: its `attempts` say which attempt this is of. */
      readonly email: Pick<OutboxEmail, 'id' | 'attempts' | 'kind' | 'recipient'>;
      readonly result: 'sent' | 'failed' | 'refused' | 'outcomeUnknown';
      readonly why: string | null;
    }[],
  ): Promise<ToldView>;

  // --- the training clock
  /** Case time minus real time. */
  setClockAhead(reference: string, clockAhead: number): Promise<void>;
  clockAhead(reference: string): Promise<number | null>;
  /** Only one advance of a case at a time; `busy` where another is under way. */
  whileAdvancing<T>(reference: string, work: () => Promise<T>): Promise<T | 'busy'>;

  // --- keys
  /** Runs work once per key, in one transaction with keeping its answer, for calls that are no step. */
  once(scope: IdempotencyScope, work: () => Promise<KeptAnswer>): Promise<Once<KeptAnswer>>;
  /**
   * The answer already kept for this key at this address, if there is one: so that a repeat is answered as at first even
   * where the step has taken the case out of the caller's sight or its dates have passed meanwhile.
   */
  keptAnswer(scope: IdempotencyScope): Promise<Exclude<Once<never>, { type: 'first' }> | null>;
}
