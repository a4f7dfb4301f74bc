/** What is told about the session: its invitation, its moves, its eve, and what comes right after it. */
import { dateInWords } from '../../domain/calendar/index.ts';
import type { EmailData, EmailKind } from '../../domain/case/commands.ts';
import { paragraph } from './blocks.ts';
import type { Block, Words } from './blocks.ts';
import { calendarFile, sessionDetails, theSession, withdrawnSession } from './session-blocks.ts';
import { taskList, tasksInShort, tasksOf } from './task-words.ts';

export const SESSION_WORDS = {
  invitation: (data) => ({
    subject: `Invitation to ${theSession(data)}${respondBy(data)}`,
    body: [
      paragraph('You are invited to the multi-agency supervision session:'),
      ...sessionDetails(data),
      ...respond(data),
      ...calendarFile(data, 'The attached calendar file puts the session in your calendar.'),
    ],
  }),
  invitationMoved: (data) => ({
    subject: `New time for ${theSession(data)}${respondBy(data)}`,
    body: [
      paragraph('The multi-agency supervision session has moved. It is now:'),
      ...sessionDetails(data),
      ...respond(data),
      paragraph(
        'What you have already handed in stays as it is. Your other tasks may have new dates: the case shows them.',
      ),
      ...calendarFile(data, 'The attached calendar file moves the session in your calendar.'),
    ],
  }),
  invitationWithdrawn: (data) => ({
    subject: `Invitation withdrawn: ${theSession(data)}`,
    body: [
      paragraph('You are no longer expected at this multi-agency supervision session:'),
      ...sessionDetails(data),
      ...calendarFile(data, 'The attached calendar file takes it out of your calendar.'),
    ],
  }),
  sessionEve: (data) => ({
    subject: `Reminder of ${theSession(data)}`,
    body: [
      paragraph('The multi-agency supervision session is coming up:'),
      ...sessionDetails(data),
      paragraph('If the case shows a task that you have not done yet, please do it before the session.'),
    ],
  }),
  tellFamily: (data) => ({
    subject: `Tell the child and family about ${theSession(data)}`,
    body: [
      paragraph('Please tell the child and family when the session is:'),
      ...sessionDetails(data),
      paragraph(
        'Please tell them also what happens next: the session hears what they have said and agreed to share, and any changes suggested to their plan are shared with them afterwards.',
      ),
      paragraph('If you have not recorded the family’s voice yet, please do so before the session.'),
    ],
  }),
  sessionDue: (data) => {
    const by = data.dueOn ? ` by ${dateInWords(data.dueOn)}` : '';
    const left = data.workingDaysLeft ?? 0;
    return {
      subject:
        left < 0
          ? `Overdue: the session was to be held${by}`
          : `The session is to be held${by}: ${days(left)} left`,
      body: [
        paragraph(
          left < 0
            ? `The session was to be held${by} and has not been recorded as held. It is ${days(-left)} overdue.`
            : `The session is to be held${by}. There ${left === 1 ? 'is' : 'are'} ${days(left)} left.`,
        ),
        paragraph('The case shows whether it is scheduled, and what is missing.'),
      ],
    };
  },
  sessionPutOff: (data) => ({
    subject: 'The session has been put off',
    body: [
      paragraph(
        'The multi-agency supervision session has been put off. You will be told when it has a new date.',
      ),
      ...withdrawnSession(data),
      paragraph('What you have already handed in stays as it is.'),
    ],
  }),
  sessionNotHeld: () => ({
    subject: 'The session was not held',
    body: [
      paragraph(
        'The multi-agency supervision session was not held. You will be told when it has a new date.',
      ),
      paragraph('What you have already handed in stays as it is.'),
    ],
  }),
  postEvaluation: (data) => {
    const tasks = tasksOf(data, 'submitPostEvaluation');
    return {
      subject: tasksInShort(tasks),
      body: [
        paragraph('The session is over. Please give your evaluation while it is fresh:'),
        taskList(tasks),
        paragraph('If you did not attend in the end, you need not answer.'),
      ],
    };
  },
} satisfies Partial<Record<EmailKind, (data: EmailData) => Words>>;

function respondBy({ tasks = [] }: EmailData): string {
  const dueOn = tasks.find((task) => task.kind === 'respondToInvitation')?.dueOn;
  return dueOn ? `: respond by ${dateInWords(dueOn)}` : '';
}

function respond(data: EmailData): readonly Block[] {
  return [
    paragraph(
      'If you attend as a practitioner, please respond in the case: whether you will attend, send a deputy or not attend, and whether you have delegated authority.',
    ),
    taskList(tasksOf(data, 'respondToInvitation')),
  ];
}

function days(n: number): string {
  return n === 0 ? 'no working days' : n === 1 ? '1 working day' : `${n} working days`;
}
