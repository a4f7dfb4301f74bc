/** Random courses of a case: whatever people try in whatever order, and however the clock moves. */
import fc from 'fast-check';
import type { Instant } from '../../../domain/calendar/types.ts';
import { nextDue } from '../../../domain/case/index.ts';
import type { Actor } from '../../../domain/case/commands.ts';
import { POLICY } from '../../../domain/process/policy.ts';
import type { CaseStepId } from '../../../domain/process/vocabulary.ts';
import {
  acceptance,
  ADMINISTRATOR,
  BUSINESS_MANAGER,
  FACILITATOR,
  LEAD,
  type Course,
  type Play,
  POLICE,
  recordOf,
  REQUESTER,
  request,
  SCHOOL,
  SECOND,
  STRANGER,
  THIRD,
  withClosures,
} from './play.ts';

export const PEOPLE = [
  ADMINISTRATOR,
  BUSINESS_MANAGER,
  REQUESTER,
  LEAD,
  POLICE,
  SCHOOL,
  FACILITATOR,
  SECOND,
  THIRD,
  STRANGER,
];

/** One thing that is tried; numbers choose among what the case offers when it comes to it. */
export type Try =
  | {
      readonly does: 'step';
      readonly who: number;
      readonly what: number;
      readonly a: number;
      readonly b: number;
    }
  | { readonly does: 'helpful'; readonly what: number; readonly a: number }
  | { readonly does: 'wait'; readonly hours: number }
  | { readonly does: 'next' }
  | { readonly does: 'closure'; readonly days: number };

const small = fc.nat({ max: 30 });

const aTry: fc.Arbitrary<Try> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('step' as const), who: small, what: small, a: small, b: small }),
  },
  { weight: 8, arbitrary: fc.record({ does: fc.constant('helpful' as const), what: small, a: small }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('wait' as const), hours: fc.nat({ max: 24 * 20 }) }),
  },
  { weight: 4, arbitrary: fc.constant({ does: 'next' as const }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('closure' as const), days: small }) },
);

export const courses = (maxLength: number): fc.Arbitrary<readonly Try[]> =>
  fc.array(aTry, { minLength: 5, maxLength });

