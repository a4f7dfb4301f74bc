/** Every form by its step. */
import type { z } from 'zod';
import { amendRequest } from './amend-request.ts';
import { appointFacilitators } from './appoint-facilitators.ts';
import { assessRisk } from './assess-risk.ts';
import { cancelCase } from './cancel-case.ts';
import { changeParticipants } from './change-participants.ts';
import { confirmLeadProfessional } from './confirm-lead-professional.ts';
import { decideRequest } from './decide-request.ts';
import { declareIndependence } from './declare-independence.ts';
import type { Form } from './form.ts';
import { nameInterviewer } from './name-interviewer.ts';
import { publishSummary } from './publish-summary.ts';
import { raiseImmediateRisk } from './raise-immediate-risk.ts';
import { recordFamilyVoice } from './record-family-voice.ts';
import { recordFollowUp } from './record-follow-up.ts';
import { recordLearning } from './record-learning.ts';
import { recordSession } from './record-session.ts';
import { recordTrackerEntry } from './record-tracker-entry.ts';
import { respondToInvitation } from './respond-to-invitation.ts';
import { reviewActions } from './review-actions.ts';
import { scheduleSession } from './schedule-session.ts';
import { sharePlanChanges } from './share-plan-changes.ts';
import { submitAssessmentAndPlan } from './submit-assessment-and-plan.ts';
import { submitChronology } from './submit-chronology.ts';
import { submitPostEvaluation } from './submit-post-evaluation.ts';
import { submitPreEvaluation } from './submit-pre-evaluation.ts';
import { submitRequest } from './submit-request.ts';
import { updateAction } from './update-action.ts';
import { waiveTask } from './waive-task.ts';
import { withdrawRequest } from './withdraw-request.ts';
import type { StepId } from '../process/vocabulary.ts';

export const FORMS = {
  submitRequest,
  confirmLeadProfessional,
  decideRequest,
  amendRequest,
  withdrawRequest,
  appointFacilitators,
  declareIndependence,
  scheduleSession,
  respondToInvitation,
  submitChronology,
  submitAssessmentAndPlan,
  recordFamilyVoice,
  submitPreEvaluation,
  recordSession,
  submitPostEvaluation,
  publishSummary,
  sharePlanChanges,
  recordLearning,
  recordTrackerEntry,
  updateAction,
  reviewActions,
  nameInterviewer,
  recordFollowUp,
  changeParticipants,
  waiveTask,
  raiseImmediateRisk,
  assessRisk,
  cancelCase,
} as const satisfies { readonly [Id in StepId]: Form<Id> };

/** What a step's form holds once it has been checked, `onBehalfOf` and `correctionReason` included. */
export type StepBody<S extends StepId> = z.output<(typeof FORMS)[S]['schema']>;
export type SubmitRequest = StepBody<'submitRequest'>;

/** The form as data, convertible to JSON Schema: for OpenAPI. Answers are checked by `checkForm`, which knows more. */
export function formSchema<S extends StepId>(step: S): (typeof FORMS)[S]['schema'] {
  return FORMS[step].schema;
}

export function formVersion(step: StepId): number {
  return FORMS[step].version;
}

const STEPS_WITH_FILES: ReadonlySet<StepId> = new Set<StepId>([
  'submitChronology',
  'submitAssessmentAndPlan',
]);

/** Whether an answer to this step may name an uploaded file. */
export function takesFiles(step: StepId): boolean {
  return STEPS_WITH_FILES.has(step);
}
