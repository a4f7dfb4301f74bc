/** What records offer of proposals that a second person decides. */
import type {
  ApprovalDetails,
  ApprovalKind,
  Decision as ApprovalDecision,
} from '../domain/approvals/kinds.ts';
import type { Instant } from '../domain/calendar/types.ts';
import type { EmailKind } from '../domain/case/commands.ts';
import type { newestStep } from '../domain/case/index.ts';
import type { Role } from '../domain/process/vocabulary.ts';
import type { CaseToTell } from './told-view.ts';

/** Of an account; the name is empty where the account is not there any more. */
export interface Somebody {
  readonly id: string;
  readonly name: string;
}

export interface Approval {
  readonly id: string;
  /** Null where it is about no case. */
  readonly reference: string | null;
  readonly kind: ApprovalKind;
  /** Null once the case was erased. */
  readonly details: ApprovalDetails | null;
  readonly why: string;
  /** Null: the service itself. */
  readonly proposedBy: Somebody | null;
  /** Of an erasure that the service proposed: who set how long such cases are kept, and may only refuse it. */
  readonly retentionSetBy: string | null;
  /** Real time, epoch ms, like all times here. */
  readonly proposedAt: number;
  readonly decided: {
    readonly decision: ApprovalDecision;
    readonly by: Somebody;
    readonly at: number;
    readonly note: string | null;
  } | null;
  /** What was done, in words; null until it is. */
  readonly outcome: string | null;
}

export type NewestStep = NonNullable<ReturnType<typeof newestStep>>;

/** An email of a case as those see it who repair it: never its text, nor the address. */
export interface EmailToRepair {
  readonly id: string;
  readonly kind: EmailKind;
  /** A participant's id, a role, or "invited". */
  readonly recipient: string;
  /** By the case's clock. */
  readonly queuedAt: Instant;
  readonly status: 'queued' | 'sending' | 'sent' | 'refused' | 'outcomeUnknown' | 'skipped';
  readonly attempts: number;
  /** It may have gone out, and waits to be sent once more or was. */
  readonly onceUnknown: boolean;
}

export interface Asking {
  readonly id: string;
  readonly roles: readonly Role[];
}

export interface Proposal<K extends ApprovalKind = ApprovalKind> {
  readonly kind: K;
  readonly reference: string | null;
  readonly details: ApprovalDetails<K>;
}

/** What approving would do, as things stand; or why it does not fit them. */
export type Judged =
  | { readonly type: 'fits'; readonly effect: readonly string[] }
  | { readonly type: 'misfit'; readonly why: string };

export type ProposalResult =
  | { readonly type: 'proposed'; readonly approval: Approval; readonly toTell: CaseToTell | null }
  /** One of this kind and case is open already. */
  | { readonly type: 'open'; readonly id: string }
  | { readonly type: 'notFound' }
  | { readonly type: 'forbidden'; readonly why: string }
  | Extract<Judged, { type: 'misfit' }>;

export type DecisionResult =
  | {
      readonly type: 'decided';
      readonly approval: Approval;
      readonly toTell: CaseToTell | null;
    }
  /** Somebody decided it before. */
  | { readonly type: 'already'; readonly approval: Approval }
  | { readonly type: 'notFound' }
  | { readonly type: 'forbidden'; readonly why: string }
  | Extract<Judged, { type: 'misfit' }>;

export interface ApprovalRecords {
  /** Puts it on the case's timeline and audit, and asks the others who may decide by email. */
  proposeApproval(
    proposal: Proposal & {
      readonly why: string;
      /** Null: the service itself. */
      readonly person: Asking | null;
    },
  ): Promise<ProposalResult>;
  /**
   * Decides it, once. Approved, its deed is judged again and done in the same transaction; where the deed needs
   * more than records, `outcome` is null until `noteOutcome`. The same decision by the same person again is no fault.
   */
  decideApproval(decision: {
    readonly id: string;
    readonly decision: ApprovalDecision;
    readonly note: string | null;
    readonly person: Asking;
  }): Promise<DecisionResult>;
  /** Writes nothing. */
  judgeApproval(proposal: Proposal): Promise<Judged>;
  /** What came of a deed that was done after the transaction; written once. */
  noteOutcome(outcome: { readonly id: string; readonly outcome: string }): Promise<void>;
  /** Approved some seconds ago and not done: whoever was to do it has fallen over. */
  approvalsToCarryOut(limit: number): Promise<readonly Approval[]>;
  /** Oldest first; of one case where a reference is given. */
  openApprovals(reference?: string): Promise<readonly Approval[]>;
  /** The newest decided first. */
  decidedApprovals(limit: number): Promise<readonly Approval[]>;
  findApproval(id: string): Promise<Approval | null>;
  /** The newest step of a case that was not taken back; null where there is no such case. */
  newestStep(reference: string): Promise<NewestStep | null>;
  /** Emails of a case that wait, were refused, or of which nobody knows whether they went out, oldest first. */
  emailsToRepair(reference: string): Promise<readonly EmailToRepair[]>;
  /** How many others may decide what this person proposes. */
  othersWhoMayDecide(kind: ApprovalKind, personId: string | null): Promise<number>;
}
