/**
 * Who reads which answer: a row for every step. Deny by default: a reader who is not in a row reads nothing of it.
 * Source: the table "Who reads which answer"; where that is silent, the row says why it is as it is.
 */
import type { StepId } from '../process/vocabulary.ts';
import { READERS, type Phase, type Reader } from './viewer.ts';

/** How much of an answer, from most to least. */
export const ANSWER_REACHES = [
  /** Every field, confidential addresses too. */
  'everything',
  /** Every field but confidential addresses, whoever gave it. */
  'all',
  /** Their own answers. */
  'own',
  /** Their own, where it says that they are independent: conflict and reason are for administrators only. */
  'ownIndependent',
  /** Answers about an action of theirs. */
  'ownAction',
  /** All, for those who attended the session. */
  'ifAttended',
  /** All but the meeting identifier of another case. */
  'withoutOtherCase',
  /** Without parents', carers' and siblings' addresses. */
  'withoutFamilyAddresses',
  /** Of the newest: what each person agreed to share. */
  'agreedToShare',
] as const;
export type AnswerReach = (typeof ANSWER_REACHES)[number];

export type AnswerReaders = Readonly<Partial<Record<Reader, AnswerReach>>>;
export interface AnswerRow extends Readonly<Record<Phase, AnswerReaders>> {
  readonly why: string;
}

/** Reaches of which the own answers are kept after closing. In part shown ones are never the reader's own. */
const OWN_KEPT: Readonly<Partial<Record<AnswerReach, AnswerReach>>> = {
  everything: 'everything',
  all: 'own',
  own: 'own',
  ownIndependent: 'ownIndependent',
  ownAction: 'own',
};

/** After closing practitioners keep of what they could read only their own, and the summary. */
function ownOf(open: AnswerReaders): AnswerReaders {
  const kept: Partial<Record<Reader, AnswerReach>> = {};
  for (const reader of READERS) {
    const reach = open[reader];
    const own = reach === undefined ? undefined : OWN_KEPT[reach];
    if (own !== undefined) kept[reader] = own;
  }
  return kept;
}

const row = (why: string, readers: AnswerReaders): AnswerRow => {
  const open: AnswerReaders = { administrator: 'everything', ...readers };
  return { open, afterClosing: ownOf(open), why };
};

const REQUEST = row(
  'Requester and lead professional: all but confidential addresses; attendees without the family’s addresses.',
  { facilitator: 'all', requester: 'all', leadProfessional: 'all', attendee: 'withoutFamilyAddresses' },
);
const EVALUATION = row('The writer; scores elsewhere only in aggregate.', {
  facilitator: 'all',
  requester: 'own',
  leadProfessional: 'own',
  attendee: 'own',
});
const SUMMARY: AnswerReaders = {
  administrator: 'everything',
  facilitator: 'all',
  requester: 'all',
  leadProfessional: 'all',
  attendee: 'all',
  notAttending: 'all',
  actionOwner: 'all',
  interviewer: 'all',
};

const DECISION: AnswerReaders = { administrator: 'everything', requester: 'withoutOtherCase' };

export const ANSWER_TABLE = {
  submitRequest: REQUEST,
  amendRequest: REQUEST,
  confirmLeadProfessional: row(
    'A record between requester and lead professional: an objection is no matter of the others.',
    { facilitator: 'all', requester: 'all', leadProfessional: 'all' },
  ),
  decideRequest: {
    open: DECISION,
    afterClosing: DECISION,
    why: 'The reasons are for whoever asked, also when they end the case; other cases with the same child are known to administrators only.',
  },
  withdrawRequest: row('Others are told that it ended; the reason stays with its writer.', {
    requester: 'own',
  }),
  appointFacilitators: row('The reason to replace one may tell of a conflict: administrators only.', {}),
  declareIndependence: row(
    'Conflict and reason are for administrators only; others see that it is declared.',
    {
      facilitator: 'ownIndependent',
    },
  ),
  scheduleSession: row(
    'The session is in the case for all on it; reasons to move it may tell of a person or the family.',
    { facilitator: 'all' },
  ),
  respondToInvitation: row('Who comes is in the case; reasons and a deputy’s details are the writer’s.', {
    facilitator: 'all',
    requester: 'own',
    leadProfessional: 'own',
    attendee: 'own',
    notAttending: 'own',
  }),
  submitChronology: row('Its writer, the lead professional and attendees, from acceptance.', {
    facilitator: 'all',
    requester: 'own',
    leadProfessional: 'all',
    attendee: 'all',
    notAttending: 'own',
  }),
  submitAssessmentAndPlan: row('Its writer, the lead professional and attendees, from acceptance.', {
    facilitator: 'all',
    requester: 'own',
    leadProfessional: 'all',
    attendee: 'all',
  }),
  recordFamilyVoice: row('Writer and lead professional: all; attendees only what was agreed to share.', {
    facilitator: 'all',
    requester: 'own',
    leadProfessional: 'all',
    attendee: 'agreedToShare',
  }),
  submitPreEvaluation: EVALUATION,
  recordSession: row('The lead professional and those who attended.', {
    facilitator: 'all',
    leadProfessional: 'all',
    attendee: 'ifAttended',
  }),
  submitPostEvaluation: EVALUATION,
  publishSummary: {
    open: SUMMARY,
    afterClosing: SUMMARY,
    why: 'Everyone on the case, the absent too; kept for a while after closing.',
  },
  sharePlanChanges: row(
    'Why it was unsafe to share is for those who work with the family: writer and lead.',
    {
      facilitator: 'all',
      requester: 'own',
      leadProfessional: 'all',
      attendee: 'own',
      notAttending: 'own',
      actionOwner: 'own',
      interviewer: 'own',
    },
  ),
  recordLearning: row('Administrators, the business manager and its writer, not a second facilitator.', {
    facilitator: 'own',
  }),
  recordTrackerEntry: row('The tracker is for administrators and the business manager only.', {}),
  updateAction: row('As the actions: everyone on the case; an owner who is nothing else, their own.', {
    facilitator: 'all',
    requester: 'all',
    leadProfessional: 'all',
    attendee: 'all',
    notAttending: 'ownAction',
    actionOwner: 'ownAction',
  }),
  reviewActions: row('As the actions: those who work on with them.', {
    facilitator: 'all',
    requester: 'all',
    leadProfessional: 'all',
    attendee: 'all',
  }),
  nameInterviewer: row('Details of the person named; who it is shows as the task’s owner.', {
    facilitator: 'all',
  }),
  recordFollowUp: row('What the family said afterwards: its writer and the lead professional.', {
    facilitator: 'all',
    leadProfessional: 'all',
    interviewer: 'own',
  }),
  changeParticipants: row('Reasons to remove somebody; who is on the case shows there.', {
    facilitator: 'all',
  }),
  waiveTask: row('The reason may tell of a person or the family; that it is not needed shows on the task.', {
    facilitator: 'all',
  }),
  raiseImmediateRisk: row('Whoever raised it; the others see the flag.', {
    facilitator: 'all',
    requester: 'own',
    leadProfessional: 'own',
    attendee: 'own',
    notAttending: 'own',
    actionOwner: 'own',
    interviewer: 'own',
  }),
  assessRisk: row('Administrators decide; what follows shows in the case.', {}),
  cancelCase: row('Others are told that it ended; the reason is for administrators.', {}),
} as const satisfies Record<StepId, AnswerRow>;
