/**
 * Who may take which step when, written down from the process document's tables and fine print by hand: nothing here is
 * read from the service's own tables. What it says is compared with what the rules and the API do.
 */
import type { CaseStepId } from '../../domain/process/vocabulary.ts';

export const SITUATIONS = [
  'triage',
  'triage, returned',
  'preparing, unscheduled',
  'preparing, scheduled',
  'session, before its end',
  'session, after its end',
  'concluding',
  'followUp, before its opening',
  'followUp, open',
  'closed: completed',
  'closed: declined',
  'closed: redirected',
  'closed: withdrawn',
  'closed: cancelled',
] as const;
export type Situation = (typeof SITUATIONS)[number];

export const WHO = [
  'requester',
  'leadProfessional',
  'attendee',
  'attendeeWhoLeft',
  'unconfirmedDeputy',
  /** Invited first; a confirmed deputy took over. After the session nothing but the owner of an action. */
  'actionOwnerOnly',
  'interviewerOnly',
  'declaredFacilitator',
  'undeclaredFacilitator',
  'facilitatorInConflict',
  'administrator',
  'administratorOnBehalf',
  'businessManager',
  'operator',
  'stranger',
] as const;
export type Who = (typeof WHO)[number];

export type Answer = 'applied' | 'refused' | 'invalid' | 'forbidden' | 'unseen';
/** What the API answers to each. */
export const STATUS: Readonly<Record<Answer, number>> = {
  applied: 200,
  refused: 409,
  invalid: 422,
  forbidden: 403,
  unseen: 404,
};

type Part =
  | 'requester'
  | 'leadProfessional'
  | 'attendee'
  /** The chronology stays with the person first invited. */
  | 'firstInvited'
  | 'facilitator'
  | 'administrator'
  | 'actionOwner'
  | 'interviewer'
  | 'namedPerson'
  | 'anyone';

const [T, TR, PU, PS, SB, SA, C, FB, FO] = SITUATIONS;
const ALL_OPEN: readonly Situation[] = [T, TR, PU, PS, SB, SA, C, FB, FO];
const TO_THE_SESSION: readonly Situation[] = [PU, PS, SB, SA];
const AFTER_IT: readonly Situation[] = [C, FB, FO];

interface Row {
  readonly who: readonly Part[];
  readonly when: readonly Situation[];
}

/** The table "Steps" of the process document. */
const STEPS: Readonly<Record<CaseStepId, Row>> = {
  confirmLeadProfessional: { who: ['requester', 'leadProfessional', 'administrator'], when: [T, TR, PU, PS] },
  decideRequest: { who: ['administrator'], when: [T, TR] },
  amendRequest: { who: ['requester', 'administrator'], when: ALL_OPEN },
  withdrawRequest: { who: ['requester', 'administrator'], when: [T, TR, PU, PS] },
  appointFacilitators: { who: ['administrator'], when: [...TO_THE_SESSION, ...AFTER_IT] },
  // As independent: "until the session is held; a conflict at any time".
  declareIndependence: { who: ['facilitator'], when: TO_THE_SESSION },
  scheduleSession: { who: ['administrator', 'facilitator'], when: TO_THE_SESSION },
  // There is no invitation before there is a session.
  respondToInvitation: { who: ['attendee'], when: [PS] },
  submitChronology: { who: ['attendee', 'firstInvited'], when: TO_THE_SESSION },
  submitAssessmentAndPlan: { who: ['leadProfessional'], when: TO_THE_SESSION },
  recordFamilyVoice: { who: ['leadProfessional', 'requester'], when: TO_THE_SESSION },
  submitPreEvaluation: { who: ['attendee'], when: TO_THE_SESSION },
  // "Correctable until closing."
  recordSession: { who: ['facilitator'], when: [SB, SA, ...AFTER_IT] },
  submitPostEvaluation: { who: ['attendee'], when: [SA, ...AFTER_IT] },
  publishSummary: { who: ['facilitator'], when: AFTER_IT },
  sharePlanChanges: { who: ['namedPerson'], when: AFTER_IT },
  recordLearning: { who: ['facilitator'], when: AFTER_IT },
  recordTrackerEntry: { who: ['administrator'], when: AFTER_IT },
  updateAction: { who: ['actionOwner', 'facilitator', 'administrator'], when: AFTER_IT },
  reviewActions: { who: ['leadProfessional', 'facilitator', 'administrator'], when: AFTER_IT },
  nameInterviewer: { who: ['administrator'], when: [FO] },
  // As not held, which may be said at any time after the session.
  recordFollowUp: { who: ['administrator', 'facilitator', 'interviewer'], when: AFTER_IT },
  changeParticipants: { who: ['administrator', 'facilitator'], when: ALL_OPEN },
  waiveTask: { who: ['administrator', 'facilitator'], when: ALL_OPEN },
  raiseImmediateRisk: { who: ['anyone'], when: ALL_OPEN },
  // After a risk was raised, which happens once the request is accepted.
  assessRisk: { who: ['administrator'], when: [...TO_THE_SESSION, ...AFTER_IT] },
  cancelCase: { who: ['administrator'], when: [T, TR, ...TO_THE_SESSION] },
};

