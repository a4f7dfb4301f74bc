/** The cases that everybody looks at, brought on by their people over the JSON API; their clocks moved in the records. */
import { addDays, instantOf, londonDate, plainTime } from '../../../domain/calendar/index.ts';
import type { Instant, PlainDate } from '../../../domain/calendar/index.ts';
import type { CaseState, Participant, Task } from '../../../domain/case/state.ts';
import type { RunningApi } from '../running-api.ts';
import { aBirthday, aTelephone, marked } from './markers.ts';
import { ACCOUNTS, emailOf } from './people.ts';
import type { Company, Who } from './people.ts';

const contact = (who: Who) => ({
  name: marked(`Person ${who}`),
  email: emailOf(who),
  agency: ACCOUNTS[who].agency,
  organisation: marked('Service'),
  telephone: aTelephone(),
  ...(ACCOUNTS[who].agency === 'other' ? { agencyDetail: marked('Kind of service') } : {}),
});
const about = () => ({ ethnicity: marked('Ethnicity'), disability: marked('Disability') });

/** Every field filled in. @param more says which addresses are confidential */
const requestBody = (requester: Who, invited: readonly Who[], more: object = {}) => ({
  immediateRiskNotReferred: false,
  onlyAboutDisagreement: false,
  requester: { ...contact(requester), role: marked('Teacher'), address: marked('1 School Lane') },
  requesterAttends: false,
  child: {
    surname: marked('Surname'),
    forename: marked('Forename'),
    alsoKnownAs: marked('Nickname'),
    address: marked('2 Child Street'),
    dateOfBirth: aBirthday(),
    gender: marked('Girl'),
    levelOfNeed: 'targetedHelp',
    ...about(),
    ...more,
  },
  mother: {
    name: marked('Mother'),
    dateOfBirth: aBirthday(),
    address: marked('3 Mother Street'),
    ...about(),
  },
  father: {
    name: marked('Father'),
    dateOfBirth: aBirthday(),
    address: marked('4 Father Street'),
    ...about(),
  },
  otherCarers: [
    { name: marked('Carer'), relationship: marked('Aunt'), address: marked('5 Carer Street'), ...about() },
  ],
  siblings: [
    {
      name: marked('Sibling'),
      dateOfBirth: aBirthday(),
      alsoKnownAs: marked('Sib'),
      gender: marked('Boy'),
      address: marked('6 Sibling Street'),
      alsoSubject: true,
      levelOfNeed: 'earlyHelp',
      ...about(),
    },
  ],
  familyInformed: { informed: false, reason: marked('Cannot be reached') },
  criteria: ['stuck', 'drifting'],
  reason: marked('The plan does not help'),
  penPicture: marked('A family'),
  interpreter: marked('Interpreter'),
  leadProfessional: { who: 'another', aware: false, ...contact('leadProfessional') },
  invitees: invited.map(contact),
});

const confirmed = (people: readonly Who[]) => people.map((who) => ({ ...contact(who), confirmed: true }));

export class Course {
  reference = '';
  private readonly api: RunningApi;
  private readonly people: Company;

  constructor(api: RunningApi, people: Company) {
    this.api = api;
    this.people = people;
  }

  async request(who: Who, body: object): Promise<void> {
    const { status, text } = await this.people.post(who, '/v1/requests', body);
    if (status !== 201) throw new Error(`request: ${status} ${text}`);
    this.reference = /MAS-\d{4}-\d{4,}/.exec(text)?.[0] ?? '';
  }

  /** @throws unless it is applied */
  async step(who: Who, step: string, body: object): Promise<void> {
    const answer = await this.people.post(who, `/v1/cases/${this.reference}/steps/${step}`, body);
    if (answer.status !== 200) throw new Error(`${step} by ${who}: ${answer.status} ${answer.text}`);
  }

  upload(who: Who): Promise<string> {
    return this.people.upload(who, this.reference, `${marked('file')}.txt`, marked('content'));
  }

  async state(): Promise<CaseState> {
    const found = await this.api.records.findCase(this.reference);
    if (found === null) throw new Error('the case is gone');
    return found.state;
  }

  async today(): Promise<PlainDate> {
    const found = await this.api.records.findCase(this.reference);
    return londonDate(found?.now ?? (Date.now() as Instant));
  }

  async in(days: number): Promise<PlainDate> {
    return addDays(await this.today(), days);
  }

