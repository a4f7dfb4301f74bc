/** One invented case with somebody in every part, for the access tests. */
import { instantOf, plainDate, plainTime } from '../../../domain/calendar/index.ts';
import type { Instant, PlainDate } from '../../../domain/calendar/types.ts';
import type { CaseState, Participant, Task } from '../../../domain/case/state.ts';
import { viewerOf, type Person, type Viewer } from '../../../domain/access/index.ts';
import type { ParticipantRole, Role, TaskKind } from '../../../domain/process/vocabulary.ts';

export function day(text: string): PlainDate {
  const date = plainDate(text);
  if (date === null) throw new Error(text);
  return date;
}

export function noonOn(text: string): Instant {
  const noon = plainTime('12:00');
  if (noon === null) throw new Error('noon');
  return instantOf(day(text), noon);
}

/** Everybody in the case, by what they are to it, and their ids as participants. */
export const PARTS = {
  requester: 'p1',
  leadProfessional: 'p2',
  attendee: 'p3',
  absentAttendee: 'p4',
  notAttending: 'p5',
  replaced: 'p6',
  unconfirmedDeputy: 'p7',
  facilitator: 'p8',
  undeclared: 'p9',
  conflicted: 'p10',
  gone: 'p11',
  actionOwner: 'p12',
  interviewer: 'p13',
} as const;
export type Part = keyof typeof PARTS;

const ACCOUNTS = {
  administrator: ['practitioner', 'administrator'],
  businessManager: ['practitioner', 'businessManager'],
  operator: ['practitioner', 'operator'],
  stranger: ['practitioner', 'facilitator'],
} as const satisfies Record<string, readonly Role[]>;
export type Account = keyof typeof ACCOUNTS;
export type Who = Part | Account;

const isAccount = (who: Who): who is Account => Object.hasOwn(ACCOUNTS, who);
export const EVERYBODY: readonly Who[] = [
  ...(Object.keys(PARTS) as Part[]),
  ...(Object.keys(ACCOUNTS) as Account[]),
];

/** The account is written in capitals where the participant is not: addresses are compared without regard to case. */
const personOf = (who: Who): Person => ({
  id: `account-${who}`,
  email: `${who.toUpperCase()}@example.org`,
  roles: isAccount(who) ? ACCOUNTS[who] : ['practitioner'],
});

function participant(
  part: Part,
  roles: readonly ParticipantRole[],
  more: Partial<Participant> = {},
): Participant {
  return {
    id: PARTS[part],
    name: `Name of ${part}`,
    email: `${part}@Example.org`,
    telephone: `Telephone of ${part}`,
    agency: 'police',
    agencyDetail: null,
    organisation: `Organisation of ${part}`,
    roles,
    joinedOn: day('2026-03-03'),
    leftOn: null,
    facilitatorId: null,
    response: null,
    delegatedAuthority: null,
    independence: null,
    standsFor: null,
    attended: null,
    ...more,
  };
}

export function task(id: string, kind: TaskKind, owner: string, more: Partial<Task> = {}): Task {
  return {
    id,
    kind,
    owner,
    openedOn: day('2026-03-03'),
    dueOn: day('2026-03-20'),
    datedOn: day('2026-03-03'),
    status: 'open',
    about: null,
    childId: null,
    doneOn: null,
    late: false,
    ...more,
  };
}

