/**
 * `--start N`: the service is started with N open cases, of which every fifth had something fall due while it was down:
 * how soon it is ready, whether each of them gets what fell due, once, and what the doctor says to so many.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { readSettings } from '../config/settings.ts';
import { visit } from '../tools/doctor/visit.ts';
import { countOf } from './kept-steps.ts';
import { copyOpenCases, prepareOpenCases } from './many-cases.ts';
import { openOurParts } from './ours.ts';
import { connected } from './own-postgres.ts';
import type { OwnService } from './own-service.ts';
import { startWorkflows } from './start-workflows.ts';

/** Copies are numbered below the cases that the service itself begins. */
const COPIES = `reference < 'MAS-2'`;
const OPEN_TEMPLATES = `SELECT count(*)::int AS count FROM "case"
  WHERE NOT ${COPIES} AND (stage <> 'closed' OR emails_waiting > 0)`;
const DUE_PART = 5;
/** Milliseconds: the service's first start, and each case's telling, are over before anything falls due. */
const FIRST_START = 90_000;
const TELLING = 50;
/** Milliseconds. */
const ASKED_EVERY = 1_000;
const PATIENCE = 1_800_000;

interface Started {
  readonly result: Readonly<Record<string, number>>;
  readonly told: string;
}

/** Copies the cases; the clocks of every fifth are set so that what is next falls due once the service is down. */
export async function prepareStart(databaseUrl: string, cases: number): Promise<void> {
  await prepareOpenCases(databaseUrl, cases);
  await copyOpenCases(databaseUrl, { most: cases, from: 1, to: cases });
  const dueAt = Date.now() + FIRST_START + cases * TELLING;
  await connected(databaseUrl, async (sql) => {
    await sql.query(
      `UPDATE "case" SET clock_ahead = (extract(epoch FROM next_due_at) * 1000)::bigint - $1::bigint
       WHERE ${COPIES} AND next_due_at IS NOT NULL AND right(reference, 4)::int % ${DUE_PART} = 0`,
      [dueAt],
    );
    await sql.query(
      `CREATE TABLE bench.due AS SELECT reference, version, ${dueAt}::float8 AS due_at
       FROM "case" WHERE ${COPIES} AND clock_ahead <> 0`,
    );
  });
}

export async function measureStart(
  own: OwnService,
  { cases, say }: { readonly cases: number; readonly say: (line: string) => void },
): Promise<Started> {
  const parts = await openOurParts(own.environment);
  const { databaseUrl } = parts.settings;
  // Epoch ms, real time; the same for all of them.
  const dueAt = await countOf(databaseUrl, 'SELECT max(due_at) AS count FROM bench.due');
  say(`Starting ${cases} workflows`);
  try {
    const last = await startWorkflows(parts, null, cases);
    // Those of which the others are copies: the doctor misses their workflows, too.
    await startWorkflows(parts, last, await countOf(databaseUrl, OPEN_TEMPLATES));
  } finally {
    await parts.close();
  }
  say('Stopping the service');
  await own.down();
  if (Date.now() > dueAt)
    throw new Error('Things fell due before the service was down: it is too slow for this');
  say('Waiting until things fall due');
  await pause(dueAt - Date.now() + ASKED_EVERY);
  say('Starting the service');
  const readyAfter = await own.up();
  const due = await countOf(databaseUrl, 'SELECT count(*)::int AS count FROM bench.due');
  const begun = performance.now();
  await untilNoneIsDue(databaseUrl, say);
  const broughtAfter = performance.now() - begun;
  say('The doctor looks at all of it');
  const examining = performance.now();
  const { off } = await visit(readSettings(own.environment), false);
  const examinedIn = performance.now() - examining;
  const result = {
    cases,
    due,
    readyAfter,
    broughtAfter,
    notBrought: await countOf(databaseUrl, NOT_BROUGHT),
    broughtTwice: await countOf(databaseUrl, BROUGHT_TWICE),
    emails: await countOf(databaseUrl, EMAILS),
    remindersTwice: await countOf(databaseUrl, REMINDERS_TWICE),
    examinedIn,
    foundByDoctor: off.length,
  };
  const told = [
    `With ${cases} open cases the service was ready after ${(readyAfter / 1000).toFixed(1)} s.`,
    `In ${due} of them something had fallen due; it was brought to all within ${(broughtAfter / 1000).toFixed(1)} s of that:`,
    `${result.notBrought} got nothing, ${result.broughtTwice} got something twice,`,
    `${result.emails} emails were made, ${result.remindersTwice} people were reminded twice of one case.`,
    `The doctor looked at all of it in ${(examinedIn / 1000).toFixed(1)} s and found ${off.length === 0 ? 'nothing' : off.join('; ')}.`,
  ].join('\n');
  return { result, told };
}

async function untilNoneIsDue(databaseUrl: string, say: (line: string) => void): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (let told = Number.POSITIVE_INFINITY; ;) {
    const left = await countOf(databaseUrl, STILL_DUE);
    if (left === 0) return;
    if (left < told * 0.9) say(`${left} cases are still to get what fell due`);
    told = left < told * 0.9 ? left : told;
    if (Date.now() > deadline) throw new Error(`${left} cases did not get what fell due`);
    await pause(ASKED_EVERY);
  }
}

const STILL_DUE = `SELECT count(*)::int AS count FROM "case" JOIN bench.due USING (reference)
  WHERE extract(epoch FROM next_due_at) * 1000 - clock_ahead <= due_at`;
const NOT_BROUGHT = `SELECT count(*)::int AS count FROM "case" c JOIN bench.due d USING (reference)
  WHERE c.version = d.version`;
/** The same event of a case once more. */
const BROUGHT_TWICE = `SELECT count(DISTINCT reference)::int AS count FROM (
  SELECT e.reference FROM case_event e JOIN bench.due d ON d.reference = e.reference AND e.version > d.version
  GROUP BY e.reference, e.body HAVING count(*) > 1) again`;
const OF_DUE = `FROM outbox o JOIN bench.due d USING (reference) WHERE o.status <> 'sent' OR o.attempts > 0`;
const EMAILS = `SELECT count(*)::int AS count ${OF_DUE}`;
const REMINDERS_TWICE = `SELECT count(*)::int AS count FROM (
  SELECT 1 ${OF_DUE} GROUP BY reference, recipient, address, (queued_at AT TIME ZONE 'Europe/London')::date, kind
  HAVING kind = 'reminder' AND count(*) > 1) again`;