  async participant(who: Who): Promise<Participant> {
    const found = (await this.state()).participants.find(({ email }) => email === emailOf(who));
    if (found === undefined) throw new Error(`${who} is not on the case`);
    return found;
  }

  async idOf(who: Who): Promise<string> {
    return (await this.participant(who)).id;
  }

  async task(find: (task: Task) => boolean): Promise<Task> {
    const found = (await this.state()).tasks.find((task) => task.status === 'open' && find(task));
    if (found === undefined) throw new Error('there is no such task');
    return found;
  }

  /** What is due until then happens, each at its own instant, as the workflow would bring it. */
  async moveTo(instant: Instant): Promise<void> {
    const { records } = this.api;
    for (;;) {
      const due = (await records.viewToTell(this.reference))?.view.nextDue ?? null;
      if (due === null || due > instant) break;
      await records.setClockAhead(this.reference, due - Date.now());
      await records.bringTime(this.reference, due as Instant);
    }
    await records.setClockAhead(this.reference, instant - Date.now());
  }

  async moveToTenOn(day: PlainDate): Promise<void> {
    const ten = plainTime('10:01');
    if (ten !== null) await this.moveTo(instantOf(day, ten));
  }
}

const INVITED: readonly Who[] = [
  ...(['attendee', 'absent', 'notAttending', 'represented', 'facilitatorAttending'] as const),
  ...(['operatorAttending', 'gone'] as const),
];

/** Until it waits for a decision, returned once and amended. */
export async function untilTriage(course: Course): Promise<void> {
  const invited = [...INVITED, 'leftOut'] as const;
  await course.request('requester', requestBody('requester', invited, { addressConfidential: true }));
  await course.step('requester', 'confirmLeadProfessional', {
    on: await course.today(),
    objection: marked('A core group meets'),
  });
  await course.step('administrator', 'decideRequest', {
    decision: 'returnForInformation',
    reason: marked('Who is the father?'),
  });
  await course.step('requester', 'amendRequest', requestBody('requester', invited));
}

/** Accepted, facilitators come and gone, session scheduled and moved, and everything handed in that will be. */
export async function untilPrepared(course: Course, people: Company): Promise<void> {
  const day = (days: number): Promise<PlainDate> => course.in(days);
  await course.step('administrator', 'decideRequest', {
    decision: 'accept',
    participants: confirmed(['leadProfessional', ...INVITED]),
  });
  // From now on one of its addresses is confidential, as is the child's from the beginning.
  const amended = requestBody('requester', INVITED);
  await course.step('administrator', 'amendRequest', {
    ...amended,
    child: { ...amended.child, addressConfidential: true },
    father: { ...amended.father, addressConfidential: true },
    // Of one who lives with the child, without a word that it is confidential.
    mother: { ...amended.mother, address: amended.child.address },
    correctionReason: marked('The father moved'),
  });
  await facilitatorsComeAndGo(course, people);
  await course.step('administrator', 'scheduleSession', {
    ...{ date: await day(20), start: '10:00', minutes: 60 },
    ...{ place: marked('Town hall'), link: `https://meet.example/${marked('room').replace(' ', '')}` },
  });
  await course.step('facilitator', 'scheduleSession', {
    ...{ date: await day(21), start: '10:00', minutes: 60, reason: marked('The room was taken') },
    ...{ place: marked('Library'), link: `https://meet.example/${marked('room').replace(' ', '')}` },
  });
  await invitationsAnswered(course);
  await papersHandedIn(course);
  await course.step('attendee', 'raiseImmediateRisk', {
    what: marked('Rang the front door'),
    referredTo: marked('Front door'),
    at: `${await course.today()}T00:05`,
    by: marked('An officer'),
  });
  await course.step('administrator', 'assessRisk', { decision: 'goOn', reason: marked('A meeting agrees') });
  const waived = await course.idOf('operatorAttending');
  const { id } = await course.task(({ kind, owner }) => kind === 'submitChronology' && owner === waived);
  await course.step('administrator', 'waiveTask', { taskId: id, reason: marked('Met him once') });
  // Named by no answer: its sender's only.
  await course.upload('leadProfessional');
}

