/** What is told about the people of a case, what was shared in it, and risks. */
import type { EmailData, EmailKind } from '../../domain/case/commands.ts';
import { paragraph } from './blocks.ts';
import type { Words } from './blocks.ts';
import { taskList, tasksInShort, tasksOf } from './task-words.ts';

export const CASE_WORDS = {
  summaryShared: () => ({
    subject: 'The summary of the session is shared with you',
    body: [
      paragraph(
        'The summary of the multi-agency supervision session, with the agreed actions, is ready for you to read.',
      ),
      paragraph('How it is kept in your own organisation’s records is for your organisation to decide.'),
    ],
  }),
  qualityPracticeGroup: () => ({
    subject: 'Learning for the Quality Practice Group',
    body: [
      paragraph(
        'A facilitator has recorded learning from a multi-agency supervision for the Quality Practice Group.',
      ),
      paragraph(
        'It is in the learning log, not in this email. Please see that the group’s contact hears of it.',
      ),
    ],
  }),
  riskRaised: (data) => {
    const tasks = tasksOf(data, 'assessRisk');
    return {
      subject: `An immediate risk has been raised. ${tasksInShort(tasks)}`,
      body: [
        paragraph(
          'Somebody on this case has recorded an immediate risk, and what was done about it under child protection procedures. Please read it now.',
        ),
        paragraph(
          'This service makes no referral. Please make sure that one has been made where it is needed.',
        ),
        taskList(tasks),
        paragraph('Assessing it decides whether the session goes on, is put off or the case is cancelled.'),
      ],
    };
  },
  escalationRecorded: () => ({
    subject: 'An issue has been escalated',
    body: [
      paragraph(
        'The summary of the session records an issue to be escalated. The case says what it is and to whom.',
      ),
    ],
  }),
  joined: () => ({
    subject: 'You have joined a multi-agency supervision',
    body: [
      paragraph('You have been added to this multi-agency supervision and can open the case now.'),
      paragraph('The case lists what is asked of you, and by when.'),
    ],
  }),
  replaced: () => ({
    subject: 'Somebody takes your place in this multi-agency supervision',
    body: [
      paragraph(
        'Somebody else takes your place in this multi-agency supervision. Your open tasks have moved to them.',
      ),
      paragraph(
        'Unless you have another part in it, there is nothing more to do and you can no longer open the case. If this is a mistake, please tell the administrators.',
      ),
    ],
  }),
  removed: () => ({
    subject: 'You are no longer part of this multi-agency supervision',
    body: [
      paragraph('You have been taken off this multi-agency supervision.'),
      paragraph(
        'Unless you have another part in it, there is nothing more to do and you can no longer open the case. If this is a mistake, please tell the administrators.',
      ),
    ],
  }),
} satisfies Partial<Record<EmailKind, (data: EmailData) => Words>>;
