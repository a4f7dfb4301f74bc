/** Due dates: process.md "Tasks" and "Dates", with the numbers of the case's policy. All dates are Europe/London days. */
import {
  addDays,
  addMonths,
  instantOf,
  onOrAfter,
  startOfDay,
  workingDaysAfter,
  workingDaysBefore,
} from '../calendar/index.ts';
import type { Instant, PlainDate, WorkingCalendar } from '../calendar/types.ts';
import type { Policy } from '../process/policy.ts';
import type { TaskKind } from '../process/vocabulary.ts';
import type { CaseState, Session } from './state.ts';

export const earlier = (one: PlainDate, other: PlainDate): PlainDate => (one < other ? one : other);
export const later = (one: PlainDate, other: PlainDate): PlainDate => (one > other ? one : other);

export const sessionStart = (session: Session): Instant => instantOf(session.date, session.start);

/** The planned end. */
export const sessionEnd = (session: Session): Instant =>
  // A session is a span of time, so minutes are added to the instant, not to the wall clock.
  (sessionStart(session) + session.minutes * 60_000) as Instant;

/** The day that dates after the session count from: the day held, else the planned one. */
export const sessionDay = (session: Session): PlainDate => session.heldOn ?? session.date;

export const sessionDue = (
  calendar: WorkingCalendar,
  policy: Policy,
  acceptedOn: PlainDate,
  sessionBy: PlainDate | null,
): PlainDate => {
  const within = workingDaysAfter(calendar, acceptedOn, policy.workingDays.sessionWithin);
  return sessionBy === null ? within : earlier(within, sessionBy);
};

const COUNTED_BACK: Partial<Record<TaskKind, (policy: Policy) => number>> = {
  submitChronology: (policy) => policy.workingDays.submitChronologyBeforeSession,
  submitAssessmentAndPlan: (policy) => policy.workingDays.submitAssessmentAndPlanBeforeSession,
  recordFamilyVoice: (policy) => policy.workingDays.recordFamilyVoiceBeforeSession,
  submitPreEvaluation: (policy) => policy.workingDays.submitPreEvaluationBeforeSession,
};

/** Whether the due date of this kind of task counts back from the session, and is null while there is none. */
export const countsBack = (kind: TaskKind): boolean => kind in COUNTED_BACK;

export interface PreparationDue {
  readonly dueOn: PlainDate;
  /** The rule's own date was already past: due today, and the case is at short notice. */
  readonly shortNotice: boolean;
}

/**
 * When a task that prepares the session is due: its own rule, but no later than the last day for preparation, and
 * today where that would be past.
 * @param forward the date that its rule counts forward to, for kinds that do not count back
 */
export function preparationDue(
  kind: TaskKind,
  session: Session,
  forward: PlainDate | null,
  policy: Policy,
  calendar: WorkingCalendar,
  today: PlainDate,
): PreparationDue {
  const before = COUNTED_BACK[kind];
  const latest = workingDaysBefore(
    calendar,
    session.date,
    kind === 'respondToInvitation'
      ? policy.workingDays.respondToInvitationBeforeSession
      : policy.workingDays.latestPreparationBeforeSession,
  );
  const own =
    before === undefined ? (forward ?? latest) : workingDaysBefore(calendar, session.date, before(policy));
  const due = earlier(own, latest);
  return due < today ? { dueOn: today, shortNotice: true } : { dueOn: due, shortNotice: false };
}

/** Six calendar months after the session was held, clamped to the month's end, then the next working day. */
export const followUpDue = (calendar: WorkingCalendar, policy: Policy, heldOn: PlainDate): PlainDate =>
  onOrAfter(calendar, addMonths(heldOn, policy.followUpMonths));

/** From when follow-up interviews are open. */
export const followUpOpensOn = (calendar: WorkingCalendar, policy: Policy, dueOn: PlainDate): PlainDate =>
  workingDaysBefore(calendar, dueOn, policy.workingDays.followUpOpensBefore);

/** From this instant an evaluation after the session counts as not returned. */
export const postEvaluationLapses = (calendar: WorkingCalendar, policy: Policy, session: Session): Instant =>
  startOfDay(
    addDays(workingDaysAfter(calendar, sessionDay(session), policy.workingDays.postEvaluationNotReturned), 1),
  );

/** When changes of the plan are to be shared: after the session, and sooner once the summary is out. */
export function sharePlanChangesDue(
  calendar: WorkingCalendar,
  policy: Policy,
  heldOn: PlainDate,
  summarySharedOn: PlainDate | null,
): PlainDate {
  const afterSession = workingDaysAfter(calendar, heldOn, policy.workingDays.sharePlanChanges);
  if (summarySharedOn === null) return afterSession;
  return earlier(
    afterSession,
    workingDaysAfter(calendar, summarySharedOn, policy.workingDays.sharePlanChangesAfterSummary),
  );
}

/** Overdue from the day after the due date. */
export const isOverdue = (dueOn: PlainDate | null, today: PlainDate): boolean =>
  dueOn !== null && dueOn < today;

/** Chronology entries before this day need a reason. */
export const chronologyFrom = (state: CaseState, policy: Policy): PlainDate =>
  addMonths(state.requestedOn, -policy.chronologyMonths);
