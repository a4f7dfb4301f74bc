/**
 * Answers that every form accepts, one for each of its alternatives, by invented people at addresses that cannot exist.
 * Dates lie around `today`, so that they hold by any clock. Ids of participants, tasks and files are made up: whoever
 * sends these to a case puts in its own.
 */
import { addDays, plainDate, plainDateTime } from '../../../domain/calendar/index.ts';
import type { PlainDate, PlainDateTime } from '../../../domain/calendar/index.ts';
import { STEPS } from '../../../domain/process/vocabulary.ts';
import type { StepId } from '../../../domain/process/vocabulary.ts';

export type Json = { readonly [field: string]: unknown };
export interface Example {
  /** Which alternative, or what is special about it. */
  readonly name: string;
  readonly body: Json;
}

function day(text: string): PlainDate {
  const date = plainDate(text);
  if (date === null) throw new Error(`${text} is no date`);
  return date;
}

export const TODAY = day('2026-03-02');
export const NOW: PlainDateTime = (() => {
  const now = plainDateTime('2026-03-02T10:30');
  if (now === null) throw new Error('No date and time');
  return now;
})();

/** The plainest answer to a form. */
export function exampleOf(step: StepId, today: PlainDate = TODAY): Json {
  const [first] = examplesOf(step, today);
  if (first === undefined) throw new Error(`No example of ${step}`);
  return first.body;
}

export function examplesOf(step: StepId, today: PlainDate = TODAY): readonly Example[] {
  return EXAMPLES[step](today);
}

/** Every example of every form, for tables of tests. */
export function allExamples(today: PlainDate = TODAY): readonly (Example & { readonly step: StepId })[] {
  return STEPS.flatMap((step) => examplesOf(step, today).map((example) => ({ step, ...example })));
}

const deputy = {
  agency: 'police',
  name: 'Owen Fairclough',
  email: 'owen.fairclough@police.example',
  organisation: 'Westvale Neighbourhood Police',
};

const invitees = [
  {
    agency: 'healthVisitor',
    name: 'Grace Adeyemi',
    email: 'grace.adeyemi@health.example',
    telephone: '01204 000 111',
    organisation: 'Westvale Community Health',
  },
  { agency: 'primarySchool', name: 'Tomasz Lewandowski', email: 't.lewandowski@oakfield-primary.example' },
  { agency: 'other', agencyDetail: 'Young carers project', name: 'Bea Lin', telephone: '01204 000 222' },
];

/** A request with only what must be answered. */
export function plainRequest(today: PlainDate = TODAY): Json {
  return {
    immediateRiskNotReferred: false,
    onlyAboutDisagreement: false,
    requester: {
      name: 'Priya Raman',
      role: 'Family support worker',
      agency: 'earlyYearsSetting',
      organisation: 'Moorside Family Hub',
      email: 'priya.raman@moorside-hub.example',
    },
    child: {
      surname: 'Thornbury',
      forename: 'Elspeth',
      dateOfBirth: addDays(today, -3000),
      levelOfNeed: 'earlyHelp',
    },
    siblings: [],
    leadProfessional: { who: 'requester' },
    familyInformed: { informed: true, on: addDays(today, -4) },
    criteria: ['stuck'],
    reason:
      'Planned support has not changed attendance; the professionals around the family see different parts of the picture.',
    penPicture: 'A close family with a supportive grandmother. Money worries since the autumn.',
    invitees: [
      {
        agency: 'primarySchool',
        name: 'Tomasz Lewandowski',
        email: 't.lewandowski@oakfield-primary.example',
      },
    ],
  };
}

