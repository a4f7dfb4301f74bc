/** Every step's rule, by its id. */
import type { CaseStepId } from '../process/vocabulary.ts';
import type { StepRule } from './step-rule.ts';
import {
  publishSummary,
  recordLearning,
  recordTrackerEntry,
  reviewActions,
  sharePlanChanges,
} from './steps/after-session.ts';
import { amendRequest } from './steps/amend-request.ts';
import {
  recordFamilyVoice,
  submitAssessmentAndPlan,
  submitChronology,
  submitPostEvaluation,
  submitPreEvaluation,
} from './steps/answers.ts';
import { appointFacilitators } from './steps/appoint-facilitators.ts';
import { cancelCase } from './steps/cancel-case.ts';
import { changeParticipants } from './steps/change-participants.ts';
import { confirmLeadProfessional } from './steps/confirm-lead-professional.ts';
import { decideRequest } from './steps/decide-request.ts';
import { declareIndependence } from './steps/declare-independence.ts';
import { nameInterviewer, recordFollowUp } from './steps/follow-up.ts';
import { recordSession } from './steps/record-session.ts';
import { respondToInvitation } from './steps/respond-to-invitation.ts';
import { assessRisk, raiseImmediateRisk } from './steps/risk.ts';
import { scheduleSession } from './steps/schedule-session.ts';
import { updateAction } from './steps/update-action.ts';
import { waiveTask } from './steps/waive-task.ts';
import { withdrawRequest } from './steps/withdraw-request.ts';

export const RULES: { readonly [S in CaseStepId]: StepRule<S> } = {
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
};
