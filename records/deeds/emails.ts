/** Sending an email again, and giving one up. */
import { dateInWords, londonDate } from '../../domain/calendar/index.ts';
import type { EmailToRepair } from '../approval-types.ts';
import { clockOf } from '../case-row.ts';
import type { Statements } from '../statements.ts';
import { noteOnTimeline } from '../mail.ts';
import { emailText, isTakenBack } from '../outbox.ts';
import { type CaseDeedCall, type JudgedDeed, misfit, ofCase } from './deed.ts';

type Status = EmailToRepair['status'];

interface ChosenEmail extends EmailToRepair {
  /** The account that the address belongs to is disabled. */
  readonly disabled: boolean;
  /** Its step was taken back. */
  readonly takenBack: boolean;
}

/** Those that were not sent, or of which it is not known, oldest first. */
export const emailsToRepair = (db: Statements, reference: string): Promise<readonly EmailToRepair[]> =>
  db.$queryRaw<EmailToRepair[]>`
    SELECT id::text, kind, recipient, (extract(epoch FROM queued_at) * 1000)::float8 AS "queuedAt", status, attempts,
      cardinality(unknown_attempts) > 0 AS "onceUnknown"
    FROM outbox o
    WHERE reference = ${reference} AND status IN ('queued', 'refused', 'outcomeUnknown') AND NOT ${isTakenBack}
    ORDER BY number LIMIT 200`;

/** The chosen ones, held by this transaction until it ends. */
const chosenEmails = (
  db: Statements,
  reference: string,
  ids: readonly string[],
): Promise<readonly ChosenEmail[]> =>
  db.$queryRaw<ChosenEmail[]>`
    SELECT o.id::text, o.kind, o.recipient, (extract(epoch FROM o.queued_at) * 1000)::float8 AS "queuedAt", o.status,
      o.attempts, cardinality(o.unknown_attempts) > 0 AS "onceUnknown", EXISTS (SELECT FROM person p WHERE lower(p.email) = lower(o.address) AND p.disabled_at IS NOT NULL) AS disabled,
      ${isTakenBack} AS "takenBack"
    FROM outbox o WHERE o.reference = ${reference} AND o.id = ANY (${[...ids]}::uuid[]) ORDER BY o.number FOR UPDATE`;

interface EmailRepair {
  /** What an email must be for it. */
  readonly of: readonly Status[];
  readonly to: Status;
  readonly effect: (email: string) => string;
  readonly became: string;
  readonly outcome: string;
}

const AGAIN: EmailRepair = {
  of: ['refused', 'outcomeUnknown'],
  to: 'queued',
  effect: (email) => `${email} is sent again. Where it had gone out after all, it arrives a second time.`,
  became: 'to be sent again, as a second person agreed',
  outcome: 'to be sent again',
};
const GIVEN_UP: EmailRepair = {
  of: ['queued'],
  to: 'skipped',
  effect: (email) => `${email} is not tried any more. Whoever it was for has to be told another way.`,
  became: 'given up, as a second person agreed',
  outcome: 'not tried any more',
};

export const retryEmail = ofCase<'retryEmail'>((call) => judgeEmails(call, AGAIN));
export const skipEmail = ofCase<'skipEmail'>((call) => judgeEmails(call, GIVEN_UP));

async function judgeEmails(
  { db, row, details, realNow }: CaseDeedCall<'retryEmail' | 'skipEmail'>,
  repair: EmailRepair,
): Promise<JudgedDeed> {
  const { reference } = row.state;
  const chosen = await chosenEmails(db, reference, details.emails);
  if (chosen.length < details.emails.length) return misfit('There is no such email in this case');
  const other = chosen.find(({ status }) => !repair.of.includes(status));
  if (other !== undefined) return misfit(`${inWords(other)} ${NOW_WORDS[other.status]}`);
  const gone = chosen.find(({ takenBack }) => takenBack);
  if (gone !== undefined) return misfit(`${inWords(gone)} tells of a step that was taken back`);
  const nobody = chosen.find(({ disabled }) => repair.to === 'queued' && disabled);
  if (nobody !== undefined) return misfit(`${inWords(nobody)} is for an account that is disabled`);
  return {
    type: 'fits',
    effect: chosen.map((email) => repair.effect(inWords(email))),
    perform: async () => {
      await db.$executeRaw`
        UPDATE outbox SET status = ${repair.to} WHERE id = ANY (${[...details.emails]}::uuid[])`;
      const entries = chosen.map(({ kind, recipient }) => ({ kind, recipient, words: repair.became }));
      await noteOnTimeline(db, reference, clockOf(row, realNow), entries);
      return chosen.length === 1 ? `1 email ${repair.outcome}` : `${chosen.length} emails ${repair.outcome}`;
    },
  };
}

const NOW_WORDS: Readonly<Record<Status, string>> = {
  queued: 'waits to be sent',
  sending: 'is being sent just now',
  sent: 'has been sent',
  refused: 'was refused by the mail server',
  outcomeUnknown: 'may have been sent',
  skipped: 'has been given up',
};

const inWords = ({ kind, recipient, queuedAt }: EmailToRepair): string =>
  `${emailText(kind, recipient, 'of')} ${dateInWords(londonDate(queuedAt))}`;