/** Held on 18 March 2026, accepted on 3 March; everybody in it. */
export function aCase(more: Partial<CaseState> = {}): CaseState {
  const start = plainTime('10:00');
  if (start === null) throw new Error('start');
  return {
    reference: 'MAS-2026-0001',
    version: 40,
    stage: 'concluding',
    outcome: null,
    policyVersion: 1,
    lastAt: noonOn('2026-03-18'),
    remindedTo: noonOn('2026-03-18'),
    requestedOn: day('2026-03-02'),
    acceptedOn: day('2026-03-03'),
    acceptanceRecordedOn: day('2026-03-03'),
    sessionDueOn: day('2026-03-24'),
    returned: false,
    requesterId: 'p1',
    requesterAttends: false,
    leadProfessional: { who: 'another', aware: true, contact: null, participantId: 'p2' },
    participants: [
      participant('requester', ['requester']),
      participant('leadProfessional', ['leadProfessional', 'attendee'], {
        response: 'attending',
        attended: true,
      }),
      participant('attendee', ['attendee'], { response: 'attending', attended: true }),
      participant('absentAttendee', ['attendee'], { response: 'attending', attended: false }),
      participant('notAttending', ['attendee'], { response: 'notAttending', attended: false }),
      participant('replaced', [], { response: 'deputy' }),
      participant('unconfirmedDeputy', ['attendee'], {
        joinedOn: null,
        standsFor: { participantId: 'p3', as: 'deputy' },
      }),
      participant('facilitator', ['facilitator'], { independence: 'declared' }),
      participant('undeclared', ['facilitator']),
      participant('conflicted', ['facilitator'], { independence: 'conflict', leftOn: day('2026-03-04') }),
      participant('gone', ['attendee'], { leftOn: day('2026-03-05') }),
      participant('actionOwner', ['actionOwner']),
      participant('interviewer', ['interviewer']),
    ],
    children: [{ id: 'c1', subject: true, path: 'child' }],
    session: {
      date: day('2026-03-18'),
      start,
      minutes: 120,
      place: 'Town hall',
      link: null,
      heldOn: day('2026-03-18'),
      shortNotice: false,
      late: false,
      number: 1,
      sequence: 0,
      scheduledAt: noonOn('2026-03-04'),
      ended: true,
    },
    sessionsSet: 1,
    pausedUntil: null,
    planChanges: null,
    reviewOn: day('2026-05-18'),
    followUpDueOn: day('2026-09-18'),
    followUpOpened: false,
    riskRaised: true,
    tasks: [
      task('t1', 'submitChronology', 'p3'),
      task('t2', 'declareIndependence', 'p9'),
      task('t3', 'publishSummary', 'facilitators'),
      task('t4', 'recordTrackerEntry', 'administrators'),
      task('t5', 'scheduleSession', 'administrators', { status: 'done', doneOn: day('2026-03-04') }),
      task('t6', 'action', 'p12', { about: 'a1', dueOn: null }),
      task('t7', 'recordFollowUp', 'p13', { about: 'child', childId: 'c1', dueOn: day('2026-09-18') }),
      task('t8', 'submitChronology', 'p5'),
      task('t9', 'submitChronology', 'p6'),
      task('t10', 'assessRisk', 'administrators'),
      task('t11', 'confirmLeadProfessional', 'p1', { status: 'done', doneOn: day('2026-03-05'), late: true }),
    ],
    actions: [
      {
        id: 'a1',
        what: 'What p12 does',
        ownerId: 'p12',
        dueOn: day('2026-04-01'),
        status: 'open',
        successMeasureId: 'm1',
      },
      {
        id: 'a2',
        what: 'What p3 does',
        ownerId: 'p3',
        dueOn: day('2026-04-01'),
        status: 'open',
        successMeasureId: null,
      },
    ],
    successMeasures: [{ id: 'm1', text: 'Measure of success' }],
    flags: [
      'shortNotice',
      'immediateRisk',
      'possibleConflict',
      'leadProfessionalObjects',
      'outsidePartnerDomains',
    ],
    given: [],
    closedOn: null,
    ...more,
  };
}

export const closedOn = (date: string): CaseState =>
  aCase({ stage: 'closed', outcome: 'completed', closedOn: day(date), lastAt: noonOn(date) });

export const viewerIn = (state: CaseState, who: Who, at = '2026-03-19'): Viewer =>
  viewerOf(state, personOf(who), noonOn(at));