async function facilitatorsComeAndGo(course: Course, { ids }: Company): Promise<void> {
  const appoint = (reason: string | null, ...people: Who[]): Promise<void> =>
    course.step('administrator', 'appointFacilitators', {
      facilitatorIds: people.map((who) => ids[who]),
      ...(reason === null ? {} : { reason: marked(reason) }),
    });
  await appoint(null, 'conflicted', 'unavailable');
  await course.step('conflicted', 'declareIndependence', {
    ...{ independent: false, conflict: 'lineManagement', detail: marked('Manages the nurse') },
  });
  await course.step('unavailable', 'declareIndependence', { available: false, reason: marked('On leave') });
  await appoint(null, 'facilitator', 'formerFacilitator');
  await course.step('facilitator', 'declareIndependence', { independent: true });
  await course.step('formerFacilitator', 'declareIndependence', { independent: true });
  await appoint('Fell ill', 'facilitator', 'undeclared');
}

async function invitationsAnswered(course: Course): Promise<void> {
  for (const who of ['leadProfessional', 'attendee', 'absent', 'operatorAttending'] as const) {
    await course.step(who, 'respondToInvitation', { response: 'attending', delegatedAuthority: true });
  }
  await course.step('notAttending', 'respondToInvitation', {
    response: 'notAttending',
    reason: marked('In court'),
  });
  const deputy = contact('deputy');
  await course.step('represented', 'respondToInvitation', { response: 'deputy', deputy });
  await course.step('administrator', 'changeParticipants', { add: { role: 'attendee', ...deputy } });
  await course.step('facilitatorAttending', 'respondToInvitation', {
    response: 'deputy',
    deputy: contact('unconfirmedDeputy'),
  });
}

async function papersHandedIn(course: Course): Promise<void> {
  const on = await course.in(-100);
  const entry = () => ({
    ...{ on, what: marked('Met the family'), source: marked('Notes') },
    ...{ significance: 'worry', theme: marked('Mornings') },
  });
  const entries = () => ({ entries: [entry(), entry()], olderReason: marked('It began then') });
  for (const who of ['gone', 'leadProfessional', 'notAttending', 'represented'] as const) {
    await course.step(who, 'submitChronology', entries());
  }
  await course.step('facilitator', 'changeParticipants', {
    remove: { participantId: await course.idOf('gone'), reason: marked('Has left the service') },
  });
  await course.step('attendee', 'submitChronology', {
    ...{ file: await course.upload('attendee'), from: on, to: on },
  });
  await course.step('absent', 'submitChronology', { nilReturn: true, reason: marked('Not known') });
  await course.step('leadProfessional', 'submitAssessmentAndPlan', {
    assessment: { file: await course.upload('leadProfessional') },
    plan: { unavailable: marked('Is being written') },
  });
  await course.step('requester', 'recordFamilyVoice', voiceBody(on));
  await course.step('leadProfessional', 'recordFamilyVoice', voiceBody(on));
  const evaluation = () => ({
    ...{ score: 2, why: marked('We work apart'), successfulOutcomes: marked('One plan') },
  });
  for (const who of ['leadProfessional', 'attendee', 'absent', 'deputy'] as const) {
    await course.step(who, 'submitPreEvaluation', evaluation());
  }
  const participantId = await course.idOf('facilitatorAttending');
  const onBehalfOf = { participantId, receivedOn: await course.today(), how: 'telephone' };
  await course.step('administrator', 'submitPreEvaluation', { ...evaluation(), onBehalfOf });
}

const voiceBody = (on: PlainDate) => ({
  explained: { on, by: marked('The nurse') },
  voices: [
    {
      ...{ who: 'child', childId: 'c1', gained: true, whatIsHappeningAndWhy: marked('Many ask') },
      ...{ views: marked('I like school'), agreedToShare: marked('School'), notToShare: marked('Home') },
    },
    { who: 'child', childId: 'c2', gained: false, why: 'notAppropriate', reason: marked('Too young') },
    {
      ...{ who: 'mother', name: marked('Mum'), gained: true, whatIsHappeningAndWhy: marked('Plans change') },
      ...{ views: marked('Keep it'), agreedToShare: marked('Keep') },
    },
  ],
  questions: marked('Who comes?'),
  interpreter: marked('Signer'),
});

/** Until its session has begun. */
export async function untilSession(course: Course): Promise<void> {
  const { session } = await course.state();
  if (session === null) throw new Error('no session');
  await course.moveToTenOn(session.date);
}

