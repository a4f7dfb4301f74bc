/** A case brought to each situation of the table of refusals, on the rules alone or over the API, and a body for every step. */
import { addDays, plainDate } from '../../domain/calendar/index.ts';
import type { PlainDate } from '../../domain/calendar/types.ts';
import type { CaseStepId, Role } from '../../domain/process/vocabulary.ts';
import { weekdaysAfter } from '../../tools/demo/script.ts';
import type { Situation, Who } from './refusal-table.ts';

/** The people of the table, and those who make its situations: a confirmed deputy and somebody who names one. */
export type Person = Exclude<Who, 'administratorOnBehalf'> | 'confirmedDeputy' | 'sender';

const ROLES: Partial<Record<Person, Role>> = {
  administrator: 'administrator',
  businessManager: 'businessManager',
  operator: 'operator',
  declaredFacilitator: 'facilitator',
  undeclaredFacilitator: 'facilitator',
  facilitatorInConflict: 'facilitator',
};
export const rolesOf = (who: Person): readonly Role[] => [ROLES[who] ?? 'practitioner'];
export const emailOf = (who: Person): string => `${who.toLowerCase()}@partner.example`;

/** What a course knows of its case. */
export interface Facts {
  readonly today: PlainDate;
  readonly sessionDate: string | null;
  readonly followUpDueOn: PlainDate | null;
  participantId(who: Person): string;
  facilitatorId(who: Person): string;
  /** The newest task of this kind (about this), or an id that no task has. */
  taskId(kind: string, about?: string): string;
  /** Participants who are attendees now. */
  readonly attendeeIds: readonly string[];
  /** Interviews that wait. */
  readonly interviewIds: readonly string[];
}

export interface Course {
  facts(): Promise<Facts> | Facts;
  step(by: Person, step: CaseStepId, body: object): Promise<void> | void;
  /** Moves the case's clock to a London date and time. */
  until(dateTime: string): Promise<void> | void;
}

const invitee = (who: Person, agency = 'police') => ({ agency, name: who, email: emailOf(who) });
const INVITED = ['attendee', 'attendeeWhoLeft', 'actionOwnerOnly', 'sender'] as const;

export const refusalRequest = (): object => ({
  immediateRiskNotReferred: false,
  onlyAboutDisagreement: false,
  requester: {
    name: 'requester',
    role: 'Teacher',
    agency: 'primarySchool',
    organisation: 'Hollinwood Primary',
    email: emailOf('requester'),
  },
  requesterAttends: false,
  child: { surname: 'Thornbury', forename: 'Elspeth', dateOfBirth: '2016-04-01', levelOfNeed: 'earlyHelp' },
  siblings: [],
  leadProfessional: { who: 'another', aware: false, ...invitee('leadProfessional', 'childrensSocialCare') },
  familyInformed: { informed: false, reason: 'To be done this week' },
  criteria: ['stuck'],
  reason: 'Stuck.',
  penPicture: 'Four at home.',
  invitees: INVITED.map((who) => invitee(who)),
});

const acceptance = (): object => ({
  decision: 'accept',
  participants: [
    { ...invitee('leadProfessional', 'childrensSocialCare'), confirmed: true },
    ...INVITED.map((who) => ({ ...invitee(who), confirmed: true })),
  ],
});

type Stage = (course: Course) => Promise<void>;

const accept: Stage = async (course) => {
  await course.step('administrator', 'decideRequest', acceptance());
  const facts = await course.facts();
  const appoint = (...people: Person[]) =>
    course.step('administrator', 'appointFacilitators', {
      facilitatorIds: people.map((who) => facts.facilitatorId(who)),
    });
  await appoint('facilitatorInConflict', 'undeclaredFacilitator');
  const conflict = { independent: false, conflict: 'lineManagement', detail: 'I manage the officer.' };
  await course.step('facilitatorInConflict', 'declareIndependence', conflict);
  await appoint('declaredFacilitator', 'undeclaredFacilitator');
  await course.step('declaredFacilitator', 'declareIndependence', { independent: true });
  const participantId = facts.participantId('attendeeWhoLeft');
  const remove = { participantId, reason: 'Has left the service' };
  await course.step('administrator', 'changeParticipants', { remove });
  await course.step('attendee', 'raiseImmediateRisk', bodies(facts, 'triage').raiseImmediateRisk);
};

