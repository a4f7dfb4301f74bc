/**
 * What must hold at the end: nothing lost, no step twice, an email twice only where its timeline says that nobody knew,
 * nobody stuck, and the doctor finds nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Records } from '../../records/types.ts';
import { visit } from '../../tools/doctor/visit.ts';
import { taken } from './caught.ts';
import type { AnsweredStep, Driving } from './clients.ts';
import type { KilledService } from './service.ts';

export interface Emails {
  readonly sent: number;
  /** It was not known of one attempt at least; those were sent once more. */
  readonly onceUnknown: number;
  /** The mail server has two of them. */
  readonly cameTwice: number;
  /** Not known of the second time either: not sent again. */
  readonly outcomeUnknown: number;
  /** Of those, how many the mail server has. */
  readonly unknownButTaken: number;
}

/** Everything is told and sent within this of the last call, the service being whole; milliseconds. */
const SETTLED_WITHIN_MS = 180_000;

/** @throws where it does not come to rest */
export async function settled(records: Records): Promise<number> {
  const begun = Date.now();
  for (;;) {
    const backlog = await records.backlog().catch(() => null);
    if (backlog?.untold === 0 && backlog.oldestUnsentAt === null) return Date.now() - begun;
    if (Date.now() - begun > SETTLED_WITHIN_MS)
      throw new Error(`not settled after three minutes: ${JSON.stringify(backlog)}`);
    await pause(250);
  }
}

export async function doctorFinds({ settings }: KilledService): Promise<readonly string[]> {
  const { off } = await visit(settings, false);
  return off.map((line) => `doctor: ${line}`);
}

interface TakenStep {
  readonly reference: string;
  readonly version: number;
  readonly step: string;
}

/** Every answered step is in the record once, and no step is that was not asked for. */
export async function stepsAtFault(
  { settings }: KilledService,
  { answered }: Driving,
): Promise<readonly string[]> {
  const recorded = await query<TakenStep>(
    settings.databaseUrl,
    `SELECT reference, version, body ->> 'step' AS step FROM case_event WHERE body ->> 'type' = 'stepTaken'`,
  );
  const byCase = new Map<string, TakenStep[]>();
  for (const each of recorded) byCase.set(each.reference, [...(byCase.get(each.reference) ?? []), each]);
  const faults: string[] = [];
  for (const [reference, answers] of grouped(answered)) {
    faults.push(...faultsOf(answers, byCase.get(reference) ?? []).map((fault) => `${reference}: ${fault}`));
    byCase.delete(reference);
  }
  faults.push(
    ...[...byCase.keys()].map((reference) => `${reference}: a case whose request was never answered`),
  );
  const unfinished = await query<{ count: number }>(
    settings.databaseUrl,
    'SELECT count(*)::int AS count FROM idempotency WHERE answer IS NULL',
  );
  if (unfinished[0]?.count !== 0)
    faults.push(`${unfinished[0]?.count ?? '?'} keys are taken without an answer`);
  return faults;
}

/** One client drives a case, so between the versions of two answers there is exactly the step of the later one. */
function faultsOf(answers: readonly AnsweredStep[], recorded: readonly TakenStep[]): readonly string[] {
  const inOrder = [...answers].sort((one, other) => one.version - other.version);
  const left = [...recorded].sort((one, other) => one.version - other.version);
  const faults: string[] = [];
  for (const { step, version } of inOrder) {
    const here = left.filter((each) => each.version <= version);
    left.splice(0, here.length);
    const [only] = here;
    if (here.length !== 1 || only?.step !== step)
      faults.push(
        `${step} was answered at version ${version}, recorded: ${here.map((each) => each.step).join(', ') || 'nothing'}`,
      );
  }
  if (left.length > 0)
    faults.push(`recorded and never answered: ${left.map((each) => each.step).join(', ')}`);
  return faults;
}