/** A request with everything answered: two subjects, an unborn sibling, a confidential address, a named lead professional. */
export function fullRequest(today: PlainDate = TODAY): Json {
  const person = { ethnicity: 'White British', disability: 'Hearing impairment' };
  return {
    ...plainRequest(today),
    requester: {
      name: 'Priya Raman',
      role: 'Family support worker',
      agency: 'other',
      agencyDetail: 'Family hub',
      organisation: 'Moorside Family Hub',
      address: '3 Quarry Lane, Westvale, ZZ9 9AA',
      telephone: '01204 000 333',
      email: 'priya.raman@moorside-hub.example',
    },
    requesterAttends: true,
    child: {
      surname: 'Thornbury',
      forename: 'Elspeth',
      alsoKnownAs: 'Ellie',
      address: '41 Larkspur Road\nWestvale\nZZ1 4QT',
      addressConfidential: true,
      dateOfBirth: addDays(today, -3000),
      gender: 'Girl',
      levelOfNeed: 'targetedHelp',
      ...person,
    },
    mother: {
      name: 'Marguerite Thornbury',
      dateOfBirth: addDays(today, -12000),
      address: '41 Larkspur Road, Westvale, ZZ1 4QT',
      addressConfidential: true,
      ...person,
    },
    father: { name: 'Callum Ashdown', address: '7 Tannery Court, Westvale', ...person },
    otherCarers: [
      { name: 'Winifred Thornbury', relationship: 'Grandmother', address: '2 Larkspur Road', ...person },
    ],
    siblings: [
      {
        name: 'Rowan Thornbury',
        dateOfBirth: addDays(today, -4200),
        alsoKnownAs: 'Ro',
        gender: 'Boy',
        alsoSubject: true,
        levelOfNeed: 'earlyHelp',
        ...person,
      },
      { name: 'Unborn Thornbury', dueDate: addDays(today, 60) },
    ],
    leadProfessional: {
      who: 'another',
      aware: false,
      name: 'Imelda Castellanos',
      agency: 'childrensSocialCare',
      organisation: 'Westvale Children’s Services',
      email: 'imelda.castellanos@westvale.example',
      telephone: '01204 000 444',
    },
    familyInformed: { informed: false, reason: 'The mother could not be reached; a visit is arranged.' },
    criteria: [
      'veryComplex',
      'drifting',
      'noExpectedImpact',
      'edgeOfCare',
      'secureAccommodation',
      'emergingRisk',
    ],
    invitees,
    urgency: { soonerBy: addDays(today, 7), why: 'A move of school is planned.' },
    interpreter: 'Polish',
    earlierReference: 'MAS-2025-0007',
  };
}

const BY_PHONE = (today: PlainDate): Json => ({ receivedOn: addDays(today, -1), how: 'telephone' });

/** The same answer, typed in by an administrator for a participant. */
export function onBehalf(body: Json, today: PlainDate = TODAY, participantId = 'p2'): Json {
  return { ...body, onBehalfOf: { participantId, ...BY_PHONE(today) } };
}

const heldSession = (today: PlainDate): Json => ({
  held: true,
  attendance: [
    { participantId: 'p1', attended: true, delegatedAuthority: true },
    {
      participantId: 'p2',
      attended: true,
      delegatedAuthority: false,
      authorityNote: 'The head teacher agrees by Friday.',
    },
    { participantId: 'p3', attended: false },
  ],
  immediateRiskDiscussed: false,
  known: 'Elspeth sleeps at three addresses in a week.',
  notKnown: 'Who collects her on Thursdays.',
  strengths: 'A grandmother she trusts.',
  concerns: 'Missed health appointments.',
  hypotheses: '',
  changeNeeded: [{ what: 'One plan that all work to', from: 'School and family hub' }],
  successMeasures: [
    { id: 'attendance', text: 'In school nine days in ten' },
    { id: 'm2', text: 'One adult collects her every day' },
  ],
  actions: [
    { what: 'Agree a collection plan', ownerId: 'p2', dueOn: addDays(today, 14), successMeasureId: 'm2' },
  ],
  planChangesSuggested: { none: true },
  reviewOn: addDays(today, 42),
});

