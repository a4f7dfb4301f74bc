/** The policy in words: what each figure is, in which unit, and whether the guidance or the partnership sets it. */
import type { Policy, ReminderRule } from '../../../domain/process/policy.ts';

export interface PolicyRow {
  readonly label: string;
  readonly value: string;
  readonly source: 'guidance' | 'local';
}

type Figure = keyof Policy['workingDays'];
type Told = readonly [label: string, after: string, source: PolicyRow['source']];

const ALL_WORKING_DAYS: Readonly<Record<Figure, Told>> = {
  confirmLeadProfessional: ['Confirm that the lead professional has been told', 'after the request', 'local'],
  decideRequest: ['Decide on the request', 'after the request, or its amendment', 'local'],
  amendRequest: ['Amend a returned request', 'after it was returned', 'local'],
  sessionWithin: ['Hold the session', 'after acceptance', 'guidance'],
  appointFacilitators: ['Appoint facilitators', 'after acceptance', 'local'],
  declareIndependence: ['Declare independence', 'after being appointed', 'local'],
  scheduleSession: ['Schedule the session', 'after acceptance', 'local'],
  scheduleSessionAgain: ['Schedule a session anew', 'after it was put off or not held', 'local'],
  respondToInvitation: ['Respond to the invitation', 'after the session was scheduled or moved', 'local'],
  respondToInvitationBeforeSession: [
    'Respond to the invitation at the latest',
    'before the session',
    'local',
  ],
  submitChronologyBeforeSession: ['Submit a chronology', 'before the session', 'local'],
  submitAssessmentAndPlanBeforeSession: ['Submit the assessment and plan', 'before the session', 'local'],
  recordFamilyVoiceBeforeSession: ['Record the family’s voice', 'before the session', 'guidance'],
  submitPreEvaluationBeforeSession: ['Evaluate before the session', 'before the session', 'guidance'],
  latestPreparationBeforeSession: ['The last day for any preparation', 'before the session', 'local'],
  recordSession: ['Record the session', 'after the session', 'local'],
  postEvaluationNotReturned: ['An evaluation counts as not returned', 'after the session', 'local'],
  publishSummary: ['Share the summary', 'after the session', 'local'],
  sharePlanChanges: ['Share changes to the plan', 'after the session', 'local'],
  sharePlanChangesAfterSummary: [
    'Share changes to the plan once the summary is shared',
    'after that',
    'local',
  ],
  recordLearning: ['Record the learning', 'after the session', 'local'],
  recordTrackerEntry: ['Record the tracker entry', 'after the session', 'local'],
  followUpOpensBefore: ['Follow-up interviews can be held', 'before they are due', 'local'],
  assessRisk: ['Assess a risk that was raised', 'after it was raised', 'local'],
  confirmParticipant: ['Confirm a participant', 'after they were named', 'local'],
};

export interface PolicyGroup {
  readonly title: string;
  readonly rows: readonly PolicyRow[];
}

/** All that a version of the policy says. */
export function policyGroups(policy: Policy): readonly PolicyGroup[] {
  return [
    { title: 'By when', rows: workingDayRows(policy) },
    { title: 'Months', rows: monthRows(policy) },
    { title: 'Reminders', rows: reminderRows(policy) },
    { title: 'Keeping and sharing', rows: otherRows(policy) },
  ];
}

/** What another version says differently, with its own value. */
export function differences(current: Policy, older: Policy): readonly PolicyRow[] {
  const now = new Map(rowsOf(current).map(({ label, value }) => [label, value]));
  return rowsOf(older).filter(({ label, value }) => now.get(label) !== value);
}

const rowsOf = (policy: Policy): readonly PolicyRow[] => policyGroups(policy).flatMap(({ rows }) => rows);

function workingDayRows({ workingDays }: Policy): readonly PolicyRow[] {
  return (Object.keys(ALL_WORKING_DAYS) as Figure[]).map((figure) => {
    const [label, after, source] = ALL_WORKING_DAYS[figure];
    return { label, value: `${counted(workingDays[figure], 'working day')} ${after}`, source };
  });
}

const monthRows = ({ followUpMonths, chronologyMonths }: Policy): readonly PolicyRow[] => [
  {
    label: 'Follow-up interviews',
    value: `${counted(followUpMonths, 'calendar month')} after the session, or the next working day`,
    source: 'guidance',
  },
  {
    label: 'How far a chronology usually goes back',
    value: `${counted(chronologyMonths, 'calendar month')} before the request`,
    source: 'guidance',
  },
];

const reminderRows = ({ reminders, sessionDueReminders }: Policy): readonly PolicyRow[] => [
  { label: 'Of a task', value: reminderWords(reminders.standard), source: 'local' },
  { label: 'Of a follow-up interview', value: reminderWords(reminders.followUp), source: 'local' },
  {
    label: 'Of the date by which the session is due',
    value: `${listed(sessionDueReminders.before)} working days before, when it is past, then every ${counted(sessionDueReminders.every, 'working day')}`,
    source: 'local',
  },
];

function reminderWords({ before, onDueDate, overdue: { first, every, most } }: ReminderRule): string {
  const due = onDueDate ? ', on the date' : '';
  return `${listed(before)} working days before${due}, once overdue after ${counted(first, 'working day')} and then every ${counted(every, 'working day')}, ${counted(most, 'time')} at most`;
}

const otherRows = ({ accessAfterClosingDays, draftDays, partnerDomains }: Policy): readonly PolicyRow[] => [
  {
    label: 'Practitioners keep the summary and their own answers',
    value: `${counted(accessAfterClosingDays, 'calendar day')} after the case is closed`,
    source: 'local',
  },
  {
    label: 'What was typed and not sent is kept for its writer',
    value: counted(draftDays, 'calendar day'),
    source: 'local',
  },
  {
    label: 'Email domains of partner agencies',
    value: partnerDomains.length === 0 ? 'None listed' : partnerDomains.join(', '),
    source: 'local',
  },
];

const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
const listed = (numbers: readonly number[]): string => numbers.join(' and ');
