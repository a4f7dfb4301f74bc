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
  /** What happens once it is taken. */
  readonly next: string;
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
    next: 'The administrators decide on the request and tell you.',
    takers: ['anyPractitioner'],
    stages: [],
  },
  confirmLeadProfessional: {
    title: 'Confirm that the lead professional has been told',
    purpose:
      'The request is discussed with the lead professional. An objection is recorded; it is not a veto.',
    next: 'Unless they knew already, the lead professional gets an email. An objection stays on the case and does not stop it.',
    takers: ['requester', 'leadProfessional', 'administrator'],
    stages: ['triage', 'preparing'],
  },
  decideRequest: {
    title: 'Decide on the request',
    purpose:
      'Agrees to progress the request, asks for more, or ends it. Agreement starts the 15 working days.',
    next: 'Accepted: everybody confirmed joins and is asked for their part; facilitators and a date for the session are your next tasks. Otherwise the requester is told what you decided.',
    takers: ['administrator'],
    stages: ['triage'],
  },
  amendRequest: {
    title: 'Amend the request',
    purpose: 'A new version of the request; no date starts again.',
    next: 'Before acceptance the administrators decide on the amended request. Later it is kept beside the earlier one, and no date starts again.',
    takers: ['requester', 'administrator'],
    stages: ALL_OPEN,
  },
  withdrawRequest: {
    title: 'Withdraw the request',
    purpose: 'Ends the case before its session; everyone already told is told.',
    next: 'The case is closed. Everybody who was told of the request is told that it ended.',
    takers: ['requester', 'administrator'],
    stages: ['triage', 'preparing'],
  },
  appointFacilitators: {
    title: 'Appoint facilitators',
    purpose: 'One or two facilitators from the list (Appendix 3) lead the session.',
    next: 'Each new facilitator gets an email and is asked to declare independence.',
    takers: ['administrator'],
    stages: ['preparing', 'session', 'concluding', 'followUp'],
  },
  declareIndependence: {
    title: 'Declare independence',
    purpose: 'A facilitator is independent of the practitioners’ line management and of earlier involvement.',
    next: 'Once you have declared, you can read what is handed in. With a conflict, or not available, you leave the case at once and the administrators appoint somebody else.',
    takers: ['facilitator'],
    stages: ['preparing', 'session', 'concluding', 'followUp'],
  },
  scheduleSession: {
    title: 'Schedule the session',
    purpose: 'Sets, moves or puts off the session, due within 15 working days of acceptance.',
    next: 'Everybody invited gets an invitation for their calendar, and every preparation task gets its date. Put off, the administrators are asked for a new date.',
    takers: ['administrator', 'facilitator'],
    stages: PREPARATION,
  },
  respondToInvitation: {
    title: 'Respond to the invitation',
    purpose: 'Attending with delegated authority or not, sending a deputy, or not attending.',
    next: 'The facilitators see who comes. A deputy joins once an administrator has confirmed them.',
    takers: ['attendee'],
    stages: ['preparing'],
  },
  submitChronology: {
    title: 'Submit a chronology',
    purpose: 'Your service’s involvement, usually no more than 12 months before the request.',
    next: 'The lead professional, the other attendees and the facilitators can read it. You can hand in a new version until the session is held.',
    takers: ['attendee'],
    stages: PREPARATION,
  },
  submitAssessmentAndPlan: {
    title: 'Submit the assessment and plan',
    purpose: 'The most recent assessment and multi-agency plan.',
    next: 'The attendees and the facilitators can read both. You can hand in a new version until the session is held.',
    takers: ['leadProfessional'],
    stages: PREPARATION,
  },
  recordFamilyVoice: {
    title: 'Record the family’s voice',
    purpose: 'What the child and family say, and what they agree to share (Appendix 5).',
    next: 'The attendees can read what each person agreed to share, and nothing else of it. A new version replaces it at once.',
    takers: ['leadProfessional', 'requester'],
    stages: PREPARATION,
  },
  submitPreEvaluation: {
    title: 'Evaluate before the session',
    purpose: 'Views on current planning and interventions, three working days before (Appendix 6).',
    next: 'The facilitators can read it; others see scores only as numbers of all together.',
    takers: ['attendee'],
    stages: PREPARATION,
  },
  recordSession: {
    title: 'Record the session',
    purpose:
      'Who attended, what is known, what must change, actions and the review date; or that it was not held.',
    next: 'Held: everybody who attended evaluates the session, each action waits on its owner, and you are asked for the summary and the learning. Not held: a new date is asked for.',
    takers: ['facilitator'],
    stages: ['session', 'concluding', 'followUp'],
  },
  submitPostEvaluation: {
    title: 'Evaluate after the session',
    purpose: 'Views on likely impact, at the end of the session (Appendix 6).',
    next: 'The facilitators can read it; others see scores only as numbers of all together.',
    takers: ['attendee'],
    stages: ['session', 'concluding', 'followUp'],
  },
  publishSummary: {
    title: 'Share the summary',
    purpose: 'Discussion and action summary, shared with all involved (Appendix 4).',
    next: 'Everybody on the case, those who were absent too, gets an email that they can read it. Escalation issues go to the business manager.',
    takers: ['facilitator'],
    stages: AFTERWARDS,
  },
  sharePlanChanges: {
    title: 'Share changes to the plan',
    purpose: 'The named person tells the child and family what is suggested to change.',
    next: 'It is on record that the child and family know, or why not. The changes themselves are decided in the plan’s own meetings.',
    takers: ['namedToSharePlanChanges'],
    stages: AFTERWARDS,
  },
  recordLearning: {
    title: 'Record the learning',
    purpose: 'Learning and actions for the partnership’s learning log.',
    next: 'It stands in the partnership’s learning log. What is for the Quality Practice Group is passed on by the administrators.',
    takers: ['facilitator'],
    stages: AFTERWARDS,
  },
  recordTrackerEntry: {
    title: 'Record the tracker entry',
    purpose: 'An anonymous summary with key learning points.',
    next: 'It stands in the tracker, and can no longer be traced to this case.',
    takers: ['administrator'],
    stages: AFTERWARDS,
  },
  updateAction: {
    title: 'Update an action',
    purpose: 'Progress, done or not needed; owner, date or wording with a note.',
    next: 'The case shows how the action stands. A new owner gets an email.',
    takers: ['actionOwner', 'facilitator', 'administrator'],
    stages: AFTERWARDS,
  },
  reviewActions: {
    title: 'Review the actions',
    purpose: 'Progress against the success measures on the review date, and what next.',
    next: 'With a new date the review waits until then. A further session is asked for with a new request.',
    takers: ['leadProfessional', 'facilitator', 'administrator'],
    stages: AFTERWARDS,
  },
  nameInterviewer: {
    title: 'Name an interviewer',
    purpose: 'Who holds a follow-up interview.',
    next: 'The interview waits on them, and they get an email.',
    takers: ['administrator'],
    stages: AFTERWARDS,
  },
  recordFollowUp: {
    title: 'Record a follow-up interview',
    purpose: 'Six months after the session: outcomes for the child and family.',
    next: 'When every interview is settled and nothing else is left to do, the case closes by itself.',
    takers: ['administrator', 'facilitator', 'interviewer'],
    stages: AFTERWARDS,
  },
  changeParticipants: {
    title: 'Change participants',
    purpose: 'Adds, removes or replaces a participant; tasks move, no date starts again.',
    next: 'Whoever joins, is replaced or leaves gets an email, and their tasks move. Whom a facilitator adds is confirmed by an administrator first.',
    takers: ['administrator', 'facilitator'],
    stages: ALL_OPEN,
  },
  waiveTask: {
    title: 'Mark a task as not needed',
    purpose: 'Not needed, with a reason.',
    next: 'Nobody is reminded of the task any more, and the case goes on without it.',
    takers: ['administrator', 'facilitator'],
    stages: ALL_OPEN,
  },
  raiseImmediateRisk: {
    title: 'Raise an immediate risk',
    purpose: 'Records what was done under child protection procedures. It does not make the referral.',
    next: 'The business manager is told at once, and the administrators assess whether the session goes on.',
    takers: ['anyoneOnTheCase'],
    stages: ALL_OPEN,
  },
  assessRisk: {
    title: 'Assess the risk',
    purpose: 'Whether the session goes on, is put off or the case is cancelled.',
    next: 'The case goes on, its session is put off, or it is cancelled; those on it are told.',
    takers: ['administrator'],
    stages: ALL_OPEN,
  },
  cancelCase: {
    title: 'Cancel the case',
    purpose: 'Ends the case before a session is held; everyone already told is told.',
    next: 'The case is closed. Everybody on it is told, and the session is taken out of their calendars.',
    takers: ['administrator'],
    stages: ['triage', 'preparing', 'session'],
  },
} as const satisfies Record<StepId, StepEntry>;

export const CASE_STEPS = (Object.keys(STEP_TABLE) as StepId[]).filter(
  (step): step is CaseStepId => step !== 'submitRequest',
);