const voices = [
  {
    who: 'child',
    gained: true,
    whatIsHappeningAndWhy: 'Everyone talks about me and not to me.',
    views: 'I want to stay at my school.',
    agreedToShare: 'That I want to stay at my school.',
    notToShare: 'What I said about Dad.',
  },
  {
    who: 'mother',
    name: 'Marguerite Thornbury',
    gained: true,
    whatIsHappeningAndWhy: 'Too many appointments on one day.',
    views: 'I want one person to ring.',
    agreedToShare: 'All of it.',
  },
];

const outcomes = [
  { successMeasureId: 'attendance', result: 'better', detail: 'Nine days in ten since May' },
  { successMeasureId: 'm2', result: 'unknown' },
];

function only(body: Json): readonly Example[] {
  return [{ name: 'plain', body }];
}

const EXAMPLES: { readonly [S in StepId]: (today: PlainDate) => readonly Example[] } = {
  submitRequest: (today) => [
    { name: 'plain', body: plainRequest(today) },
    { name: 'everything answered', body: fullRequest(today) },
    {
      name: 'unborn child, no lead professional, received by telephone',
      body: {
        ...plainRequest(today),
        child: {
          surname: 'Thornbury',
          forename: 'Unborn',
          dueDate: addDays(today, 90),
          levelOfNeed: 'preventative',
        },
        leadProfessional: { who: 'none' },
        onBehalfOf: BY_PHONE(today),
      },
    },
  ],
  amendRequest: (today) => [
    { name: 'plain', body: plainRequest(today) },
    {
      name: 'after acceptance, with a reason',
      body: { ...fullRequest(today), correctionReason: 'The school has changed.' },
    },
  ],
  confirmLeadProfessional: (today) => [
    { name: 'told', body: { on: addDays(today, -1) } },
    { name: 'objecting', body: { on: today, objection: 'A core group meets next week.' } },
  ],
  decideRequest: (today) => [
    {
      name: 'accept',
      body: {
        decision: 'accept',
        participants: invitees.map((invitee) => ({ ...invitee, confirmed: true })),
      },
    },
    {
      name: 'accept with dates',
      body: {
        decision: 'accept',
        agreedOn: today,
        sessionBy: addDays(today, 10),
        participants: [{ ...deputy, confirmed: true }],
      },
    },
    {
      name: 'return for information',
      body: { decision: 'returnForInformation', reason: 'The pen picture is missing the father.' },
    },
    {
      name: 'decline',
      body: { decision: 'decline', reason: 'Only one practitioner works with the family.' },
    },
    {
      name: 'redirect',
      body: {
        decision: 'redirect',
        reason: 'A case is open.',
        redirectTo: 'existingCase',
        existingReference: 'MAS-2026-0003',
      },
    },
  ],
  withdrawRequest: () => only({ reason: 'The family has moved to another area.' }),
  cancelCase: () => only({ reason: 'Care proceedings have begun.' }),
  appointFacilitators: () => [
    { name: 'one', body: { facilitatorIds: ['f1'] } },
    { name: 'two, replacing', body: { facilitatorIds: ['f1', 'f2'], reason: 'The first is on leave.' } },
  ],
  declareIndependence: () => [
    { name: 'independent', body: { independent: true } },
    {
      name: 'in conflict',
      body: { independent: false, conflict: 'lineManagement', detail: 'I manage the health visitor.' },
    },
    { name: 'not available', body: { available: false, reason: 'On leave that week.' } },
  ],
  scheduleSession: (today) => [
    {
      name: 'at a place',
      body: { date: addDays(today, 10), start: '09:30', minutes: 120, place: 'Westvale Town Hall, room 2' },
    },
    {
      name: 'moved, by link',
      body: {
        date: today,
        start: '14:00',
        minutes: 15,
        link: 'https://meet.example/room/2',
        reason: 'The room was taken.',
      },
    },
    { name: 'put off', body: { putOff: true, reason: 'Half term', notBefore: addDays(today, 21) } },
  ],
  respondToInvitation: () => [
    { name: 'attending', body: { response: 'attending', delegatedAuthority: true } },
    { name: 'deputy', body: { response: 'deputy', deputy } },
    { name: 'not attending', body: { response: 'notAttending', reason: 'In court that day.' } },
  ],
  submitChronology: (today) => [
    {
      name: 'entries',
      body: {
        entries: [
          { on: addDays(today, -200), what: 'First visit.', significance: 'neutral' },
          {
            on: addDays(today, -90),
            until: addDays(today, -80),
            what: 'Missed two appointments.\nRang the next day.',
            source: 'Health record',
            significance: 'worry',
            theme: 'Appointments',
          },
        ],
        olderReason: 'The pattern began then.',
      },
    },
    { name: 'file', body: { file: 'file-1', from: addDays(today, -360), to: today } },
    { name: 'nil return', body: { nilReturn: true, reason: 'The family registered last week.' } },
  ],
  submitAssessmentAndPlan: () => [
    { name: 'files', body: { assessment: { file: 'file-1' }, plan: { file: 'file-2' } } },
    {
      name: 'not available',
      body: { assessment: { file: 'file-1' }, plan: { unavailable: 'The plan is being rewritten.' } },
    },
  ],
  recordFamilyVoice: (today) => [
    { name: 'gained', body: { explained: { on: addDays(today, -2), by: 'Priya Raman' }, voices } },
    {
      name: 'not gained',
      body: {
        explained: { notExplained: 'The family has not answered three calls.' },
        voices: [
          {
            who: 'child',
            childId: 'c1',
            gained: false,
            why: 'notAppropriate',
            reason: 'Elspeth is in hospital.',
          },
          { who: 'carer', gained: false, why: 'declined', reason: 'Did not want to speak.' },
        ],
        questions: 'Who will be there?',
        toldDateAndNext: { on: today },
        interpreter: 'British Sign Language',
      },
    },
  ],
  submitPreEvaluation: () =>
    only({
      score: 2,
      why: 'Plans overlap.',
      successfulOutcomes: 'Elspeth is in school and knows who picks her up.',
    }),
  recordSession: (today) => [
    { name: 'held', body: heldSession(today) },
    {
      name: 'held, everything answered',
      body: {
        ...heldSession(today),
        heldOn: addDays(today, -1),
        attendance: [{ participantId: 'p1', attended: true, delegatedAuthority: true }],
        proceededWithout: 'Two were ill on the day; their chronologies were read out.',
        immediateRiskDiscussed: true,
        plan: 'One plan from April.',
        actions: [],
        planChangesSuggested: { what: 'Fewer visits, longer ones', sharedBy: 'p1' },
      },
    },
    { name: 'not held', body: { held: false, reason: 'The heating had failed.' } },
  ],
  submitPostEvaluation: () => [
    {
      name: 'plain',
      body: {
        score: 4,
        workedWell: 'Time to think.',
        better: 'A larger room.',
        learningPoints: 'Ask the school first.',
      },
    },
    {
      name: 'everything answered',
      body: {
        score: 5,
        workedWell: 'Time to think.',
        better: 'Nothing.',
        learningPoints: 'Ask the school first.',
        feedback: 'Thank you.',
        successfulOutcomes: 'One plan.',
      },
    },
  ],
  publishSummary: () => [
    { name: 'plain', body: { keyLearningPoints: ['One plan is better than four.'] } },
    {
      name: 'escalated',
      body: {
        keyLearningPoints: ['One plan is better than four.', 'Housing was not at the table.'],
        escalationIssues: 'No housing officer is assigned.',
        escalatedTo: 'Head of Housing',
      },
    },
  ],
  sharePlanChanges: (today) => [
    { name: 'shared', body: { shared: true, on: today, how: 'At a home visit' } },
    {
      name: 'not shared',
      body: { shared: false, reason: 'It would be unsafe while the father is in the home.' },
    },
  ],
  recordLearning: (today) => [
    {
      name: 'entries and actions',
      body: {
        entries: [
          {
            theme: 'Transitions',
            learning: 'Plans fall apart in July.',
            scope: 'locality',
            new: true,
            forStatutoryPartners: false,
          },
        ],
        actions: [{ what: 'Share with the transitions group', by: addDays(today, 30) }],
        qualityPracticeGroup: { issue: 'Chronologies differ in kind', toldOn: today },
        confirmedAnonymous: true,
      },
    },
    { name: 'none', body: { none: true, confirmedAnonymous: true } },
  ],
  recordTrackerEntry: () =>
    only({
      summary: 'A primary-aged child with many services and no single plan.',
      keyLearning: ['One plan is better than four.'],
      themes: ['Coordination'],
      confirmedAnonymous: true,
    }),
  updateAction: (today) => [
    { name: 'done', body: { actionId: 'a1', status: 'done' } },
    { name: 'not needed', body: { actionId: 'a1', status: 'notNeeded', note: 'The school has done it.' } },
    {
      name: 'changed',
      body: {
        actionId: 'a1',
        status: 'open',
        ownerId: 'p3',
        dueOn: addDays(today, 9),
        what: 'Agree who collects',
        note: 'Handed over.',
      },
    },
  ],
  reviewActions: (today) => [
    { name: 'nothing next', body: { on: today, progress: 'All measures met.', next: 'none' } },
    {
      name: 'new date',
      body: { on: today, progress: 'Half way.', next: 'newDate', reviewOn: addDays(today, 28) },
    },
    { name: 'new request', body: { on: addDays(today, -1), progress: 'Stuck again.', next: 'newRequest' } },
  ],
  nameInterviewer: () => [
    { name: 'a participant', body: { taskId: 't20', participantId: 'p2' } },
    { name: 'somebody else', body: { taskId: 't20', invitee: deputy } },
  ],
  recordFollowUp: (today) => [
    {
      name: 'held',
      body: {
        taskId: 't20',
        interviewedBy: 'Priya Raman',
        held: true,
        on: today,
        outcomes,
        views: 'It is calmer.',
      },
    },
    {
      name: 'not held',
      body: {
        taskId: 't20',
        interviewedBy: 'Priya Raman',
        held: false,
        why: 'declined',
        reason: 'Does not wish to look back.',
      },
    },
    {
      name: 'not held, before its task is open',
      body: {
        about: 'child',
        childId: 'c1',
        interviewedBy: 'Priya Raman',
        held: false,
        why: 'notAppropriate',
        reason: 'She is two years old.',
      },
    },
  ],
  changeParticipants: () => [
    { name: 'add', body: { add: { role: 'attendee', ...deputy } } },
    { name: 'remove', body: { remove: { participantId: 'p3', reason: 'Has left the service.' } } },
    {
      name: 'replace',
      body: { replace: { participantId: 'p3', with: deputy, reason: 'Has left the service.' } },
    },
  ],
  waiveTask: () => only({ taskId: 't5', reason: 'The service has had no contact.' }),
  raiseImmediateRisk: (today) =>
    only({
      what: 'Rang the referral team after a disclosure.',
      referredTo: 'Multi-agency safeguarding team',
      at: `${addDays(today, -1)}T16:05`,
      by: 'Tomasz Lewandowski',
    }),
  assessRisk: (today) => [
    { name: 'go on', body: { decision: 'goOn', reason: 'A strategy meeting has been held.' } },
    {
      name: 'put off',
      body: { decision: 'putOff', reason: 'The enquiry comes first.', notBefore: addDays(today, 14) },
    },
    { name: 'cancel', body: { decision: 'cancel', reason: 'Proceedings have begun.' } },
  ],
};