const schedule: Stage = async (course) => {
  const { today } = await course.facts();
  const date = weekdaysAfter(today, 12);
  await course.step('administrator', 'scheduleSession', {
    date,
    start: '10:00',
    minutes: 120,
    place: 'Room 2',
  });
  const deputise = (by: Person, deputy: Person) =>
    course.step(by, 'respondToInvitation', { response: 'deputy', deputy: invitee(deputy) });
  await deputise('actionOwnerOnly', 'confirmedDeputy');
  const add = { role: 'attendee', ...invitee('confirmedDeputy') };
  await course.step('administrator', 'changeParticipants', { add });
  await deputise('sender', 'unconfirmedDeputy');
};

const toTheSession =
  (time: string): Stage =>
  async (course) => {
    const { sessionDate } = await course.facts();
    await course.until(`${sessionDate ?? ''}T${time}`);
  };

const hold: Stage = async (course) => {
  const facts = await course.facts();
  await course.step('declaredFacilitator', 'recordSession', bodies(facts, 'triage').recordSession);
};

const conclude: Stage = async (course) => {
  const { submitPostEvaluation, publishSummary, recordLearning } = bodies(await course.facts(), 'triage');
  for (const who of ['leadProfessional', 'attendee', 'sender', 'confirmedDeputy'] as const) {
    await course.step(who, 'submitPostEvaluation', submitPostEvaluation);
  }
  await course.step('declaredFacilitator', 'publishSummary', publishSummary);
  await course.step('declaredFacilitator', 'recordLearning', recordLearning);
};

const openFollowUp: Stage = async (course) => {
  const { followUpDueOn } = await course.facts();
  if (followUpDueOn === null) throw new Error('the follow-up has no date');
  await course.until(`${addDays(followUpDueOn, -20)}T12:00`);
  const facts = await course.facts();
  const family = facts.taskId('recordFollowUp', 'family');
  const person = invitee('interviewerOnly');
  await course.step('administrator', 'nameInterviewer', { taskId: family, invitee: person });
};

const complete: Stage = async (course) => {
  const facts = await course.facts();
  for (const taskId of facts.interviewIds) {
    await course.step('administrator', 'recordFollowUp', { ...NOT_HELD, taskId });
  }
  const { recordTrackerEntry, sharePlanChanges, reviewActions } = bodies(facts, 'followUp, open');
  await course.step('administrator', 'recordTrackerEntry', recordTrackerEntry);
  await course.step('leadProfessional', 'sharePlanChanges', sharePlanChanges);
  await course.step('leadProfessional', 'reviewActions', reviewActions);
};

const take =
  (by: Person, step: CaseStepId, body: object): Stage =>
  async (course) => {
    await course.step(by, step, body);
  };

const PREPARED = [accept, schedule];
const HELD = [...PREPARED, toTheSession('13:00'), hold];
const OPENED = [...HELD, conclude, openFollowUp];

/** From the request on. */
export const COURSES: Readonly<Record<Situation, readonly Stage[]>> = {
  triage: [],
  'triage, returned': [
    take('administrator', 'decideRequest', { decision: 'returnForInformation', reason: 'Who lives there?' }),
  ],
  'preparing, unscheduled': [accept],
  'preparing, scheduled': PREPARED,
  'session, before its end': [...PREPARED, toTheSession('11:00')],
  'session, after its end': [...PREPARED, toTheSession('13:00')],
  concluding: HELD,
  'followUp, before its opening': [...HELD, conclude],
  'followUp, open': OPENED,
  'closed: completed': [...OPENED, complete],
  'closed: declined': [
    take('administrator', 'decideRequest', { decision: 'decline', reason: 'One service.' }),
  ],
  'closed: redirected': [
    take('administrator', 'decideRequest', {
      decision: 'redirect',
      reason: 'Early help knows them.',
      redirectTo: 'earlyHelp',
    }),
  ],
  'closed: withdrawn': [...PREPARED, take('requester', 'withdrawRequest', { reason: 'Moved away.' })],
  'closed: cancelled': [
    ...PREPARED,
    toTheSession('11:00'),
    take('administrator', 'cancelCase', { reason: 'Proceedings have begun.' }),
  ],
};

const NOT_HELD = { interviewedBy: 'The office', held: false, why: 'declined', reason: 'Does not wish to.' };

