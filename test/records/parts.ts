/** A record of one's own with people in it, and steps given as forms would give them. */
import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Actor } from '../../domain/case/commands.ts';
import { checkForm, type StepBody, type SubmitRequest } from '../../domain/forms/index.ts';
import { londonDateTime, plainDate } from '../../domain/calendar/index.ts';
import type { Instant, PlainDate } from '../../domain/calendar/types.ts';
import type { CaseStepId, Role, StepId } from '../../domain/process/vocabulary.ts';
import {
  openRecords,
  type IdempotencyScope,
  type KeptAnswer,
  type Person,
  type ReadRow,
  type Records,
  type StepResult,
} from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

/** A Monday morning: 1 June 2026, 10:00 in London. */
export const MONDAY = Date.parse('2026-06-01T09:00:00Z');

export interface TestRecords {
  readonly records: Records;
  readonly database: TestDatabase;
  readonly sql: pg.Client;
  /** Real time as these records have it. */
  readonly clock: { now: number };
  close(): Promise<void>;
}

export async function openTestRecords(): Promise<TestRecords> {
  const database = await freshDatabase();
  const clock = { now: MONDAY };
  const records = await openRecords({
    databaseUrl: database.databaseUrl,
    publicHolidays,
    now: () => clock.now,
  });
  const sql = new pg.Client({ connectionString: database.databaseUrl });
  await sql.connect();
  return {
    records,
    database,
    sql,
    clock,
    close: async () => {
      await sql.end();
      await records.close();
      await database.drop();
    },
  };
}

const asActor = ({ id, name, email, roles }: Person): Actor => ({ personId: id, name, email, roles });

export async function aPerson(records: Records, name: string, ...roles: Role[]): Promise<Actor> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@partner.example`;
  return asActor(await records.addPerson({ email, name, roles }));
}

export function day(text: string): PlainDate {
  const date = plainDate(text);
  if (date === null) throw new Error(`${text} is no date`);
  return date;
}

/** As the form gives it; throws with its faults. */
function answerTo<S extends StepId>(step: S, raw: unknown, now: number = MONDAY): StepBody<S> {
  const checked = checkForm(step, raw, { now: londonDateTime(now as Instant) });
  if (!checked.ok) throw new Error(`${step}: ${JSON.stringify(checked.faults)}`);
  return checked.body;
}

export const requestRaw = (
  requester: Actor,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  requester: {
    name: requester.name,
    role: 'Teacher',
    agency: 'primarySchool',
    organisation: 'A school',
    email: requester.email,
  },
  child: {
    surname: 'O’Dwyer-Blythe',
    forename: 'Ada',
    dateOfBirth: '2015-04-03',
    levelOfNeed: 'targetedHelp',
    address: '1 Secret Road',
    addressConfidential: true,
  },
  siblings: [{ name: 'Ben van Dyke', dateOfBirth: '2017-01-09' }],
  leadProfessional: { who: 'requester' },
  familyInformed: { informed: true, on: '2026-05-28' },
  criteria: ['stuck'],
  reason: 'It feels stuck.',
  penPicture: 'A family.',
  invitees: [
    { agency: 'police', name: 'Pat Officer', email: 'Pat.Officer@partner.example', organisation: 'Police' },
    { agency: 'gp', name: 'Gil Doctor', telephone: '01204 000000', organisation: 'Surgery' },
  ],
  immediateRiskNotReferred: false,
  onlyAboutDisagreement: false,
  ...more,
});

export const aRequest = (requester: Actor, more: Readonly<Record<string, unknown>> = {}): SubmitRequest =>
  answerTo('submitRequest', requestRaw(requester, more));

export const ACCEPTANCE = {
  decision: 'accept',
  participants: [
    {
      agency: 'police',
      name: 'Pat Officer',
      email: 'Pat.Officer@partner.example',
      organisation: 'Police',
      confirmed: true,
    },
    { agency: 'gp', name: 'Gil Doctor', telephone: '01204 000000', organisation: 'Surgery', confirmed: true },
  ],
};

export const keptVersion = (after: {
  readonly state: { readonly reference: string; readonly version: number };
}): KeptAnswer => ({
  status: 200,
  headers: { etag: `"${after.state.version}"` },
  body: { zeta: 1, alpha: after.state.reference, version: after.state.version },
});

export async function submit(
  records: Records,
  requester: Actor,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const result = await records.submitRequest({
    body: aRequest(requester, more),
    actor: requester,
    idempotency: null,
    answer: keptVersion,
  });
  if (result.type !== 'applied') throw new Error(JSON.stringify(result));
  return result.after.state.reference;
}

/** The case as its caller reads it before a step; null where there is none. */
export async function rowOf(records: Records, reference: string): Promise<ReadRow | null> {
  return (await records.findCase(reference))?.row ?? null;
}

export async function take(
  records: Records,
  reference: string,
  step: CaseStepId,
  raw: unknown,
  actor: Actor,
  more: {
    readonly idempotency?: IdempotencyScope;
    readonly ifVersion?: number;
    readonly now?: number;
    /** As read before; null where the case is to be held at once. As it is now unless given. */
    readonly row?: ReadRow | null;
  } = {},
): Promise<StepResult> {
  const body = answerTo(step, raw, more.now ?? MONDAY);
  const row = more.row === undefined ? await rowOf(records, reference) : more.row;
  return records.applyStep({
    reference,
    step,
    body,
    actor,
    row: row ?? undefined,
    ifVersion: more.ifVersion ?? null,
    idempotency: more.idempotency ?? null,
    answer: keptVersion,
  });
}

/** Takes the step and throws unless it was applied. */
export async function mustTake(
  ...step: Parameters<typeof take>
): Promise<Extract<StepResult, { type: 'applied' }>> {
  const result = await take(...step);
  if (result.type !== 'applied') throw new Error(`${step[2]}: ${JSON.stringify(result)}`);
  return result;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const aKey = (
  actor: Actor,
  body: unknown,
  address = 'POST /v1/requests',
  key: string = randomUUID(),
): IdempotencyScope => ({
  personId: actor.personId,
  address,
  keyHash: sha256(key),
  bodyHash: sha256(JSON.stringify(body)),
});

/** How many rows each table has, the audit aside. */
export async function rowCounts(sql: pg.Client): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql.query<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'tracker') AND table_name NOT IN ('audit', '_prisma_migrations') ORDER BY 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    const result = await sql.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${name}`);
    counts[name] = result.rows[0]?.count ?? 0;
  }
  return counts;
}
