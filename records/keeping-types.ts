/** What records offer to keeping and erasing. Times are real ones, epoch ms, unless a comment says otherwise. */
import type { PlainDate } from '../domain/calendar/types.ts';
import type { Retention } from '../domain/keeping/retention.ts';
import type { Outcome } from '../domain/process/vocabulary.ts';

export interface LegalHold {
  readonly why: string;
  readonly setBy: string;
  readonly setAt: number;
}

/** What of a case decides whether it may be erased. */
export interface CaseKeeping {
  /** Null while the case is open. */
  readonly outcome: Outcome | null;
  readonly closedOn: PlainDate | null;
  /** The day in London by the case's clock. */
  readonly today: PlainDate;
  /** Practitioners still keep what is theirs of it. */
  readonly stillRead: boolean;
  readonly hold: LegalHold | null;
  /** Months for its outcome; null where none are set. */
  readonly months: number | null;
  /** The first day on which it need not be kept any more; null where no months are set, or it is open. */
  readonly until: PlainDate | null;
}

/** Of one outcome. */
export interface KeptCases {
  readonly outcome: Outcome;
  readonly months: number | null;
  readonly closed: number;
  readonly onHold: number;
  /** Proposed, and not decided. */
  readonly proposed: number;
}

export interface ErasedCase {
  readonly reference: string;
  readonly outcome: Outcome;
  /** London's year. */
  readonly closedIn: number;
  readonly erasedAt: number;
  /** The engine was found to keep nothing of it any more either. */
  readonly historyGone: boolean;
}

export interface KeepingRecords {
  retention(): Promise<Retention>;
  /** An outcome that is left out is kept for ever. */
  setRetention(change: { readonly months: Retention; readonly personId: string }): Promise<void>;
  /** Null where there is no such case. */
  keeping(reference: string): Promise<CaseKeeping | null>;
  isOnHold(reference: string): Promise<boolean>;
  /** Ends a proposal to erase the case. Not found: it may have been erased in the same moment. */
  setHold(hold: {
    readonly reference: string;
    readonly why: string;
    readonly personId: string;
  }): Promise<'set' | 'already' | 'notFound'>;
  /** Of closed cases that need not be kept any more and of which no erasing is proposed, the longest over first. */
  casesOver(limit: number): Promise<readonly string[]>;
  /** By outcome, those that have any or months that are set. */
  keptCases(): Promise<readonly KeptCases[]>;
  isErased(reference: string): Promise<boolean>;
  /** Newest first. */
  erasedCases(limit: number): Promise<readonly ErasedCase[]>;
}
