/** Emails of a case that hang, as they are picked: which, to whom, since when, and what became of it; never its text. */
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { EmailToRepair } from '../../../records/types.ts';
import { ownerWords } from '../case/case-words.ts';
import type { CaseShown } from '../case/case-words.ts';
import { dateTimeInWords } from '../form/dates.ts';

export interface EmailChoice {
  readonly value: string;
  readonly text: string;
  readonly hint: string;
}

/** Those that this repair is for. */
export const emailChoices = (
  emails: readonly EmailToRepair[],
  repair: 'retryEmail' | 'skipEmail',
  shown: CaseShown,
): readonly EmailChoice[] =>
  emails
    .filter(({ status }) => (repair === 'skipEmail') === (status === 'queued'))
    .map((email) => ({
      value: email.id,
      text: `“${kindInWords(email.kind)}” to ${recipientInWords(email.recipient, shown)}`,
      hint: `Of ${dateTimeInWords(londonDateTime(email.queuedAt))}. ${became(email)}`,
    }));

const kindInWords = (kind: string): string => {
  const words = kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
};

function recipientInWords(recipient: string, shown: CaseShown): string {
  if (recipient === 'administrators') return 'the administrators';
  if (recipient === 'businessManager') return 'the business manager';
  return recipient === 'invited' ? 'somebody who was not on the case' : ownerWords(recipient, shown, null);
}

function became({ status, attempts, onceUnknown }: EmailToRepair): string {
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  switch (status) {
    case 'queued':
      if (onceUnknown) return 'It may have gone out, and waits to be sent once more';
      return attempts === 0 ? 'Waits to be sent' : `Tried ${times} in vain`;
    case 'refused':
      return 'The mail server refused it';
    case 'outcomeUnknown':
      return 'Nobody knows whether it went out';
    case 'sending':
    case 'sent':
    case 'skipped':
      return '';
    default:
      return status satisfies never;
  }
}
