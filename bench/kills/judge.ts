/** What must hold at the end: nothing lost, nothing twice, nobody stuck, and the doctor finds nothing. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Records } from '../../records/types.ts';
import { visit } from '../../tools/doctor/visit.ts';
import { taken } from './caught.ts';
import type { AnsweredStep, Driving } from './clients.ts';
import type { KilledService } from './service.ts';

export interface Emails {
  readonly sent: number;
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

/** Each email went out once; where that is not known, the timeline says so, and it went out at most once. */
export async function emailsAtFault(
  service: KilledService,
): Promise<{ readonly faults: readonly string[]; readonly emails: Emails }> {
  const outbox = await query<{ messageId: string; status: string; reference: string }>(
    service.settings.databaseUrl,
    'SELECT message_id AS "messageId", status, reference FROM outbox',
  );
  const said = await query<{ reference: string; times: number }>(
    service.settings.databaseUrl,
    `SELECT reference, count(*)::int AS times FROM timeline
     WHERE kind = 'email' AND text LIKE '%outcome unknown%' GROUP BY reference`,
  );
  const copies = taken(service.dataDir);
  const faults: string[] = [];
  const unknown = outbox.filter(({ status }) => status === 'outcomeUnknown');
  for (const { messageId, status, reference } of outbox) {
    const times = copies.get(messageId) ?? 0;
    if (status === 'sent' && times !== 1)
      faults.push(`${reference}: an email that was sent came ${times} times`);
    if (status === 'outcomeUnknown' && times > 1)
      faults.push(`${reference}: an email whose outcome is unknown came ${times} times`);
    if (status !== 'sent' && status !== 'outcomeUnknown')
      faults.push(`${reference}: an email is still ${status}`);
  }
  const onTimeline = new Map(said.map(({ reference, times }) => [reference, times]));
  for (const [reference, emails] of grouped(unknown)) {
    // One that was given up and then told of after all has its entry still.
    if ((onTimeline.get(reference) ?? 0) < emails.length)
      faults.push(`${reference}: its timeline does not say of each email whose outcome is unknown`);
  }
  return {
    faults,
    emails: {
      sent: outbox.length - unknown.length,
      outcomeUnknown: unknown.length,
      unknownButTaken: unknown.filter(({ messageId }) => copies.has(messageId)).length,
    },
  };
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