/** Held, told, and learned from, up to what the administrators are still to enter. */
export async function untilConcluding(course: Course): Promise<void> {
  const [represented, lead, attendee] = await Promise.all(
    (['represented', 'leadProfessional', 'attendee'] as const).map((who) => course.idOf(who)),
  );
  const dueOn = await course.in(30);
  await course.step('facilitator', 'recordSession', {
    ...(await heldBody(course, ['absent', 'notAttending'])),
    actions: [represented, lead, attendee].map((ownerId, place) => ({
      ...{ what: marked('Do it'), ownerId, successMeasureId: place === 0 ? 'm1' : 'm2' },
      dueOn,
    })),
    planChangesSuggested: { what: marked('One worker'), sharedBy: attendee },
  });
  await course.moveTo((Math.max((await course.state()).lastAt, 0) + 2 * 3_600_000) as Instant);
  for (const who of ['leadProfessional', 'attendee', 'deputy'] as const) {
    await course.step(who, 'submitPostEvaluation', {
      ...{ score: 4, workedWell: marked('Time'), better: marked('More time') },
      ...{ learningPoints: marked('Ask'), feedback: marked('Thanks'), successfulOutcomes: marked('Plan') },
    });
  }
  await course.step('facilitator', 'publishSummary', summaryBody());
  await course.step('attendee', 'sharePlanChanges', {
    ...{ shared: true, on: await course.today(), how: marked('At home') },
  });
  await course.step('facilitator', 'recordLearning', learningBody());
  await course.step('represented', 'updateAction', {
    ...{ actionId: 'a1', status: 'open', note: marked('Half done') },
  });
  await course.step('facilitator', 'updateAction', {
    ...{ actionId: 'a1', status: 'open', what: marked('Do it all'), note: marked('Put better') },
  });
  await course.step('leadProfessional', 'updateAction', {
    actionId: 'a2',
    status: 'done',
    note: marked('Done'),
  });
}

const summaryBody = () => ({
  ...{ keyLearningPoints: [marked('One plan'), marked('One worker')] },
  ...{ escalationIssues: marked('No housing officer'), escalatedTo: marked('Head of housing') },
});

const learningBody = () => ({
  entries: [
    {
      ...{ theme: marked('Coordination'), learning: marked('Plans collide'), scope: 'system' },
      ...{ new: true, forStatutoryPartners: true },
    },
  ],
  actions: [{ what: marked('Share it') }],
  qualityPracticeGroup: { issue: marked('Chronologies differ') },
  confirmedAnonymous: true,
});

async function heldBody(course: Course, absent: readonly Who[]) {
  const missing = await Promise.all(absent.map((who) => course.idOf(who)));
  const attending = (await course.state()).participants.filter(
    (each) => each.roles.includes('attendee') && each.leftOn === null && each.joinedOn !== null,
  );
  return {
    held: true,
    attendance: attending.map(({ id }) =>
      missing.includes(id)
        ? { participantId: id, attended: false }
        : {
            ...{ participantId: id, attended: true },
            ...{ delegatedAuthority: false, authorityNote: marked('Agrees by Friday') },
          },
    ),
    ...{
      proceededWithout: marked('Two were ill'),
      immediateRiskDiscussed: false,
      plan: marked('From spring'),
    },
    ...{ known: marked('Sleeps here'), notKnown: marked('Who collects'), strengths: marked('A grandmother') },
    ...{ concerns: marked('No plan'), hypotheses: marked('Mornings repeat') },
    changeNeeded: [{ what: marked('One plan'), from: marked('All') }],
    successMeasures: [
      { id: 'm1', text: marked('In school') },
      { id: 'm2', text: marked('One adult') },
    ],
    actions: [],
    planChangesSuggested: { none: true },
    reviewOn: await course.in(30),
  };
}

