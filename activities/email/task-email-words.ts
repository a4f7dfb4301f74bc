/** What is told about tasks: reminders, copies of overdue ones, and those that somebody is given. */
import type { EmailData, EmailKind } from '../../domain/case/commands.ts';
import { paragraph } from './blocks.ts';
import type { Words } from './blocks.ts';
import { ownerInWords } from './owners.ts';
import { taskList, tasksInShort, tasksOf } from './task-words.ts';

export const TASK_EMAIL_WORDS = {
  reminder: (data) => {
    const tasks = data.tasks ?? [];
    return {
      subject: tasksInShort(tasks),
      body: [
        paragraph(tasks.length === 1 ? 'This task is waiting for you:' : 'These tasks are waiting for you:'),
        taskList(tasks),
        paragraph(
          'If one of them cannot or need not be done, please say so in the case or tell the administrators.',
        ),
      ],
    };
  },
  overdueCopy: (data) => {
    const tasks = data.tasks ?? [];
    const owner = ownerInWords(data.about);
    return {
      subject: `For your attention. ${tasksInShort(tasks)}`,
      body: [
        paragraph(
          `${tasks.length === 1 ? 'This task is' : 'These tasks are'} overdue${owner === null ? '' : ` and waiting for ${owner}`}. You get this copy because you may be able to help.`,
        ),
        taskList(tasks),
        paragraph('Whoever owns a task has been reminded of it. The case shows who that is.'),
      ],
    };
  },
  actionAssigned: (data) => {
    const tasks = tasksOf(data, 'action');
    return {
      subject: tasksInShort(tasks),
      body: [
        paragraph('The session agreed on action for you to carry out. The case says what it is.'),
        taskList(tasks),
        paragraph('When it is done, or if it is not needed any more, please say so in the case.'),
      ],
    };
  },
  reviewDue: (data) => {
    const tasks = tasksOf(data, 'reviewActions');
    return {
      subject: tasksInShort(tasks),
      body: [
        paragraph(
          'The actions agreed in the session are to be reviewed: their progress against the success measures, and what comes next.',
        ),
        taskList(tasks),
      ],
    };
  },
  followUpDue: (data) => {
    const tasks = tasksOf(data, 'recordFollowUp');
    return {
      subject: tasksInShort(tasks),
      body: [
        paragraph(
          'Six months after the session, follow-up interviews show what has changed for the child and family. Please hold yours and record it, or record why it was not held:',
        ),
        taskList(tasks),
      ],
    };
  },
  confirmParticipant: (data) => {
    const tasks = tasksOf(data, 'confirmParticipant');
    return {
      subject: tasksInShort(tasks),
      body: [
        paragraph(
          'Somebody has been named to take part in this case. Until you confirm them they have no access to it.',
        ),
        taskList(tasks),
      ],
    };
  },
  facilitatorAppointed: (data) => {
    const tasks = tasksOf(data, 'declareIndependence');
    return {
      subject: `You are appointed as facilitator. ${tasksInShort(tasks)}`,
      body: [
        paragraph('You have been appointed to facilitate this multi-agency supervision.'),
        paragraph(
          'Please declare that you are independent of the line management of the practitioners and of any earlier involvement with the child and family. If you are not, or are not available, please say so as soon as you can. The case opens to you fully once you have declared.',
        ),
        taskList(tasks),
      ],
    };
  },
  facilitatorUnavailable: (data) => {
    const tasks = tasksOf(data, 'appointFacilitators');
    return {
      subject: `A facilitator cannot take part. ${tasksInShort(tasks)}`,
      body: [
        paragraph(
          'An appointed facilitator has a conflict or is not available, and has left the case. Please appoint another if one is needed.',
        ),
        taskList(tasks),
      ],
    };
  },
} satisfies Partial<Record<EmailKind, (data: EmailData) => Words>>;