/** The steps given in a case before it closed: those that the business manager may correct. */
const COMPLETED: readonly CaseStepId[] = [
  ...(['decideRequest', 'appointFacilitators', 'declareIndependence', 'changeParticipants'] as const),
  ...(['raiseImmediateRisk', 'scheduleSession', 'respondToInvitation', 'recordSession'] as const),
  ...(['submitPostEvaluation', 'publishSummary', 'recordLearning', 'nameInterviewer'] as const),
  ...(['recordFollowUp', 'recordTrackerEntry', 'sharePlanChanges', 'reviewActions'] as const),
];
const PREPARED: readonly CaseStepId[] = [
  ...(['decideRequest', 'appointFacilitators', 'declareIndependence', 'changeParticipants'] as const),
  ...(['raiseImmediateRisk', 'scheduleSession', 'respondToInvitation'] as const),
];
const GIVEN: Partial<Record<Situation, readonly CaseStepId[]>> = {
  'closed: completed': COMPLETED,
  'closed: declined': ['decideRequest'],
  'closed: redirected': ['decideRequest'],
  'closed: withdrawn': [...PREPARED, 'withdrawRequest'],
  'closed: cancelled': [...PREPARED, 'cancelCase'],
};

const isClosed = (situation: Situation): boolean => situation.startsWith('closed');
const wasAccepted = (situation: Situation): boolean =>
  ![T, TR, 'closed: declined', 'closed: redirected'].includes(situation);
const wasHeld = (situation: Situation): boolean => [C, FB, FO, 'closed: completed'].includes(situation);
const wasOpened = (situation: Situation): boolean => situation === FO || situation === 'closed: completed';

/** A person's parts in the case; null: it does not exist for them. */
function partsOf(who: Who, situation: Situation): readonly Part[] | null {
  const onceAccepted = (...parts: Part[]) => (wasAccepted(situation) ? parts : null);
  switch (who) {
    case 'requester':
      return ['requester', 'anyone'];
    case 'leadProfessional':
      return onceAccepted(
        ...(['leadProfessional', 'attendee', 'anyone'] as const),
        ...(wasHeld(situation) ? (['namedPerson'] as const) : []),
      );
    case 'attendee':
      return onceAccepted('attendee', 'anyone');
    case 'actionOwnerOnly':
      if (situation === PU) return ['attendee', 'anyone'];
      return onceAccepted(
        'firstInvited',
        'anyone',
        ...(wasHeld(situation) ? (['actionOwner'] as const) : []),
      );
    case 'interviewerOnly':
      return wasOpened(situation) ? ['interviewer', 'anyone'] : null;
    case 'declaredFacilitator':
    case 'undeclaredFacilitator':
      return onceAccepted('facilitator', 'anyone');
    case 'administrator':
    case 'businessManager':
      return ['administrator', 'anyone'];
    case 'administratorOnBehalf':
    case 'attendeeWhoLeft':
    case 'unconfirmedDeputy':
    case 'facilitatorInConflict':
    case 'operator':
    case 'stranger':
      return null;
    default:
      return who satisfies never;
  }
}

/** For whom an administrator takes a step: whose step it is, where there is somebody on the case; else the requester. */
export function onBehalfOf(step: CaseStepId, situation: Situation): Exclude<Who, 'administratorOnBehalf'> {
  const order = [
    'requester',
    'leadProfessional',
    'attendee',
    'declaredFacilitator',
    'actionOwnerOnly',
    'interviewerOnly',
  ] as const;
  return order.find((who) => takes(who, step, situation)) ?? 'requester';
}

const takes = (who: Who, step: CaseStepId, situation: Situation): boolean =>
  (partsOf(who, situation) ?? []).some((part) => STEPS[step].who.includes(part));

/** Ids that a step names and that do not exist yet are at fault before the stage is. */
function namesNothing(step: CaseStepId, situation: Situation): boolean {
  if (step === 'updateAction') return !wasHeld(situation);
  return step === 'nameInterviewer' && !wasOpened(situation);
}

function isOpen(step: CaseStepId, situation: Situation, who: Who): boolean {
  if (step === 'amendRequest' && who === 'requester') return situation === TR;
  return STEPS[step].when.includes(situation);
}

/** What the service must answer, judged in the order of the API document: 404, 403, 422 of ids, 409. */
export function expectedAnswer(who: Who, step: CaseStepId, situation: Situation): Answer {
  if (who === 'administratorOnBehalf') {
    const person = onBehalfOf(step, situation);
    return expectedAnswer(person, step, situation);
  }
  const parts = partsOf(who, situation);
  if (parts === null) return 'unseen';
  const corrects = isClosed(situation) && who === 'businessManager';
  if (!corrects && !takes(who, step, situation)) return 'forbidden';
  if (namesNothing(step, situation)) return 'invalid';
  if (corrects) return GIVEN[situation]?.includes(step) === true ? 'applied' : 'refused';
  return isOpen(step, situation, who) ? 'applied' : 'refused';
}