/** The tracker entered, actions reviewed, interviewers named: an interview is still to be held. */
export async function untilFollowUp(course: Course): Promise<void> {
  await course.step('administrator', 'recordTrackerEntry', {
    ...{ summary: marked('Many services'), keyLearning: [marked('One plan')], themes: [marked('Plans')] },
    confirmedAnonymous: true,
  });
  for (const actionId of ['a1', 'a3']) {
    await course.step('administrator', 'updateAction', { actionId, status: 'done' });
  }
  await course.moveToTenOn(await course.in(35));
  await course.step('leadProfessional', 'reviewActions', {
    ...{ on: await course.today(), progress: marked('Calmer'), next: 'none' },
  });
  const { followUpDueOn } = await course.state();
  if (followUpDueOn === null) throw new Error('no follow-up');
  await course.moveToTenOn(followUpDueOn);
  const child = await course.task(({ kind, childId }) => kind === 'recordFollowUp' && childId === 'c1');
  await course.step('administrator', 'nameInterviewer', {
    taskId: child.id,
    invitee: contact('interviewer'),
  });
  await course.step('interviewer', 'recordFollowUp', followUpBody(child, await course.today()));
  const family = await course.task(({ about }) => about === 'family');
  const interviewer = await course.idOf('interviewer');
  await course.step('administrator', 'nameInterviewer', { taskId: family.id, participantId: interviewer });
  const lead = await course.task(({ about }) => about === 'leadProfessional');
  await course.step('facilitator', 'recordFollowUp', {
    ...{ taskId: lead.id, interviewedBy: marked('Me'), held: false, why: 'declined', reason: marked('No') },
  });
}

const followUpBody = ({ id }: Task, on: PlainDate) => ({
  ...{ taskId: id, interviewedBy: marked('A youth worker'), held: true, on, views: marked('It is calmer') },
  outcomes: ['m1', 'm2'].map((successMeasureId) => ({
    ...{ successMeasureId, result: 'better', detail: marked('Nine days of ten') },
  })),
});

/** Everything done, closed, and the summary corrected. */
export async function untilClosed(course: Course): Promise<void> {
  for (;;) {
    const { tasks, stage } = await course.state();
    const task = tasks.find(({ kind, status }) => kind === 'recordFollowUp' && status === 'open');
    if (task === undefined || stage === 'closed') break;
    await course.step('administrator', 'recordFollowUp', followUpBody(task, await course.today()));
  }
  await course.step('businessManager', 'publishSummary', {
    ...summaryBody(),
    correctionReason: marked('A slip'),
  });
}

/** Day `n` after it closed, by its clock. */
export async function untilDaysAfterClosing(course: Course, days: number): Promise<void> {
  const { closedOn } = await course.state();
  if (closedOn === null) throw new Error('not closed');
  await course.moveToTenOn(addDays(closedOn, days));
}

/** Two facilitators who both declared, the requester leads and attends: up to what each facilitator learned. */
export async function withTwoFacilitators(course: Course, { ids }: Company): Promise<void> {
  const body = requestBody('attendee', ['absent', 'notAttending']);
  await course.request('attendee', { ...body, leadProfessional: { who: 'requester' } });
  await course.step('administrator', 'decideRequest', {
    decision: 'accept',
    participants: confirmed(['absent', 'notAttending']),
  });
  const two = ['facilitator', 'undeclared'] as const;
  await course.step('administrator', 'appointFacilitators', { facilitatorIds: two.map((who) => ids[who]) });
  for (const who of two) await course.step(who, 'declareIndependence', { independent: true });
  await course.step('administrator', 'scheduleSession', {
    ...{ date: await course.in(7), start: '10:00', minutes: 60, place: marked('Room') },
  });
  await course.step('attendee', 'respondToInvitation', {
    response: 'notAttending',
    reason: marked('Elsewhere'),
  });
  await untilSession(course);
  await course.step('facilitator', 'recordSession', await heldBody(course, ['attendee', 'absent']));
  for (const who of two) await course.step(who, 'recordLearning', learningBody());
}

/** Redirected to a case that only administrators may know of. */
export async function redirected(course: Course, to: string): Promise<void> {
  await course.request('leftOut', requestBody('leftOut', ['absent']));
  await course.step('administrator', 'decideRequest', {
    ...{ decision: 'redirect', redirectTo: 'existingCase', existingReference: to, reason: marked('Is open') },
  });
}

/** Accepted, and ended before its session. */
export async function ended(course: Course, how: 'withdrawRequest' | 'cancelCase'): Promise<void> {
  await course.request('requester', requestBody('requester', ['attendee', 'absent']));
  await course.step('administrator', 'decideRequest', {
    decision: 'accept',
    participants: confirmed(['leadProfessional', 'attendee', 'absent']),
  });
  const who = how === 'cancelCase' ? 'administrator' : 'requester';
  await course.step(who, how, { reason: marked('The family has moved') });
}
