/**
 * What happens to a case, append-only. `decide` works out every date and consequence, so that folding an old event
 * needs no calendar and no policy and always gives what it gave. Each event is one version.
 */
import type { Instant, PlainDate } from '../calendar/types.ts';
import type { Flag, Outcome, Stage, StepId, TaskStatus } from '../process/vocabulary.ts';
import type {
  Action,
  CaseState,
  Child,
  LeadProfessional,
  OwnerId,
  Participant,
  ParticipantId,
  Session,
  SuccessMeasure,
  Task,
} from './state.ts';

export interface OnBehalf {
  readonly participantId: ParticipantId;
  readonly receivedOn: PlainDate;
  readonly how: 'email' | 'post' | 'telephone' | 'inPerson';
}

/** A reminder, or an overdue one, of one task. */
export interface ReminderGiven {
  readonly taskId: string;
  readonly owner: OwnerId;
  /** 0 while not overdue; 1 the first overdue reminder, … */
  readonly overdue: number;
}

/** The dates that only two people together put right; every other one is put right by the step that set it. */
export const DATES_PUT_RIGHT = ['requestedOn', 'acceptedOn'] as const;
export type DatePutRight = (typeof DATES_PUT_RIGHT)[number];

export type EventBody =
  | {
      readonly type: 'requestSubmitted';
      readonly reference: string;
      readonly policyVersion: number;
      readonly requestedOn: PlainDate;
      readonly requester: Participant;
      readonly requesterAttends: boolean;
      readonly leadProfessional: LeadProfessional;
      readonly children: readonly Child[];
      readonly onBehalf: OnBehalf | null;
    }
  /** A step was applied: exactly one per step, always the first of its events. */
  | {
      readonly type: 'stepTaken';
      readonly step: StepId;
      readonly by: OwnerId;
      readonly onBehalf: OnBehalf | null;
      /** What was decided, as an enumerated word (`accept`, `held`, `putOff`, …), for the timeline. */
      readonly choice: string | null;
      readonly correction: boolean;
      readonly about: string | null;
    }
  | {
      readonly type: 'accepted';
      readonly acceptedOn: PlainDate;
      readonly recordedOn: PlainDate;
      readonly sessionDueOn: PlainDate;
      readonly policyVersion: number;
    }
  | { readonly type: 'returned' }
  | {
      readonly type: 'requestAmended';
      readonly requester: Participant;
      readonly requesterAttends: boolean;
      readonly leadProfessional: LeadProfessional;
      readonly children: readonly Child[];
    }
  | { readonly type: 'leadProfessionalTold'; readonly objected: boolean }
  | { readonly type: 'leadProfessionalChanged'; readonly leadProfessional: LeadProfessional }
  | { readonly type: 'requesterChanged'; readonly requesterId: ParticipantId }
  | {
      readonly type: 'stageEntered';
      readonly stage: Stage;
      readonly outcome: Outcome | null;
      readonly on: PlainDate;
    }
  | { readonly type: 'tasksOpened'; readonly tasks: readonly Task[] }
  | {
      readonly type: 'tasksEnded';
      readonly taskIds: readonly string[];
      readonly status: Exclude<TaskStatus, 'open'>;
      readonly doneOn: PlainDate | null;
      readonly late: boolean;
    }
  | {
      readonly type: 'tasksDated';
      readonly dates: readonly { readonly taskId: string; readonly dueOn: PlainDate | null }[];
      readonly on: PlainDate;
    }
  | {
      readonly type: 'tasksMoved';
      readonly taskIds: readonly string[];
      readonly owner: OwnerId;
      readonly about: string | null;
    }
  | { readonly type: 'participantJoined'; readonly participant: Participant }
  | { readonly type: 'participantChanged'; readonly participant: Participant }
  | { readonly type: 'participantLeft'; readonly participantId: ParticipantId; readonly on: PlainDate }
  | { readonly type: 'sessionScheduled'; readonly session: Session; readonly moved: boolean }
  | { readonly type: 'sessionChanged'; readonly session: Session }
  /** The session is without a date: put off, or not held. */
  | { readonly type: 'sessionPutOff'; readonly notBefore: PlainDate | null; readonly notHeld: boolean }
  | { readonly type: 'sessionEnded' }
  | {
      readonly type: 'sessionHeld';
      readonly heldOn: PlainDate;
      readonly followUpDueOn: PlainDate;
      readonly reviewOn: PlainDate;
      readonly attendance: readonly { readonly participantId: ParticipantId; readonly attended: boolean }[];
      readonly actions: readonly Action[];
      readonly successMeasures: readonly SuccessMeasure[];
      readonly planChanges: { readonly sharedBy: ParticipantId } | null;
    }
  | { readonly type: 'actionChanged'; readonly action: Action }
  | { readonly type: 'reviewDated'; readonly reviewOn: PlainDate }
  | { readonly type: 'planChangesNamed'; readonly sharedBy: ParticipantId }
  | { readonly type: 'followUpOpened' }
  | { readonly type: 'flagged'; readonly flag: Flag; readonly raised: boolean }
  | { readonly type: 'riskRaised' }
  | { readonly type: 'remindersGiven'; readonly reminders: readonly ReminderGiven[] }
  /** Tasks that are overdue, or whose owner's account is disabled, were brought to somebody above their owners. */
  | {
      readonly type: 'escalated';
      readonly taskIds: readonly string[];
      readonly to: 'facilitators' | 'administrators' | 'businessManager';
    }
  /** The session's due date nears or is breached: administrators and the business manager were told. */
  | { readonly type: 'sessionDueReminded'; readonly workingDaysLeft: number }
  | { readonly type: 'eveReminded' }
  | {
      readonly type: 'datePutRight';
      readonly date: DatePutRight;
      readonly from: PlainDate;
      readonly to: PlainDate;
      /** As it is from here on. */
      readonly sessionDueOn: PlainDate | null;
    }
  /** The newest step was recorded by mistake: the case is what it was before it. */
  | {
      readonly type: 'stepTakenBack';
      readonly step: StepId;
      readonly by: OwnerId;
      /** Of its `stepTaken`. */
      readonly ofVersion: number;
      /** The case from here on; its version and time are this event's. */
      readonly state: CaseState;
    };

export interface CaseEvent {
  /** 1, 2, … within the case. */
  readonly version: number;
  /** By the case's clock. */
  readonly at: Instant;
  readonly body: EventBody;
}