/** Cases that are not closed, or whose record is not what their events give. */
export async function casesAtFault(
  { settings }: KilledService,
  records: Records,
): Promise<readonly string[]> {
  const cases = await query<{ reference: string; stage: string }>(
    settings.databaseUrl,
    'SELECT reference, stage FROM "case" ORDER BY reference',
  );
  const faults: string[] = [];
  for (const { reference, stage } of cases) {
    if (stage !== 'closed') faults.push(`${reference}: is still ${stage}`);
    const drift = (await records.drift(reference)) ?? ['all of it'];
    if (drift.length > 0) faults.push(`${reference}: differs from its events (${drift.join(', ')})`);
  }
  return faults;
}

interface KeptEmail {
  readonly reference: string;
  readonly messageId: string;
  readonly status: string;
  /** Of how many attempts it is not known whether they sent it. */
  readonly unknown: number;
  /** As the timeline names it, and what that says of all those with this name in the case. */
  readonly name: string;
  readonly saidUnknown: number;
}

/** Each email went out once, or twice where the timeline says that its outcome was unknown; never more often. */
export async function emailsAtFault(
  service: KilledService,
): Promise<{ readonly faults: readonly string[]; readonly emails: Emails }> {
  const outbox = await query<KeptEmail>(
    service.settings.databaseUrl,
    `WITH said AS (
       SELECT reference, split_part(text, ': outcome unknown, ', 1) AS name, count(*)::int AS times FROM timeline
       WHERE kind = 'email' AND text LIKE '%: outcome unknown, %' GROUP BY 1, 2
     ), email AS (
       SELECT *, 'Email “' || lower(regexp_replace(kind, '([A-Z])', ' \\1', 'g')) || '” to ' || recipient AS name FROM outbox
     )
     SELECT e.reference, e.message_id AS "messageId", e.status, cardinality(e.unknown_attempts) AS unknown, e.name,
       coalesce(said.times, 0) AS "saidUnknown"
     FROM email e LEFT JOIN said USING (reference, name)`,
  );
  const copies = taken(service.dataDir);
  const timesOf = ({ messageId }: KeptEmail): number => copies.get(messageId) ?? 0;
  const inDoubt = outbox.filter(({ unknown }) => unknown > 0);
  const given = outbox.filter(({ status }) => status === 'outcomeUnknown');
  return {
    faults: [
      ...outbox.flatMap((email) =>
        faultOf(email, timesOf(email)).map((fault) => `${email.reference}: ${email.name} ${fault}`),
      ),
      ...unsaid(inDoubt),
    ],
    emails: {
      sent: outbox.filter(({ status }) => status === 'sent').length,
      onceUnknown: inDoubt.length,
      cameTwice: outbox.filter((email) => timesOf(email) === 2).length,
      outcomeUnknown: given.length,
      unknownButTaken: given.filter((email) => timesOf(email) > 0).length,
    },
  };
}

/** @param times how often the mail server has it */
function faultOf({ status, unknown }: KeptEmail, times: number): readonly string[] {
  if (status !== 'sent' && status !== 'outcomeUnknown') return [`is still ${status}`];
  const faults: string[] = [];
  if (status === 'sent' && times === 0) faults.push('was sent and did not come');
  if (times > Math.min(1 + unknown, 2))
    faults.push(`came ${times} times, its outcome unknown ${unknown} times`);
  if (status === 'outcomeUnknown' && unknown < 2) faults.push('was not sent once more');
  return faults;
}

/** Of each attempt whose outcome is not known the timeline must say so; it names emails by kind and recipient. */
function unsaid(inDoubt: readonly KeptEmail[]): readonly string[] {
  const byName = new Map<string, { readonly said: number; readonly unknown: number }>();
  for (const { reference, name, saidUnknown, unknown } of inDoubt) {
    const key = `${reference}: ${name}`;
    byName.set(key, { said: saidUnknown, unknown: unknown + (byName.get(key)?.unknown ?? 0) });
  }
  return [...byName]
    .filter(([, { said, unknown }]) => said < unknown)
    .map(([name, { said, unknown }]) => `${name}: unknown ${unknown} times, said ${said} times`);
}

function grouped<T extends { readonly reference: string }>(
  rows: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.reference);
    if (group === undefined) groups.set(row.reference, [row]);
    else group.push(row);
  }
  return groups;
}

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<readonly T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}
