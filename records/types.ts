/** What records offer: the transactions that change a case, and the queries that read it. Api and activities share it. */
import type { GlassReason } from '../domain/access/index.ts';
import type { CaseState } from '../domain/case/state.ts';
import type { TaskKind } from '../domain/process/vocabulary.ts';
import type { ApprovalRecords } from './approval-types.ts';
import type { ChangingRecords } from './changing-types.ts';
import type { Page } from './cursor.ts';
import type { KeepingRecords } from './keeping-types.ts';
import type { PeopleRecords } from './people-types.ts';
import type { ReadingRecords } from './reading-types.ts';
import type { SecondStepRecords, SignInRecords } from './sign-in-types.ts';
import type { CaseToTell } from './told-view.ts';

export type { Approval, EmailToRepair, Judged } from './approval-types.ts';
export type * from './changing-types.ts';
export type { Page } from './cursor.ts';
export type { CaseKeeping } from './keeping-types.ts';
export type * from './people-types.ts';
export type * from './reading-types.ts';
export type { CodeUse, Passkey, SecondStep, SignedIn } from './sign-in-types.ts';
export type { CaseToTell, ToldView } from './told-view.ts';

/** How the whole installation stands; instants are real ones, epoch ms. */
export interface Figures {
  /** Stages with an open case. */
  readonly open: readonly { readonly stage: CaseState['stage']; readonly count: number }[];
  /** Cases whose workflow was not told of the newest version. */
  readonly untold: number;
  readonly oldestUntoldAt: number | null;
  /** Emails queued or being sent. */
  readonly unsent: number;
  readonly oldestUnsentAt: number | null;
  /** Open cases in which something has been due for more than a minute. */
  readonly late: number;
  readonly oldestLateAt: number | null;
  /** What waits for a second person, by kind. */
  readonly approvals: readonly { readonly kind: string; readonly count: number }[];
  readonly oldestApprovalAt: number | null;
  /** Each by its case's own clock. */
  readonly tasksOverdue: readonly { readonly kind: TaskKind; readonly count: number }[];
  /** Accepted, not held: past its date, and due within seven days. */
  readonly sessionsPast: number;
  readonly sessionsSoon: number;
}

/** A case in which something waits longer than it should. */
export interface WaitingCase {
  readonly reference: string;
  readonly stage: CaseState['stage'];
  readonly what: 'late' | 'untold' | 'unsent' | 'outcomeUnknown';
  /** Real time, epoch ms. */
  readonly since: number;
}

/** Emails of a case that somebody should look after. */
export interface MailInDoubt {
  readonly reference: string;
  readonly unsent: number;
  readonly unknown: number;
}

/** An entry of the audit, for the business manager. */
export interface AccessLogEntry {
  /** 1, 2, … of this case. */
  readonly number: number;
  /** Real time, epoch ms. */
  readonly at: number;
  /** Null for the service itself, and for an account that is not there. */
  readonly who: { readonly name: string; readonly email: string } | null;
  readonly byService: boolean;
  readonly what: string;
  readonly why: string | null;
}

/** Told of how the database fares and how late what time brings is: for metrics and the log. Must not throw. */
export interface RecordsWatch {
  /** One piece of work on the database ended, waiting for a connection and trying again included. */
  worked(kind: 'read' | 'transaction', ms: number): void;
  /** What time brings was recorded so long after its due instant, in a case whose clock is the real one. */
  timeBrought(lateMs: number): void;
}

/** Connections of this process to the database. */
export interface Connections {
  readonly inUse: number;
  readonly idle: number;
  /** Those who wait for one. */
  readonly waiting: number;
}

export interface AuditEntry {
  /** Null for the service itself. */
  readonly personId: string | null;
  /** `view case`, `step decideRequest`, `refused publishSummary: forbidden` …: ids and enumerated words only. */
  readonly what: string;
  /** Where a reason is asked for. */
  readonly why: string | null;
}

export interface Records
  extends
    ChangingRecords,
    ReadingRecords,
    PeopleRecords,
    SignInRecords,
    SecondStepRecords,
    ApprovalRecords,
    KeepingRecords {
  // --- figures
  /** For metrics: cases whose workflow was not told of the newest version; when (real time) the oldest unsent email was queued. */
  backlog(): Promise<{ readonly untold: number; readonly oldestUnsentAt: number | null }>;
  /** For metrics, and for those who keep the service running: three statements, whatever there is. */
  figures(): Promise<Figures>;
  /** Cases in which something waits, up to `limit` of each kind, longest first. */
  waiting(limit: number): Promise<readonly WaitingCase[]>;
  connections(): Connections;
  /** Per case, in order of reference: emails unsent for long, and those of which nobody knows whether they went out. */
  mailInDoubt(since: {
    /** Real time, epoch ms: queued before. */
    readonly unsentBefore: number;
    /** Real time, epoch ms: tried at or after. */
    readonly unknownAfter: number;
  }): Promise<readonly MailInDoubt[]>;

  // --- audit and upkeep
  /** Writes who saw or did what; steps and their refusals write it themselves. `reference` null where it is about no case. */
  audit(entry: AuditEntry & { readonly reference: string | null }): Promise<void>;
  /** An operator looks into a case: on its audit, and the business manager told. Null where there is nothing (more) to tell. */
  breakGlass(broken: {
    readonly reference: string;
    readonly personId: string;
    readonly reason: GlassReason;
  }): Promise<CaseToTell | null>;
  /** Until when (real time, epoch ms) this person may look into the case; null where they may not, or not any more. */
  glassOpenUntil(whose: { readonly reference: string; readonly personId: string }): Promise<number | null>;
  /** Who saw or did what, newest first; `reference` null for what is about no case. */
  accessLog(reference: string | null, cursor: string | null, limit: number): Promise<Page<AccessLogEntry>>;
  /** Whether this case's audit is whole: no entry is missing or was changed. */
  isAuditWhole(reference: string): Promise<boolean>;
  /** The first entry of each case's audit that is missing or does not follow from the one before it. */
  brokenAuditChains(): Promise<readonly { readonly reference: string; readonly number: number }[]>;
  /** What of the case's row and projections is not what folding its events gives: `state`, `task`, … Null where there is no such case. */
  drift(reference: string): Promise<readonly string[] | null>;
  /** Makes row and projections what folding the events gives. */
  mend(reference: string): Promise<void>;
  /** Forgets answers kept for keys, sessions and drafts whose time is over. */
  forgetWhatIsOver(): Promise<void>;

  /** The database can be reached and has every migration of this release. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}
