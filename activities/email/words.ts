/** The words of every kind of email. */
import type { EmailData, EmailKind } from '../../domain/case/commands.ts';
import { paragraph } from './blocks.ts';
import type { Words } from './blocks.ts';
import { CASE_WORDS } from './case-words.ts';
import { ownerInWords } from './owners.ts';
import { REQUEST_WORDS } from './request-words.ts';
import { SESSION_WORDS } from './session-words.ts';
import { TASK_EMAIL_WORDS } from './task-email-words.ts';

const WORDS: Readonly<Record<EmailKind, (data: EmailData) => Words>> = {
  ...REQUEST_WORDS,
  ...SESSION_WORDS,
  ...TASK_EMAIL_WORDS,
  ...CASE_WORDS,
};

/** What an email of this kind says. Nothing in it was typed by a person but the session's place and link. */
export function wordsOf(kind: EmailKind, data: EmailData): Words {
  const words = WORDS[kind](data);
  return data.noOneToRemind ? forAnother(words, data) : words;
}

/** The email that would have gone to a person who cannot get it, for the administrators. */
function forAnother(words: Words, data: EmailData): Words {
  const owner = ownerInWords(data.about) ?? 'somebody on this case';
  return {
    subject: `No one to remind. ${words.subject}`,
    body: [
      paragraph(
        `No one to remind: this email is meant for ${owner}, who has no email address or whose account is disabled. Please reach them another way, or do what is asked on their behalf. This is what it says:`,
      ),
      ...words.body,
    ],
  };
}
