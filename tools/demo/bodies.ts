/** What the invented people of the demonstration write into the forms. */
import type { StepBody, SubmitRequest } from '../../domain/forms/index.ts';
import type { CaseAnswer, TaskAnswer } from './client.ts';
import { INVITEES, LEAD_PROFESSIONAL, type Practitioner, REQUESTER } from './people.ts';

const invitee = (person: Practitioner) => ({
  agency: person.agency,
  name: person.name,
  email: person.email,
  organisation: person.organisation,
});

export const requestBody = (): SubmitRequest => ({
  requester: {
    name: REQUESTER.name,
    role: 'Designated safeguarding lead',
    agency: REQUESTER.agency,
    organisation: REQUESTER.organisation,
    email: REQUESTER.email,
    telephone: '01632 960001',
  },
  child: {
    surname: 'Marlowe',
    forename: 'Robin',
    address: '4 Rowan Row, Fernley',
    addressConfidential: true,
    dateOfBirth: date('2013-05-14'),
    gender: 'Boy',
    levelOfNeed: 'statutoryHelp',
  },
  mother: { name: 'Ada Marlowe', address: '4 Rowan Row, Fernley', addressConfidential: true },
  siblings: [
    {
      name: 'Wren Marlowe',
      dateOfBirth: date('2016-02-02'),
      alsoSubject: true,
      levelOfNeed: 'statutoryHelp',
    },
  ],
  leadProfessional: {
    who: 'another',
    aware: false,
    name: LEAD_PROFESSIONAL.name,
    agency: LEAD_PROFESSIONAL.agency,
    organisation: LEAD_PROFESSIONAL.organisation,
    email: LEAD_PROFESSIONAL.email,
  },
  familyInformed: { informed: true, on: date('2026-01-05') },
  criteria: ['stuck', 'noExpectedImpact'],
  reason: 'Three plans in two years, and school attendance is still falling.',
  penPicture: 'A warm family with many helpers, who each hold a part of the story.',
  invitees: INVITEES.map(invitee),
  immediateRiskNotReferred: false,
  onlyAboutDisagreement: false,
});

/** The edge of this file: the literals above are dates. */
function date(text: string): SubmitRequest['child']['dateOfBirth'] & string {
  return text as SubmitRequest['child']['dateOfBirth'] & string;
}

export const acceptance = () => ({
  decision: 'accept',
  participants: [LEAD_PROFESSIONAL, ...INVITEES].map((person) => ({ ...invitee(person), confirmed: true })),
});

export const session = (on: string) => ({
  date: on,
  start: '10:00',
  minutes: 120,
  place: 'Room 2, Fernley Children’s Centre',
});

export const chronology = (requestedOn: string) => ({
  entries: [
    {
      on: monthsBefore(requestedOn, 8),
      what: 'First contact after a change of school.',
      significance: 'neutral',
      theme: 'Education',
    },
    {
      on: monthsBefore(requestedOn, 3),
      what: 'A good term: weekly meetings kept.',
      significance: 'strength',
    },
  ],
});

function monthsBefore(day: string, months: number): string {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() - months);
  return at.toISOString().slice(0, 10);
}

export const familyVoice = (answer: CaseAnswer) => ({
  explained: { on: answer.now.slice(0, 10), by: LEAD_PROFESSIONAL.name },
  voices: [
    ...answer.children
      .filter((child) => child.subject)
      .map((child) => ({
        who: 'child',
        childId: child.id,
        gained: true,
        whatIsHappeningAndWhy: 'Too many people ask me the same thing.',
        views: 'I want one person to talk to.',
        agreedToShare: 'I want one person to talk to.',
      })),
    {
      who: 'mother',
      gained: true,
      whatIsHappeningAndWhy: 'The plans change before they can work.',
      views: 'Keep what works at school.',
      agreedToShare: 'Keep what works at school.',
    },
  ],
});

export const sessionRecord = (answer: CaseAnswer, reviewOn: string, dueOn: string) => {
  const attending = answer.participants.filter(
    (each) => each.roles.includes('attendee') && each.leftOn == null,
  );
  const lead = attending.find((each) => each.roles.includes('leadProfessional'));
  return {
    held: true,
    attendance: attending.map((each) => ({
      participantId: each.id,
      attended: each.response !== 'notAttending',
      ...(each.response === 'notAttending' ? {} : { delegatedAuthority: true }),
    })),
    immediateRiskDiscussed: false,
    known: 'Where the children feel safe, and with whom.',
    notKnown: 'Why mornings go wrong.',
    strengths: 'School and grandmother pull together.',
    concerns: 'Five workers, no shared plan for mornings.',
    hypotheses: 'Mornings repeat the family’s separations.',
    changeNeeded: [{ what: 'One worker for the mornings', from: 'All services' }],
    successMeasures: [
      { id: 'm1', text: 'Robin is in school four days of five by spring' },
      { id: 'm2', text: 'The family names one person whom they would call' },
    ],
    actions: [
      { what: 'Agree one key worker', ownerId: lead?.id, dueOn, successMeasureId: 'm2' },
      { what: 'Breakfast place at school', ownerId: attending[0]?.id, dueOn, successMeasureId: 'm1' },
    ],
    planChangesSuggested: { what: 'One key worker named in the plan', sharedBy: lead?.id },
    reviewOn,
  };
};

export const followUp = (answer: CaseAnswer, task: TaskAnswer) => ({
  taskId: task.id,
  interviewedBy: 'The partnership’s administrator',
  held: true,
  on: answer.now.slice(0, 10),
  outcomes: answer.successMeasures.map((measure) => ({ successMeasureId: measure.id, result: 'better' })),
});

export const trackerEntry: StepBody<'recordTrackerEntry'> = {
  summary: 'Several services worked side by side without a shared view of daily routines.',
  keyLearning: ['Agree one key worker early'],
  themes: ['Coordination'],
  confirmedAnonymous: true,
};
