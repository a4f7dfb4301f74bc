/**
 * The process table of steps: who takes each, in which stages, and what it is for. Pages, API, OpenAPI, access, signals
 * and the reference in docs/ are made from it. What else must be true is in the step's rule (domain/case/steps/).
 */
import type { CaseStepId, OpenStage, StepId } from './vocabulary.ts';

/** Who may take a step: their part in this case, or a role of the account. A business manager may do whatever an administrator may. */
export type StepTaker =
  | 'anyPractitioner'
  | 'requester'
  | 'leadProfessional'
  | 'attendee'
  | 'facilitator'
  | 'administrator'
  | 'actionOwner'
  | 'interviewer'
  /** The person named in the session record to share changes of the plan. */
  | 'namedToSharePlanChanges'
  | 'anyoneOnTheCase';

export interface StepEntry {
  readonly title: string;
  readonly purpose: string;
  readonly takers: readonly StepTaker[];
  readonly stages: readonly OpenStage[];
}

const ALL_OPEN: readonly OpenStage[] = ['triage', 'preparing', 'session', 'concluding', 'followUp'];
const PREPARATION: readonly OpenStage[] = ['preparing', 'session'];
const AFTERWARDS: readonly OpenStage[] = ['concluding', 'followUp'];

export const STEP_TABLE = {
  submitRequest: {
    title: 'Request multi-agency supervision',
    purpose: 'Asks for a session, with what Appendix 2 asks.',
    takers: ['anyPractitioner'],
    stages: [],
  },
  confirmLeadProfessional: {
    title: 'Confirm that the lead professional has been told',
    purpose:
      'The request is discussed with the lead professional. An objection is recorded; it is not a veto.',
    takers: ['requester', 'leadProfessional', 'administrator'],
    stages: ['triage', 'preparing'],
  },
  decideRequest: {
    title: 'Decide on the request',
    purpose:
      'Agrees to progress the request, asks for more, or ends it. Agreement starts the 15 working days.',
    takers: ['administrator'],
    stages: ['triage'],
  },
  amendRequest: {
    title: 'Amend the request',
    purpose: 'A new version of the request; no date starts again.',
    takers: ['requester', 'administrator'],
    stages: ALL_OPEN,
  },
  withdrawRequest: {
    title: 'Withdraw the request',
    purpose: 'Ends the case before its session; everyone already told is told.',
    takers: ['requester', 'administrator'],
    stages: ['triage', 'preparing'],
  },
  appointFacilitators: {
    title: 'Appoint facilitators',
    purpose: 'One or two facilitators from the list (Appendix 3) lead the session.',
    takers: ['administrator'],
    stages: ['preparing', 'session', 'concluding', 'followUp'],
  },
  declareIndependence: {
    title: 'Declare independence',
    purpose: 'A facilitator is independent of the practitioners’ line management and of earlier involvement.',
    takers: ['facilitator'],
    stages: ['preparing', 'session', 'concluding', 'followUp'],
  },
  scheduleSession: {
    title: 'Schedule the session',
    purpose: 'Sets, moves or puts off the session, due within 15 working days of acceptance.',
    takers: ['administrator', 'facilitator'],
    stages: PREPARATION,
  },
  respondToInvitation: {
    title: 'Respond to the invitation',
    purpose: 'Attending with delegated authority or not, sending a deputy, or not attending.',
    takers: ['attendee'],
    stages: ['preparing'],
  },
  submitChronology: {
    title: 'Submit a chronology',
    purpose: 'Your service’s involvement, usually no more than 12 months before the request.',
    takers: ['attendee'],
    stages: PREPARATION,
  },
  submitAssessmentAndPlan: {
    title: 'Submit the assessment and plan',
    purpose: 'The most recent assessment and multi-agency plan.',
    takers: ['leadProfessional'],
    stages: PREPARATION,
  },
  recordFamilyVoice: {
    title: 'Record the family’s voice',
    purpose: 'What the child and family say, and what they agree to share (Appendix 5).',
    takers: ['leadProfessional', 'requester'],
    stages: PREPARATION,
  },
  submitPreEvaluation: {
    title: 'Evaluate before the session',
    purpose: 'Views on current planning and interventions, three working days before (Appendix 6).',
    takers: ['attendee'],
    stages: PREPARATION,
  },
  recordSession: {
    title: 'Record the session',
    purpose:
      'Who attended, what is known, what must change, actions and the review date; or that it was not held.',
    takers: ['facilitator'],
    stages: ['session', 'concluding', 'followUp'],
  },
  submitPostEvaluation: {
    title: 'Evaluate after the session',
    purpose: 'Views on likely impact, at the end of the session (Appendix 6).',
    takers: ['attendee'],
    stages: ['session', 'concluding', 'followUp'],
  },
  publishSummary: {
    title: 'Share the summary',
    purpose: 'Discussion and action summary, shared with all involved (Appendix 4).',
    takers: ['facilitator'],
    stages: AFTERWARDS,
  },
  sharePlanChanges: {
    title: 'Share changes to the plan',
    purpose: 'The named person tells the child and family what is suggested to change.',
    takers: ['namedToSharePlanChanges'],
    stages: AFTERWARDS,
  },
  recordLearning: {
    title: 'Record the learning',
    purpose: 'Learning and actions for the partnership’s learning log.',
    takers: ['facilitator'],
    stages: AFTERWARDS,
  },
  recordTrackerEntry: {
    title: 'Record the tracker entry',
    purpose: 'An anonymous summary with key learning points.',
    takers: ['administrator'],
    stages: AFTERWARDS,
  },
  updateAction: {
    title: 'Update an action',
    purpose: 'Progress, done or not needed; owner, date or wording with a note.',
    takers: ['actionOwner', 'facilitator', 'administrator'],
    stages: AFTERWARDS,
  },
  reviewActions: {
    title: 'Review the actions',
    purpose: 'Progress against the success measures on the review date, and what next.',
    takers: ['leadProfessional', 'facilitator', 'administrator'],
    stages: AFTERWARDS,
  },
  nameInterviewer: {
    title: 'Name an interviewer',
    purpose: 'Who holds a follow-up interview.',
    takers: ['administrator'],
    stages: AFTERWARDS,
  },
  recordFollowUp: {
    title: 'Record a follow-up interview',
    purpose: 'Six months after the session: outcomes for the child and family.',
    takers: ['administrator', 'facilitator', 'interviewer'],
    stages: AFTERWARDS,
  },
  changeParticipants: {
    title: 'Change participants',
    purpose: 'Adds, removes or replaces a participant; tasks move, no date starts again.',
    takers: ['administrator', 'facilitator'],
    stages: ALL_OPEN,
  },
  waiveTask: {
    title: 'Mark a task as not needed',
    purpose: 'Not needed, with a reason.',
    takers: ['administrator', 'facilitator'],
    stages: ALL_OPEN,
  },
  raiseImmediateRisk: {
    title: 'Raise an immediate risk',
    purpose: 'Records what was done under child protection procedures. It does not make the referral.',
    takers: ['anyoneOnTheCase'],
    stages: ALL_OPEN,
  },
  assessRisk: {
    title: 'Assess the risk',
    purpose: 'Whether the session goes on, is put off or the case is cancelled.',
    takers: ['administrator'],
    stages: ALL_OPEN,
  },
  cancelCase: {
    title: 'Cancel the case',
    purpose: 'Ends the case before a session is held; everyone already told is told.',
    takers: ['administrator'],
    stages: ['triage', 'preparing', 'session'],
  },
} as const satisfies Record<StepId, StepEntry>;

export const CASE_STEPS = (Object.keys(STEP_TABLE) as StepId[]).filter(
  (step): step is CaseStepId => step !== 'submitRequest',
);