/** A body for each step that nothing in the case speaks against, so that only who asks and when decides. */
export function bodies(facts: Facts, situation: Situation): Readonly<Record<CaseStepId, object>> {
  const { today } = facts;
  const inDays = (days: number): PlainDate => addDays(today, days);
  // Before acceptance nobody but the requester is on the case.
  const somebody = (who: Person): string =>
    facts.participantId(
      situation.includes('declined') || situation.includes('redirected') ? 'requester' : who,
    );
  const decides = facts.taskId('decideRequest');
  const waived = [facts.taskId('recordTrackerEntry'), facts.taskId('confirmLeadProfessional')].find(
    (id) => id !== NO_TASK,
  );
  return {
    confirmLeadProfessional: { on: today },
    decideRequest: acceptance(),
    amendRequest: refusalRequest(),
    withdrawRequest: { reason: 'Moved away.' },
    appointFacilitators: {
      facilitatorIds: [facts.facilitatorId('declaredFacilitator')],
      reason: 'One is enough.',
    },
    declareIndependence: { independent: true },
    scheduleSession: { date: inDays(3), start: '14:00', minutes: 60, place: 'Room 3', reason: 'The room.' },
    respondToInvitation: { response: 'attending', delegatedAuthority: true },
    submitChronology: { nilReturn: true, reason: 'Not known here.' },
    submitAssessmentAndPlan: { assessment: { unavailable: 'Later.' }, plan: { unavailable: 'Later.' } },
    recordFamilyVoice: {
      explained: { on: today, by: 'The lead' },
      voices: ['child', 'mother'].map((who) => ({
        who,
        gained: false,
        why: 'declined',
        reason: 'Not today.',
      })),
    },
    submitPreEvaluation: { score: 2, why: 'Apart.', successfulOutcomes: 'Together.' },
    recordSession: {
      held: true,
      attendance: (facts.attendeeIds.length > 0 ? facts.attendeeIds : [somebody('requester')]).map(
        (participantId) => ({
          participantId,
          attended: true,
          delegatedAuthority: true,
        }),
      ),
      proceededWithout: 'Two were ill.',
      immediateRiskDiscussed: false,
      known: 'Known.',
      notKnown: 'Not known.',
      strengths: 'Strengths.',
      concerns: 'Concerns.',
      hypotheses: '',
      changeNeeded: [],
      successMeasures: [{ id: 'm1', text: 'In school' }],
      actions: [{ what: 'Ring them', ownerId: somebody('actionOwnerOnly'), dueOn: inDays(300) }],
      planChangesSuggested: { what: 'One worker', sharedBy: somebody('leadProfessional') },
      reviewOn: inDays(250),
    },
    submitPostEvaluation: { score: 4, workedWell: 'A', better: 'B', learningPoints: 'C' },
    publishSummary: { keyLearningPoints: ['One plan'] },
    sharePlanChanges: { shared: true, on: today, how: 'At home.' },
    recordLearning: { none: true, confirmedAnonymous: true },
    recordTrackerEntry: {
      summary: 'Many services and no single plan.',
      keyLearning: ['One plan'],
      themes: [],
      confirmedAnonymous: true,
    },
    updateAction: { actionId: 'a1', status: 'done' },
    reviewActions: { on: today, progress: 'Good.', next: 'none' },
    nameInterviewer: {
      taskId: facts.taskId('recordFollowUp', 'family'),
      invitee: invitee('interviewerOnly'),
    },
    recordFollowUp:
      situation === 'followUp, open' || situation === 'closed: completed'
        ? { ...NOT_HELD, taskId: facts.taskId('recordFollowUp', 'family') }
        : { ...NOT_HELD, about: 'family' },
    changeParticipants: {
      add: { role: 'attendee', agency: 'gp', name: 'newcomer', email: 'new@partner.example' },
    },
    waiveTask: { taskId: waived ?? decides, reason: 'Not needed.' },
    raiseImmediateRisk: {
      what: 'Rang.',
      referredTo: 'The front door',
      at: `${today}T00:01`,
      by: 'The officer',
    },
    assessRisk: { decision: 'goOn', reason: 'A meeting was held.' },
    cancelCase: { reason: 'Proceedings have begun.' },
  };
}

export const NO_TASK = 't999';

/** The same body, as it stands where an earlier answer is replaced. */
export const again = (body: object): object => ({ ...body, correctionReason: 'Put right' });

export function date(text: string): PlainDate {
  const found = plainDate(text);
  if (found === null) throw new Error(`${text} is no date`);
  return found;
}
