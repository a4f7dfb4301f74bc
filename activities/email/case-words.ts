/** What is told about the people of a case, what was shared in it, and risks. */
import { APPROVAL_TABLE } from '../../domain/approvals/kinds.ts';
import { dateInWords } from '../../domain/calendar/index.ts';
import type { EmailData, EmailKind } from '../../domain/case/commands.ts';
import { STEP_TABLE } from '../../domain/process/steps.ts';
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
  approvalAsked: ({ approval }) => ({
    subject: 'A repair waits for a second person',
    body: [
      paragraph(
        `Something is proposed in this case that needs a second person: ${approval === undefined ? 'a repair' : APPROVAL_TABLE[approval].title.toLowerCase()}.`,
      ),
      paragraph('Please read it under “Approvals”, and agree to it or refuse it.'),
    ],
  }),
  glassBroken: () => ({
    subject: 'An operator is looking into a case',
    body: [
      paragraph(
        'An operator has opened this case in an emergency. They can read it for one hour, and change nothing.',
      ),
      paragraph(
        'The access log of the case says who it was, why, and what they looked at. Please read it, and ask them.',
      ),
    ],
  }),
  sessionDuePutRight: ({ dueOn }) => ({
    subject: 'The date by which the session is to be held was put right',
    body: [
      paragraph(
        'The date of acceptance of this multi-agency supervision was recorded wrongly and has been put right.',
      ),
      ...(dueOn ? [paragraph(`The session is to be held by ${dateInWords(dueOn)}.`)] : []),
    ],
  }),
  stepTakenBack: ({ step }) => ({
    subject: 'Something was recorded by mistake and has been taken back',
    body: [
      paragraph(
        `An earlier email told you of something in this case that was recorded by mistake${step === undefined ? '' : ` (“${STEP_TABLE[step].title}”)`}. It has been taken back, and that email no longer holds.`,
      ),
      paragraph(
        'If you still have a part in this case, it shows how things stand now and what is asked of you. If you can no longer open it, there is nothing more to do.',
      ),
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
