/** One realistic email of every kind, as the rules put them in the outbox. */
import type { EmailToRender } from '../../../activities/email/email.ts';
import { instantOf, plainDate, plainTime } from '../../../domain/calendar/index.ts';
import type { Instant, PlainDate } from '../../../domain/calendar/index.ts';
import type { EmailData, EmailKind } from '../../../domain/case/commands.ts';
import type { TaskKind } from '../../../domain/process/vocabulary.ts';

export const SETTINGS = {
  publicUrl: 'https://supervision.example',
  mailFrom: 'Safeguarding Partnership <supervision@partnership.example>',
};

export function day(text: string): PlainDate {
  const date = plainDate(text);
  if (date === null) throw new Error(`No such day: ${text}`);
  return date;
}

type Session = NonNullable<EmailData['session']>;

export function aSession(of: Partial<Session> = {}): Session {
  const date = of.date ?? day('2026-03-17');
  const start = plainTime(of.start ?? '10:00');
  if (start === null) throw new Error('No such time');
  return {
    date,
    start,
    minutes: 120,
    place: 'Room 4, Town Hall',
    link: 'https://meet.example/abc?x=1&y=2',
    number: 1,
    sequence: 0,
    startsAt: instantOf(date, start),
    ...of,
  };
}

export function aTask(kind: TaskKind, dueOn: string | null, overdue = 0, about: string | null = null) {
  return { kind, about, dueOn: dueOn === null ? null : day(dueOn), overdue };
}

export function anEmail(kind: EmailKind, data: EmailData = {}): EmailToRender {
  return {
    kind,
    reference: 'MAS-2026-0001',
    address: 'attendee@health.example',
    data,
    queuedAt: Date.parse('2026-03-02T09:30:00Z') as Instant,
  };
}

export const DATA: Readonly<Record<EmailKind, EmailData>> = {
  requestReceived: { tasks: [aTask('confirmLeadProfessional', '2026-03-04')] },
  requestWaiting: { dueOn: day('2026-03-05') },
  leadProfessionalTold: {},
  teamNotified: {
    dueOn: day('2026-03-23'),
    tasks: [
      aTask('submitChronology', null),
      aTask('submitAssessmentAndPlan', null),
      aTask('recordFamilyVoice', null),
    ],
  },
  requestReturned: { tasks: [aTask('amendRequest', '2026-03-09')] },
  requestAccepted: { dueOn: day('2026-03-23') },
  requestDeclined: {},
  requestRedirected: {},
  requestWithdrawn: {},
  requestAmended: { tasks: [aTask('decideRequest', '2026-03-12')] },
  facilitatorAppointed: { tasks: [aTask('declareIndependence', '2026-03-06')] },
  facilitatorUnavailable: { tasks: [aTask('appointFacilitators', '2026-03-09')] },
  invitation: { session: aSession(), tasks: [aTask('respondToInvitation', '2026-03-09')] },
  invitationMoved: {
    session: aSession({ date: day('2026-03-31'), sequence: 1 }),
    tasks: [aTask('respondToInvitation', '2026-03-12')],
  },
  invitationWithdrawn: { session: aSession({ sequence: 2 }) },
  sessionEve: { session: aSession() },
  tellFamily: { session: aSession() },
  reminder: {
    tasks: [
      aTask('submitPreEvaluation', '2026-03-12'),
      aTask('submitChronology', '2026-03-10', 1),
      aTask('recordFamilyVoice', '2026-03-16'),
    ],
  },
  overdueCopy: {
    tasks: [1, 1, 1].map((overdue) => aTask('submitChronology', '2026-03-12', overdue)),
  },
  sessionDue: { dueOn: day('2026-03-23'), workingDaysLeft: 5 },
  sessionPutOff: { dueOn: day('2026-04-13') },
  sessionNotHeld: { session: aSession() },
  caseCancelled: {},
  postEvaluation: { dueOn: day('2026-03-17') },
  summaryShared: {},
  actionAssigned: { tasks: [aTask('action', '2026-04-30', 0, 'a1'), aTask('action', '2026-04-10', 0, 'a2')] },
  reviewDue: { tasks: [aTask('reviewActions', '2026-06-16')] },
  followUpDue: {
    tasks: [
      aTask('recordFollowUp', '2026-09-17', 0, 'leadProfessional'),
      aTask('recordFollowUp', '2026-09-17', 0, 'child'),
      aTask('recordFollowUp', '2026-09-17', 0, 'family'),
    ],
  },
  qualityPracticeGroup: {},
  riskRaised: { dueOn: day('2026-03-13') },
  escalationRecorded: {},
  joined: { tasks: [aTask('submitChronology', '2026-03-12'), aTask('respondToInvitation', '2026-03-09')] },
  replaced: {},
  removed: {},
  confirmParticipant: { tasks: [aTask('confirmParticipant', '2026-03-10', 0, 'p7')] },
  caseClosed: {},
  glassBroken: {},
  approvalAsked: { approval: 'rebuildWorkflow' },
  sessionDuePutRight: { dueOn: day('2026-03-24') },
  stepTakenBack: { step: 'scheduleSession' },
};
