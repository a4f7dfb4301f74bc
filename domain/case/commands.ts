/** What is asked of a case, and what the rules answer. */
import type { ApprovalKind } from '../approvals/kinds.ts';
import type { Instant, PlainDate, WorkingCalendar } from '../calendar/types.ts';
import type { Fault, StepBody, SubmitRequest } from '../forms/index.ts';
import type { Policy } from '../process/policy.ts';
import type { CaseStepId, Role, StepId, TaskKind } from '../process/vocabulary.ts';
import type { CaseEvent, DatePutRight } from './events.ts';
import type { CaseState, Contact, ParticipantId } from './state.ts';

/** Who asks. Their part in the case is found by address, without regard to case. */
export interface Actor {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

/** A person on the list of facilitators (Appendix 3) who is active. */
export interface ListedFacilitator extends Contact {
  readonly id: string;
}

/** Everything that the rules may look at besides the case itself. No I/O: the caller has fetched it. */
export interface Surroundings {
  /** Now, by the case's clock. */
  readonly at: Instant;
  readonly calendar: WorkingCalendar;
  /** The policy in force now, taken at acceptance. */
  readonly policy: Policy;
  /** The policy that this case keeps. */
  readonly casePolicy: Policy;
  /** Active facilitators by id; needed for appointFacilitators only. */
  readonly facilitators: ReadonlyMap<string, ListedFacilitator>;
  /** The newest request of the case; needed for recordTrackerEntry only. */
  readonly request: SubmitRequest | null;
  /** References named by the command that are cases of ours; needed for decideRequest only. */
  readonly existingReferences: ReadonlySet<string>;
  /** Ids of listed facilitators who were on an earlier case of the same child; needed for appointFacilitators only. */
  readonly involvedEarlier: ReadonlySet<string>;
}

/** A step with its own body: the pair stays together, also in generic code. */
export type StepCommand<S extends CaseStepId = CaseStepId> = {
  readonly [P in S]: {
    readonly type: 'step';
    readonly step: P;
    readonly body: StepBody<P>;
    readonly actor: Actor;
    readonly ifVersion: number | null;
  };
}[S];

export type Command =
  | StepCommand
  | { readonly type: 'clock' }
  | { readonly type: 'calendarChanged' }
  /** Somebody's account was disabled: administrators hear the same day what waits on them. */
  | { readonly type: 'accountDisabled'; readonly email: string }
  /** Two people agree that a date was recorded wrongly. */
  | {
      readonly type: 'putDateRight';
      readonly date: DatePutRight;
      readonly to: PlainDate;
      /** By when the acceptance asked for the session, where that was sooner than the process does. */
      readonly sessionBy: PlainDate | null;
    }
  /** Two people agree that the newest step was recorded by mistake. */
  | {
      readonly type: 'takeBackStep';
      /** Of its event. */
      readonly version: number;
      /** Every event of the case, oldest first. */
      readonly history: readonly CaseEvent[];
    };

export const EMAIL_KINDS = [
  'requestReceived',
  'requestWaiting',
  'leadProfessionalTold',
  'teamNotified',
  'requestReturned',
  'requestAccepted',
  'requestDeclined',
  'requestRedirected',
  'requestWithdrawn',
  'requestAmended',
  'facilitatorAppointed',
  'facilitatorUnavailable',
  'invitation',
  'invitationMoved',
  'invitationWithdrawn',
  'sessionEve',
  'tellFamily',
  'reminder',
  'overdueCopy',
  'sessionDue',
  'sessionPutOff',
  'sessionNotHeld',
  'caseCancelled',
  'postEvaluation',
  'summaryShared',
  'actionAssigned',
  'reviewDue',
  'followUpDue',
  'qualityPracticeGroup',
  'riskRaised',
  'escalationRecorded',
  'joined',
  'replaced',
  'removed',
  'confirmParticipant',
  'caseClosed',
  'approvalAsked',
  'sessionDuePutRight',
  'stepTakenBack',
  'glassBroken',
] as const;
export type EmailKind = (typeof EMAIL_KINDS)[number];

/**
 * An email to be sent, without its words. `to` is resolved to addresses when it is put in the outbox: a participant
 * without an address, or whose account is disabled, becomes the administrators with `noOneToRemind`.
 */
export interface EmailIntent {
  readonly kind: EmailKind;
  readonly to:
    | { readonly participantId: ParticipantId }
    | { readonly role: 'administrators' | 'businessManager' }
    /** Somebody who is not on the case (yet): a lead professional told of a request. */
    | { readonly address: string };
  readonly data: EmailData;
}

/** What the words of an email may use: ids, enumerated values and dates; of what people typed only place and link. */
export interface EmailData {
  readonly tasks?: readonly {
    readonly kind: TaskKind;
    readonly about: string | null;
    readonly dueOn: PlainDate | null;
    readonly overdue: number;
  }[];
  readonly session?: {
    readonly date: PlainDate;
    readonly start: string;
    readonly minutes: number;
    readonly place: string | null;
    readonly link: string | null;
    readonly number: number;
    readonly sequence: number;
    readonly startsAt: Instant;
  };
  readonly dueOn?: PlainDate | null;
  readonly workingDaysLeft?: number;
  readonly noOneToRemind?: boolean;
  /** Of a `role` email: the owner whose task it is, as a word (`leadProfessional`, `attendee`, `facilitators` …). */
  readonly about?: string;
  /** Of `stepTakenBack`: which. */
  readonly step?: StepId;
  /** Of `approvalAsked`: what is proposed. */
  readonly approval?: ApprovalKind;
}

export type Decision =
  | {
      readonly type: 'applied';
      readonly events: readonly CaseEvent[];
      readonly emails: readonly EmailIntent[];
      readonly state: CaseState;
    }
  /** 422: fields at fault, found only by looking at the case. */
  | { readonly type: 'invalid'; readonly faults: readonly Fault[] }
  /** 412: somebody changed the case meanwhile. */
  | { readonly type: 'versionChanged'; readonly version: number }
  /** 403: this person may see the case but may not do this. */
  | { readonly type: 'forbidden'; readonly why: string }
  /** 409: not now, and why, in words. */
  | { readonly type: 'refused'; readonly why: string };
