/** Taking back a step: the case goes on from what it was before it, and what the step left elsewhere goes with it. */
import { randomUUID } from 'node:crypto';
import { londonDate } from '../../domain/calendar/index.ts';
import type { Instant } from '../../domain/calendar/types.ts';
import type { EmailKind } from '../../domain/case/commands.ts';
import { effectOf, newestStep } from '../../domain/case/index.ts';
import type { CaseState } from '../../domain/case/state.ts';
import type { StepBody } from '../../domain/forms/index.ts';
import { STEP_TABLE } from '../../domain/process/steps.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import { newestRequest } from '../answers.ts';
import type { Transaction } from '../database.ts';
import type { Statements } from '../statements.ts';
import { readEvents } from '../events.ts';
import { forgetLearning, keepLearning } from '../learning-log.ts';
import { droppedWords, noteOnTimeline } from '../mail.ts';
import type { NewEmail } from '../outbox.ts';
import { keepSubjectNames } from '../subject-names.ts';
import { ruled, writeRuled } from './by-the-rules.ts';
import { misfit, ofCase } from './deed.ts';

type Newest = NonNullable<ReturnType<typeof newestStep>>;

export const undoStep = ofCase<'undoStep'>(async (call) => {
  const { db, row, details } = call;
  const { reference } = row.state;
  const history = await readEvents(db, reference);
  const found = await ruled(call, { type: 'takeBackStep', version: details.version, history });
  const newest = newestStep(history);
  const event = history.find(({ version }) => version === details.version);
  if (typeof found === 'string') return misfit(found);
  if (newest === null || event === undefined) return misfit('There is no such step in this case');
  const { state } = found.decision;
  const emails = await emailsOfStep(db, reference, details.version, event.at);
  const title = STEP_TABLE[newest.step].title;
  return {
    type: 'fits',
    effect: [
      `“${title}” does not count any more. What was answered stays on record, marked as taken back.`,
      ...effectOf(row.state, state),
      ...emailEffect(emails),
    ],
    perform: async (personId) => {
      await markAnswer(db, reference, newest, state.lastAt);
      await dropUnsent(db, reference, state.lastAt, emails);
      await writeRuled(call, found, {
        personId,
        what: `take back ${newest.step}`,
        besides: (others) => takenBackEmails(newest, emails, others),
      });
      await forgetWhatIsGone(db, state);
      await restoreElsewhere(db, reference, newest);
      return `“${title}” was taken back`;
    },
  };
});

interface EmailOfStep {
  readonly id: string;
  readonly kind: EmailKind;
  readonly recipient: string;
  readonly address: string;
  readonly status: string;
  /** It was sent, or is being sent, or nobody knows: also where it waits to be sent once more. */
  readonly mayHaveArrived: boolean;
}

/**
 * Held by this transaction until it ends, so that none is taken to be sent meanwhile. An earlier release did not say of
 * which step an email is: those of its very moment.
 */
const emailsOfStep = (
  db: Statements,
  reference: string,
  version: number,
  at: Instant,
): Promise<readonly EmailOfStep[]> => db.$queryRaw<EmailOfStep[]>`
  SELECT id::text, kind, recipient, address, status,
    status IN ('sending', 'sent', 'outcomeUnknown') OR cardinality(unknown_attempts) > 0 AS "mayHaveArrived"
  FROM outbox
  WHERE reference = ${reference} AND (step_version = ${version}
    OR (step_version IS NULL AND queued_at = ${new Date(at).toISOString()}::timestamptz))
  ORDER BY number FOR UPDATE`;

const isUnsent = ({ status }: EmailOfStep): boolean => status === 'queued' || status === 'refused';
const mayHaveArrived = (email: EmailOfStep): boolean => email.mayHaveArrived;

function emailEffect(emails: readonly EmailOfStep[]): readonly string[] {
  const told = new Set(emails.filter(mayHaveArrived).map(({ address }) => address.toLowerCase())).size;
  const waiting = emails.filter((email) => email.status === 'queued' && !email.mayHaveArrived).length;
  return [
    ...(told === 0
      ? []
      : [`${told === 1 ? '1 person' : `${told} people`} who had an email of it are told so.`]),
    ...(waiting === 0
      ? []
      : [`${waiting === 1 ? '1 email' : `${waiting} emails`} of it, not sent yet, will not be.`]),
  ];
}

async function markAnswer(
  db: Statements,
  reference: string,
  { step, by, answer }: Newest,
  at: Instant,
): Promise<void> {
  await db.$executeRaw`
    UPDATE answer SET taken_back_at = ${new Date(at).toISOString()}::timestamptz
    WHERE reference = ${reference} AND step = ${step} AND given_by = ${by} AND version = ${answer}`;
}

async function dropUnsent(
  db: Statements,
  reference: string,
  at: Instant,
  emails: readonly EmailOfStep[],
): Promise<void> {
  const unsent = emails.filter(isUnsent);
  if (unsent.length === 0) return;
  await db.$executeRaw`
    UPDATE outbox SET status = 'skipped' WHERE id = ANY (${unsent.map(({ id }) => id)}::uuid[])`;
  const entries = unsent.map((email) => ({
    kind: email.kind,
    recipient: email.recipient,
    words: droppedWords(email.mayHaveArrived),
  }));
  await noteOnTimeline(db, reference, at, entries);
}

/** One for each address that had an email of the step, and hears of it by no other. */
function takenBackEmails(
  { step }: Newest,
  emails: readonly EmailOfStep[],
  others: readonly NewEmail[],
): readonly NewEmail[] {
  const told = new Set(others.map(({ address }) => address.toLowerCase()));
  return emails.filter(mayHaveArrived).flatMap(({ recipient, address }) => {
    if (told.has(address.toLowerCase())) return [];
    told.add(address.toLowerCase());
    const id = randomUUID();
    return [
      {
        id,
        kind: 'stepTakenBack',
        recipient,
        address,
        data: { step },
        message_id: `<${id}@multi-agency-supervision>`,
      },
    ];
  });
}

/** Tasks and people that only the step had put on the case. */
async function forgetWhatIsGone(
  db: Statements,
  { reference, tasks, participants }: CaseState,
): Promise<void> {
  const not = (items: readonly { readonly id: string }[]): Prisma.Sql =>
    Prisma.sql`reference = ${reference} AND NOT id = ANY (${items.map(({ id }) => id)}::text[])`;
  await db.$executeRaw`DELETE FROM task WHERE ${not(tasks)}`;
  await db.$executeRaw`DELETE FROM participant WHERE ${not(participants)}`;
}

/** What few steps leave in tables of their own is made again from what counts now. */
async function restoreElsewhere(db: Transaction, reference: string, { step, by }: Newest): Promise<void> {
  if (step === 'amendRequest') {
    const request = await newestRequest(db, reference);
    if (request !== null) await keepSubjectNames(db, reference, request);
  }
  if (step === 'recordLearning') {
    const [earlier] = await db.$queryRaw<{ at: Instant; body: StepBody<'recordLearning'> }[]>`
      SELECT (extract(epoch FROM at) * 1000)::float8 AS at, body FROM answer
      WHERE reference = ${reference} AND step = 'recordLearning' AND given_by = ${by} AND taken_back_at IS NULL
      ORDER BY version DESC LIMIT 1`;
    if (earlier === undefined) await forgetLearning(db, reference, by);
    else await keepLearning(db, { reference, givenBy: by, on: londonDate(earlier.at), body: earlier.body });
  }
}
