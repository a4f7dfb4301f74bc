/**
 * One case as the rules see it: what folding its events gives. Answers' bodies (the child, the family, chronologies,
 * views) are not in it; they are kept apart in Postgres and never pass through here, except what a case must show to
 * everybody on it: names of practitioners, actions and success measures.
 */
import type { Instant, PlainDate, PlainTime } from '../calendar/types.ts';
import type {
  Agency,
  Flag,
  Outcome,
  ParticipantRole,
  Stage,
  StepId,
  TaskKind,
  TaskStatus,
} from '../process/vocabulary.ts';

/** `p1`, `p2`, … within one case. */
export type ParticipantId = string;
/** A participant's id, "facilitators" (either of them) or "administrators". */
export type OwnerId = string;

/** A practitioner as the forms give them. */
export interface Contact {
  readonly name: string;
  readonly email: string | null;
  readonly telephone: string | null;
  readonly agency: Agency | null;
  readonly agencyDetail: string | null;
  readonly organisation: string | null;
}

export interface Participant extends Contact {
  readonly id: ParticipantId;
  readonly roles: readonly ParticipantRole[];
  /** Date of joining; null while an administrator has not confirmed them (a deputy, a facilitator's addition). */
  readonly joinedOn: PlainDate | null;
  readonly leftOn: PlainDate | null;
  /** For facilitators: their id on the list of facilitators (Appendix 3), which is their account's id. */
  readonly facilitatorId: string | null;
  readonly response: 'attending' | 'deputy' | 'notAttending' | null;
  readonly delegatedAuthority: boolean | null;
  readonly independence: 'declared' | 'conflict' | 'notAvailable' | null;
  /** An unconfirmed deputy or replacement of this participant. */
  readonly standsFor: { readonly participantId: ParticipantId; readonly as: 'deputy' | 'replacement' } | null;
  /** Whether they attended the session, once it is recorded as held. */
  readonly attended: boolean | null;
}

export interface Task {
  /** `t1`, `t2`, … within one case. */
  readonly id: string;
  readonly kind: TaskKind;
  readonly owner: OwnerId;
  readonly openedOn: PlainDate;
  /** Null while undated (preparation before the session is scheduled). */
  readonly dueOn: PlainDate | null;
  /** The day on which `dueOn` was last set: no reminder on that day or for days before it. */
  readonly datedOn: PlainDate;
  readonly status: TaskStatus;
  /** Of which of several of a kind: recordFollowUp `leadProfessional`/`family`/`child`; action: its id; confirmParticipant: whom. */
  readonly about: string | null;
  readonly childId: string | null;
  readonly doneOn: PlainDate | null;
  readonly late: boolean;
}

export interface Session {
  readonly date: PlainDate;
  readonly start: PlainTime;
  readonly minutes: number;
  readonly place: string | null;
  readonly link: string | null;
  readonly heldOn: PlainDate | null;
  readonly shortNotice: boolean;
  readonly late: boolean;
  /** 1 for the first session; one more each time it is set anew after a put-off or not held. */
  readonly number: number;
  /** Of the calendar file: one more each time this session is moved or withdrawn. */
  readonly sequence: number;
  readonly scheduledAt: Instant;
  /** Its planned end has been reached, so evaluations after it are open. */
  readonly ended: boolean;
}

export interface Child {
  /** `c1` the child of the request, `c2` the first sibling, … */
  readonly id: string;
  /** The subject of the session: has a voice entry and a follow-up interview of their own. */
  readonly subject: boolean;
  readonly path: string;
}

export interface Action {
  readonly id: string;
  readonly what: string;
  readonly ownerId: OwnerId;
  readonly dueOn: PlainDate;
  readonly status: 'open' | 'done' | 'notNeeded';
  readonly successMeasureId: string | null;
}

export interface SuccessMeasure {
  readonly id: string;
  readonly text: string;
}

/** Who the lead professional is, as far as the request says; `participantId` once they are on the case. */
export interface LeadProfessional {
  readonly who: 'requester' | 'none' | 'another';
  readonly aware: boolean;
  readonly contact: Contact | null;
  readonly participantId: ParticipantId | null;
}

/** That an answer was given: how often this participant gave this step. The bodies are elsewhere. */
export interface Given {
  readonly step: StepId;
  /** A participant, or "administrators" for what they do in their own name. */
  readonly by: OwnerId;
  readonly count: number;
}

export interface IdsUsed {
  readonly participants: number;
  readonly tasks: number;
}

export interface CaseState {
  readonly reference: string;
  /** Number of events folded. */
  readonly version: number;
  readonly stage: Stage;
  readonly outcome: Outcome | null;
  /** Version of the policy that the case keeps (accepted under). */
  readonly policyVersion: number;
  /** By the case's clock: when its last event happened. The clock never goes back before it. */
  readonly lastAt: Instant;
  /** Reminders up to this instant have been given. */
  readonly remindedTo: Instant;
  readonly requestedOn: PlainDate;
  readonly acceptedOn: PlainDate | null;
  /** The day on which the acceptance was recorded, which may be later than `acceptedOn`. */
  readonly acceptanceRecordedOn: PlainDate | null;
  readonly sessionDueOn: PlainDate | null;
  /** A return for information has happened: the requester may amend. */
  readonly returned: boolean;
  readonly requesterId: ParticipantId;
  readonly requesterAttends: boolean;
  readonly leadProfessional: LeadProfessional;
  readonly participants: readonly Participant[];
  readonly children: readonly Child[];
  readonly session: Session | null;
  /** How many sessions have been set (the `number` of the newest). */
  readonly sessionsSet: number;
  /** Reminders of preparation rest until this day (put off with `notBefore`). */
  readonly pausedUntil: PlainDate | null;
  readonly planChanges: { readonly sharedBy: ParticipantId } | null;
  readonly reviewOn: PlainDate | null;
  readonly followUpDueOn: PlainDate | null;
  /** The follow-up tasks have opened (20 working days before due). */
  readonly followUpOpened: boolean;
  readonly riskRaised: boolean;
  readonly tasks: readonly Task[];
  readonly actions: readonly Action[];
  readonly successMeasures: readonly SuccessMeasure[];
  readonly flags: readonly Flag[];
  readonly given: readonly Given[];
  readonly closedOn: PlainDate | null;
  /** Highest numbers of ids that were in use before a step was taken back: none names anybody or anything else later. */
  readonly idsUsed?: IdsUsed;
}
