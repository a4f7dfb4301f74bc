/** What is told while a request is made and decided, and when a case ends. */
import { dateInWords } from '../../domain/calendar/index.ts';
import type { EmailData, EmailKind } from '../../domain/case/commands.ts';
import { paragraph } from './blocks.ts';
import type { Block, Words } from './blocks.ts';
import { withdrawnSession } from './session-blocks.ts';
import { taskList, tasksInShort, tasksOf } from './task-words.ts';

export const REQUEST_WORDS = {
  requestReceived: () => ({
    subject: 'Your request has been received',
    body: [
      paragraph(
        'Thank you. Your request for multi-agency supervision has been received. An administrator will decide on it, and you will be told.',
      ),
      paragraph(
        'If the lead professional does not know of the request yet, please tell them, and then confirm in the case that they have been told.',
      ),
      paragraph('Please give the meeting identifier whenever you contact us about this request.'),
    ],
  }),
  requestWaiting: (data) => {
    const tasks = tasksOf(data, 'decideRequest');
    return {
      subject: `A request is waiting. ${tasksInShort(tasks)}`,
      body: [paragraph('A request for multi-agency supervision is waiting for a decision:'), taskList(tasks)],
    };
  },
  leadProfessionalTold: () => ({
    subject: 'A request that names you as lead professional',
    body: [
      paragraph(
        'Multi-agency supervision has been requested, and the request names you as the lead professional. The person who made it should have talked to you about it.',
      ),
      paragraph(
        'There is nothing to do yet. You can open the case once the request is accepted, and will then be told what is asked of you. If you have concerns, please tell the person who made the request or the administrators.',
      ),
    ],
  }),
  teamNotified: (data) => ({
    subject: 'Multi-agency supervision is agreed, and you are asked to take part',
    body: [
      paragraph(
        'A request for multi-agency supervision has been accepted. You are asked to take part because of your work with the child or their family.',
      ),
      ...sessionBy(data),
      ...YOUR_PART,
    ],
  }),
  requestReturned: (data) => {
    const tasks = tasksOf(data, 'amendRequest');
    return {
      subject: `More information is needed. ${tasksInShort(tasks)}`,
      body: [
        paragraph('Your request cannot be decided yet. The case says what is missing. Please add it:'),
        taskList(tasks),
      ],
    };
  },
  requestAccepted: (data) => ({
    subject: 'Your request has been accepted',
    body: [
      paragraph('Your request for multi-agency supervision has been accepted.'),
      ...sessionBy(data),
      ...YOUR_PART,
    ],
  }),
  requestDeclined: () => ({
    subject: 'The request has been declined',
    body: [
      paragraph('The request for multi-agency supervision has been declined, so no session will be held.'),
      paragraph(
        'The person who made it can read the reason in the case. If you disagree, or things have changed, please contact the administrators.',
      ),
    ],
  }),
  requestRedirected: () => ({
    subject: 'Not suitable: use another process',
    body: [
      paragraph(
        'Another process is more suitable than multi-agency supervision for this request. The person who made it can read in the case which one, and why.',
      ),
      paragraph(
        'This service does not start the other process. Please see that it is started, today if it is urgent.',
      ),
    ],
  }),
  requestWithdrawn: (data) => ({
    subject: 'The request has been withdrawn',
    body: [
      paragraph('The request for multi-agency supervision has been withdrawn, so no session will be held.'),
      ...withdrawnSession(data),
      paragraph('There is nothing more to do. If you need to know more, please ask the administrators.'),
    ],
  }),
  requestAmended: (data) => {
    const tasks = tasksOf(data, 'decideRequest');
    return {
      subject: `The request has been amended. ${tasksInShort(tasks)}`,
      body: [
        paragraph(
          'The request has been amended and is waiting for a decision. The case shows what has changed.',
        ),
        taskList(tasks),
      ],
    };
  },
  caseCancelled: (data) => ({
    subject: 'The case has been cancelled',
    body: [
      paragraph('This multi-agency supervision has been cancelled, so no session will be held.'),
      ...withdrawnSession(data),
      paragraph('There is nothing more to do. If you need to know more, please ask the administrators.'),
    ],
  }),
  caseClosed: () => ({
    subject: 'The case is closed',
    body: [
      paragraph(
        'This multi-agency supervision is finished and the case is closed. Thank you for taking part.',
      ),
      paragraph('For a short time you can still read the summary and what you handed in yourself.'),
    ],
  }),
} satisfies Partial<Record<EmailKind, (data: EmailData) => Words>>;

const YOUR_PART: readonly Block[] = [
  paragraph(
    'The case lists what is asked of you, such as a chronology of your service’s involvement, and by when.',
  ),
  paragraph('You will be told when the date of the session is set.'),
];

function sessionBy({ dueOn }: EmailData): readonly Block[] {
  return dueOn ? [paragraph(`The session is to be held by ${dateInWords(dueOn)}.`)] : [];
}
