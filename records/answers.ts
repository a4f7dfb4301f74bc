/** What the forms were given, every version. */
import type { Instant, PlainDate } from '../domain/calendar/types.ts';
import type { SubmitRequest } from '../domain/forms/index.ts';
import type { StepId } from '../domain/process/vocabulary.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Statements } from './statements.ts';
import type { KeptAnswerOfStep } from './types.ts';

interface AnswerRow {
  readonly id: string;
  readonly step: StepId;
  readonly by: string;
  readonly typedBy: string;
  readonly receivedOn: PlainDate | null;
  readonly receivedHow: string | null;
  readonly at: Instant;
  readonly formVersion: number;
  readonly version: number;
  readonly takenBackAt: Instant | null;
  readonly body: unknown;
}

/** Newest first, also those that were taken back. */
export async function readEveryAnswer(
  db: Statements,
  reference: string,
  step: StepId | null = null,
): Promise<readonly KeptAnswerOfStep[]> {
  const rows = await db.$queryRaw<AnswerRow[]>`
    SELECT id::text, step, given_by AS "by", typed_by::text AS "typedBy", received_on::text AS "receivedOn",
      received_how AS "receivedHow", (extract(epoch FROM at) * 1000)::float8 AS at, form_version AS "formVersion", version,
      (extract(epoch FROM taken_back_at) * 1000)::float8 AS "takenBackAt", body
    FROM answer
    WHERE reference = ${reference} AND ${step === null ? Prisma.sql`true` : Prisma.sql`step = ${step}`}
    ORDER BY number DESC`;
  return rows.map(({ typedBy, receivedOn, receivedHow, ...answer }) => ({
    ...answer,
    onBehalfOf: receivedOn === null ? null : { typedBy, receivedOn, how: receivedHow ?? '' },
  }));
}

/** Those that count, newest first. */
export async function readAnswers(
  db: Statements,
  reference: string,
  step: StepId | null,
): Promise<readonly KeptAnswerOfStep[]> {
  return (await readEveryAnswer(db, reference, step)).filter(({ takenBackAt }) => takenBackAt === null);
}

const REQUESTS = Prisma.sql`step IN ('submitRequest', 'amendRequest') AND taken_back_at IS NULL`;

/** The request as last amended, as an expression. */
export const newestRequestOf = (reference: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  SELECT body FROM answer WHERE reference = ${reference} AND ${REQUESTS} ORDER BY number DESC LIMIT 1)`;

export async function newestRequest(db: Statements, reference: string): Promise<SubmitRequest | null> {
  const [row] = await db.$queryRaw<{ request: SubmitRequest | null }[]>`
    SELECT ${newestRequestOf(Prisma.sql`${reference}`)} AS request`;
  return row?.request ?? null;
}

export async function newestRequests(
  db: Statements,
  references: readonly string[],
): Promise<ReadonlyMap<string, SubmitRequest>> {
  const rows = await db.$queryRaw<{ reference: string; body: SubmitRequest }[]>`
    SELECT DISTINCT ON (reference) reference, body FROM answer
    WHERE reference = ANY (${[...references]}::text[]) AND ${REQUESTS} ORDER BY reference, number DESC`;
  return new Map(rows.map(({ reference, body }) => [reference, body]));
}