const pick = <T>(from: readonly T[], n: number): T => {
  const found = from[n % from.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};

const contact = (n: number): object =>
  pick(
    [
      { agency: 'housing', name: 'newcomer', email: 'newcomer@partner.example' },
      { agency: 'gp', name: 'by telephone', telephone: '01632 960000' },
      { agency: 'police', name: 'police', email: POLICE.email },
      { agency: 'primarySchool', name: 'school', email: SCHOOL.email },
      { agency: 'other', agencyDetail: 'Carers', name: 'second', email: SECOND.email },
    ],
    n,
  );

/** A step with a body that could be meant, whether or not it is allowed now. */
function stepOf(play: Course, what: number, a: number, b: number): { step: CaseStepId; body: object } {
  const { state } = play;
  const participant = pick(state.participants, a).id;
  const task = state.tasks.length === 0 ? 't1' : pick(state.tasks, a).id;
  const interview =
    state.tasks.find((each) => each.kind === 'recordFollowUp' && each.status === 'open')?.id ?? task;
  const action = state.actions.length === 0 ? 'a1' : pick(state.actions, a).id;
  const reason = 'A reason';
  const steps: readonly { step: CaseStepId; body: object }[] = [
    {
      step: 'confirmLeadProfessional',
      body: { on: play.today, ...(b % 3 === 0 ? { objection: 'Not now' } : {}) },
    },
    {
      step: 'decideRequest',
      body: acceptance(b % 3 === 0 ? { participants: [{ ...contact(a), confirmed: true }] } : {}),
    },
    {
      step: 'decideRequest',
      body: pick(
        [
          { decision: 'returnForInformation', reason },
          { decision: 'decline', reason },
          { decision: 'redirect', reason, redirectTo: 'earlyHelp' },
        ],
        b,
      ),
    },
    {
      step: 'amendRequest',
      body: request({
        leadProfessional: pick([{ who: 'none' }, { who: 'requester' }], b),
        ...(b % 2 === 0 ? { correctionReason: reason } : {}),
      }),
    },
    { step: 'withdrawRequest', body: { reason } },
    {
      step: 'appointFacilitators',
      body: {
        facilitatorIds:
          b % 2 === 0
            ? [pick([FACILITATOR, SECOND, THIRD], a).personId]
            : [pick([FACILITATOR, SECOND], a).personId, THIRD.personId],
        reason,
      },
    },
    {
      step: 'declareIndependence',
      body: pick(
        [
          { independent: true },
          { independent: false, conflict: 'other', detail: reason },
          { available: false, reason },
        ],
        b,
      ),
    },
    {
      step: 'scheduleSession',
      body: { date: play.in(b), start: pick(['09:30', '14:00'], a), minutes: 90, place: 'Room', reason },
    },
    {
      step: 'scheduleSession',
      body: { putOff: true, reason, ...(b % 2 === 0 ? { notBefore: play.in(b) } : {}) },
    },
    {
      step: 'respondToInvitation',
      body: pick(
        [
          { response: 'attending', delegatedAuthority: b % 2 === 0 },
          { response: 'deputy', deputy: contact(a) },
          { response: 'notAttending' },
        ],
        b,
      ),
    },
    { step: 'submitChronology', body: { nilReturn: true, reason } },
    {
      step: 'submitAssessmentAndPlan',
      body: { assessment: { unavailable: reason }, plan: { unavailable: reason } },
    },
    {
      step: 'recordFamilyVoice',
      body: {
        explained: { notExplained: reason },
        voices: [
          { who: 'child', childId: 'c1', gained: false, why: 'declined', reason },
          { who: 'mother', gained: false, why: 'declined', reason },
        ],
      },
    },
    { step: 'submitPreEvaluation', body: { score: 3, why: reason, successfulOutcomes: reason } },
    {
      step: 'recordSession',
      body: recordOf(play, {
        actions: b % 2 === 0 ? [{ what: reason, ownerId: participant, dueOn: play.in(b) }] : [],
        planChangesSuggested: b % 3 === 0 ? { what: reason, sharedBy: participant } : { none: true },
        ...(b % 5 === 0 ? { correctionReason: reason } : {}),
        proceededWithout: reason,
        attendance: state.participants
          .filter(
            (each) =>
              each.attended ??
              (each.roles.includes('attendee') && each.leftOn === null && each.joinedOn !== null),
          )
          .map((each, index) =>
            (index + b) % 4 === 0
              ? { participantId: each.id, attended: false }
              : { participantId: each.id, attended: true, delegatedAuthority: true },
          ),
      }),
    },
    { step: 'recordSession', body: { held: false, reason } },
    {
      step: 'submitPostEvaluation',
      body: { score: 3, workedWell: reason, better: reason, learningPoints: reason },
    },
    {
      step: 'publishSummary',
      body: { keyLearningPoints: [reason], ...(b % 2 === 0 ? { correctionReason: reason } : {}) },
    },
    { step: 'sharePlanChanges', body: { shared: false, reason } },
    { step: 'recordLearning', body: { none: true, confirmedAnonymous: true } },
    {
      step: 'recordTrackerEntry',
      body: { summary: 'Anonymous.', keyLearning: [], themes: [], confirmedAnonymous: true },
    },
    {
      step: 'updateAction',
      body: {
        actionId: action,
        status: pick(['open', 'done', 'notNeeded'], b),
        note: reason,
        ...(b % 2 === 0 ? { ownerId: participant } : {}),
      },
    },
    {
      step: 'reviewActions',
      body: {
        on: play.today,
        progress: reason,
        ...(b % 3 === 0 ? { next: 'newDate', reviewOn: play.in(b) } : { next: 'none' }),
      },
    },
    {
      step: 'nameInterviewer',
      body:
        b % 2 === 0
          ? { taskId: interview, participantId: participant }
          : { taskId: interview, invitee: contact(a) },
    },
    {
      step: 'recordFollowUp',
      body:
        b % 3 === 0
          ? {
              ...pick(
                [{ about: 'leadProfessional' }, { about: 'family' }, { about: 'child', childId: 'c1' }],
                a,
              ),
              interviewedBy: 'x',
              held: false,
              why: 'declined',
              reason,
            }
          : { taskId: interview, interviewedBy: 'x', held: false, why: 'declined', reason },
    },
    {
      step: 'changeParticipants',
      body: pick(
        [
          { add: { role: pick(['attendee', 'leadProfessional'], a), ...contact(b) } },
          { remove: { participantId: participant, reason } },
          { replace: { participantId: participant, with: contact(b), reason } },
        ],
        b,
      ),
    },
    { step: 'waiveTask', body: { taskId: task, reason } },
    {
      step: 'raiseImmediateRisk',
      body: { what: reason, referredTo: 'x', at: `${play.in(-1)}T09:00`, by: 'x' },
    },
    {
      step: 'assessRisk',
      body: pick(
        [
          { decision: 'goOn', reason },
          { decision: 'goOn', reason },
          { decision: 'putOff', reason },
          { decision: 'cancel', reason },
        ],
        b,
      ),
    },
    { step: 'cancelCase', body: { reason } },
  ];
  return pick(steps, what);
}

/** Steps that bring a case forward, so that random courses reach its end and not only its beginning. */
const HELPFUL: readonly CaseStepId[] = [
  'decideRequest',
  'appointFacilitators',
  'declareIndependence',
  'scheduleSession',
  'respondToInvitation',
  'submitChronology',
  'submitPreEvaluation',
  'recordSession',
  'submitPostEvaluation',
  'publishSummary',
  'recordLearning',
  'recordTrackerEntry',
  'sharePlanChanges',
  'reviewActions',
  'recordFollowUp',
];

/** What somebody does, with their account; null for what is not a step. */
export function chosen(play: Course, each: Try): { by: Actor; step: CaseStepId; body: object } | null {
  if (each.does === 'step') {
    const { step, body } = stepOf(play, each.what, each.a, each.b);
    return { by: pick(PEOPLE, each.who), step, body };
  }
  if (each.does !== 'helpful') return null;
  const open = play.state.tasks.filter((task) => task.status === 'open');
  const task = open.length === 0 ? null : pick(open, each.a);
  const wanted = task === null ? pick(HELPFUL, each.what) : task.kind;
  const owner = play.state.participants.find((person) => person.id === task?.owner);
  const by =
    PEOPLE.find((person) => owner !== undefined && person.email === owner.email) ??
    (task?.owner === 'facilitators'
      ? PEOPLE.find((person) =>
          play.state.participants.some(
            (one) => one.email === person.email && one.roles.includes('facilitator') && one.leftOn === null,
          ),
        )
      : undefined) ??
    ADMINISTRATOR;
  for (let what = 0; what <= 30; what += 1) {
    const tried = stepOf(play, what, each.a, wanted === 'recordFollowUp' ? 7 : 6);
    if (tried.step === wanted || (wanted === 'action' && tried.step === 'updateAction'))
      return { by, ...tried };
  }
  return null;
}

/** Does one thing; returns what became of a step. */
export function doOne(play: Play, each: Try): void {
  switch (each.does) {
    case 'step':
    case 'helpful': {
      const what = chosen(play, each);
      if (what !== null) play.attempt(what.by, what.step, what.body);
      break;
    }
    case 'wait':
      play.until((play.now + each.hours * 3_600_000) as Instant);
      break;
    case 'next': {
      const next = nextDue(play.state, POLICY, play.calendar);
      if (next !== null) play.until(next.at);
      break;
    }
    case 'closure':
      play.changeCalendar(withClosures(play.in(each.days)));
      break;
    default:
      each satisfies never;
  }
}
