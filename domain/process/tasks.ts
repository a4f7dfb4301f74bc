/**
 * The process table of tasks: what waits on whom, when it opens and by when it is due. The numbers of days are the
 * policy's. The dates themselves are worked out by domain/case/dates.ts.
 */
import type { CaseStepId, TaskKind } from './vocabulary.ts';

export interface TaskEntry {
  readonly title: string;
  /** The step that does it. */
  readonly step: CaseStepId;
  readonly owner: string;
  readonly opens: string;
  readonly due: string;
  /** Prepares the session: `notReturned` once it is held. */
  readonly preparation: boolean;
  /** May be marked as not needed; a task without which nobody would move the case on may not. */
  readonly waivable: boolean;
  readonly reminders: 'standard' | 'followUp';
}

const entry = (
  title: string,
  step: CaseStepId,
  owner: string,
  opens: string,
  due: string,
  more: Partial<Pick<TaskEntry, 'preparation' | 'waivable' | 'reminders'>> = {},
): TaskEntry => ({
  title,
  step,
  owner,
  opens,
  due,
  preparation: false,
  waivable: true,
  reminders: 'standard',
  ...more,
});

const PREPARATION = { preparation: true } as const;
const NEEDED = { waivable: false } as const;

export const TASK_TABLE = {
  confirmLeadProfessional: entry(
    'Confirm that the lead professional has been told',
    'confirmLeadProfessional',
    'requester',
    'the lead professional is not aware of the request',
    '{confirmLeadProfessional} working days after the request',
    PREPARATION,
  ),
  decideRequest: entry(
    'Decide on the request',
    'decideRequest',
    'administrators',
    'requested, or amended after a return',
    '{decideRequest} working days later',
    NEEDED,
  ),
  amendRequest: entry(
    'Amend the request',
    'amendRequest',
    'requester',
    'returned for information',
    '{amendRequest} working days later',
    NEEDED,
  ),
  appointFacilitators: entry(
    'Appoint facilitators',
    'appointFacilitators',
    'administrators',
    'accepted; a facilitator has a conflict or is not available',
    '{appointFacilitators} working days later',
  ),
  declareIndependence: entry(
    'Declare independence',
    'declareIndependence',
    'each facilitator',
    'appointed',
    '{declareIndependence} working days later',
    PREPARATION,
  ),
  scheduleSession: entry(
    'Schedule the session',
    'scheduleSession',
    'administrators',
    'accepted; put off; not held',
    '{scheduleSession} working days after acceptance; {scheduleSessionAgain} after a put-off or the date it names',
    NEEDED,
  ),
  respondToInvitation: entry(
    'Respond to the invitation',
    'respondToInvitation',
    'attendee',
    'session scheduled or moved',
    '{respondToInvitation} working days later, or {respondToInvitationBeforeSession} before the session if sooner',
    PREPARATION,
  ),
  submitChronology: entry(
    'Submit a chronology',
    'submitChronology',
    'attendee',
    'accepted',
    '{submitChronologyBeforeSession} working days before the session',
    PREPARATION,
  ),
  submitAssessmentAndPlan: entry(
    'Submit the assessment and plan',
    'submitAssessmentAndPlan',
    'lead professional',
    'accepted',
    '{submitAssessmentAndPlanBeforeSession} working days before the session',
    PREPARATION,
  ),
  recordFamilyVoice: entry(
    'Record the family’s voice',
    'recordFamilyVoice',
    'lead professional (none: requester)',
    'accepted',
    '{recordFamilyVoiceBeforeSession} working day before the session',
    PREPARATION,
  ),
  submitPreEvaluation: entry(
    'Evaluate before the session',
    'submitPreEvaluation',
    'attendee',
    'session scheduled',
    '{submitPreEvaluationBeforeSession} working days before the session',
    PREPARATION,
  ),
  recordSession: entry(
    'Record the session',
    'recordSession',
    'facilitators',
    'the session’s start',
    '{recordSession} working day after the session',
    NEEDED,
  ),
  submitPostEvaluation: entry(
    'Evaluate after the session',
    'submitPostEvaluation',
    'attendee',
    'the session’s planned end',
    'the session’s day; not returned after {postEvaluationNotReturned} working days',
  ),
  publishSummary: entry(
    'Share the summary',
    'publishSummary',
    'facilitators',
    'session held',
    '{publishSummary} working days after the session',
  ),
  sharePlanChanges: entry(
    'Share changes to the plan with the child and family',
    'sharePlanChanges',
    'the person named',
    'session held, changes suggested',
    '{sharePlanChanges} working days after the session; once the summary is shared {sharePlanChangesAfterSummary} after it if sooner',
  ),
  recordLearning: entry(
    'Record the learning',
    'recordLearning',
    'facilitators',
    'session held',
    '{recordLearning} working days after the session',
  ),
  recordTrackerEntry: entry(
    'Record the tracker entry',
    'recordTrackerEntry',
    'administrators',
    'session held',
    '{recordTrackerEntry} working days after the session',
  ),
  action: entry('Carry out an agreed action', 'updateAction', 'its owner', 'session held', 'its own date'),
  reviewActions: entry(
    'Review the actions',
    'reviewActions',
    'lead professional (none: facilitators)',
    'session held',
    'the review date',
  ),
  recordFollowUp: entry(
    'Hold a follow-up interview',
    'recordFollowUp',
    'interviewer (none named: administrators)',
    '{followUpOpensBefore} working days before due',
    'six months after the session',
    { reminders: 'followUp' },
  ),
  assessRisk: entry(
    'Assess the risk',
    'assessRisk',
    'administrators',
    'an immediate risk is raised',
    '{assessRisk} working day later',
    NEEDED,
  ),
  confirmParticipant: entry(
    'Confirm a participant',
    'changeParticipants',
    'administrators',
    'a deputy is named, or a facilitator adds somebody',
    '{confirmParticipant} working day later',
    NEEDED,
  ),
} as const satisfies Record<TaskKind, TaskEntry>;
