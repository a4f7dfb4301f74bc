/**
 * `npm run rehearse`: the live installation without containers, from its empty volumes to a case that goes on after each
 * part was killed, a backup was restored, and Temporal's whole database was lost. Says what it sees; ends with 0 when all is well.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import pg from 'pg';
import { createLog } from '../../config/log.ts';
import { connectEngine } from '../../engine/index.ts';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import type { Records } from '../../records/types.ts';
import { backUp, restore } from '../copies.ts';
import { requestBody } from '../demo/bodies.ts';
import { apiClient } from '../demo/client.ts';
import type { ApiClient, CaseAnswer } from '../demo/client.ts';
import { FACILITATORS, INVITEES, LEAD_PROFESSIONAL, REQUESTER } from '../demo/people.ts';
import { nextStep, weekdaysAfter } from '../demo/script.ts';
import { tellOn } from '../stack/progress.ts';
import { untilReady } from '../stack/readiness.ts';
import { ADMINISTRATOR, addTrainingPeople } from '../training-people.ts';
import { openSite } from './site.ts';
import type { Killable, Site } from './site.ts';

const begun = Date.now();
const say = (text: string): void => {
  console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${text}`);
};

/** What is killed before the step of that number. */
const KILLED: Readonly<Record<number, Killable>> = {
  3: 'api-1',
  6: 'worker-1',
  9: 'temporal',
  12: 'postgres',
  15: 'mail',
  18: 'worker-2',
  20: 'api-2',
};

async function clientsOf(site: Site, records: Records): Promise<(email: string | null) => ApiClient> {
  const made = new Map<string, ApiClient>();
  const people = [
    ADMINISTRATOR,
    REQUESTER.email,
    LEAD_PROFESSIONAL.email,
    ...INVITEES.map((each) => each.email),
    ...FACILITATORS,
  ];
  for (const email of people) {
    const token = await records.makeToken(email, 1);
    if (token === null) throw new Error(`${email} is not there`);
    made.set(
      email,
      apiClient(site.publicUrl, token, (why) => {
        say(`   … the service is away (${why}), waiting`);
      }),
    );
  }
  return (email) => {
    const client = made.get(email ?? ADMINISTRATOR);
    if (client === undefined) throw new Error(`Nobody in the rehearsal has the address ${email ?? ''}`);
    return client;
  };
}

/** A case from its request until only time can bring something; a part is killed on the way now and then. */
async function driveCase(site: Site, as: (email: string | null) => ApiClient): Promise<CaseAnswer> {
  const listed = await as(null).get<{ facilitators: { id: string; email: string }[] }>(
    '/v1/facilitators?limit=200',
  );
  const facilitatorIds = listed.facilitators
    .filter(({ email }) => FACILITATORS.some((each) => each === email))
    .map(({ id }) => id);
  const { reference } = await as(REQUESTER.email).post<CaseAnswer>('/v1/requests', requestBody());
  say(`submitRequest: ${reference}`);
  for (let step = 2; ; step += 1) {
    const answer = await as(null).get<CaseAnswer>(`/v1/cases/${reference}`);
    const next = nextStep(answer, { facilitatorIds, weekdaysAfter });
    if (next === null) {
      say(
        `${reference} is ${answer.stage}, version ${answer.version}: ${step - 1} steps; only time can bring what is next`,
      );
      return answer;
    }
    const killed = KILLED[step];
    if (killed !== undefined) {
      site.kill(killed);
      say(`kill -9 ${killed}`);
    }
    const before = Date.now();
    await as(next.by).post(`/v1/cases/${reference}/steps/${next.step}`, next.body);
    say(`${next.step} (${Date.now() - before} ms)`);
  }
}

/** All parts are there, by the readiness of each web process, and every process shows its figures. */
async function isReady(site: Site): Promise<void> {
  let said = '';
  for (const port of site.apiPorts) {
    await untilReady(port, (now) => {
      if (now !== said) say(now);
      said = now;
    });
  }
  const { status } = await fetch(`${site.publicUrl}/readyz`);
  const figures = await Promise.all(
    site.metricsPorts.map(async (port) => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return text.split('\n').length;
    }),
  );
  if (status !== 200) throw new Error(`/readyz answers ${status}`);
  say(`/readyz: ${status}; lines of figures of two API, two workers, Temporal: ${figures.join(', ')}`);
}

async function doctorIsContent(site: Site): Promise<void> {
  for (const deadline = Date.now() + 120_000; ;) {
    try {
      say(`doctor: ${await site.operate('doctor.js')}`);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(2_000);
  }
}

/** Rows of every table but those that are forgotten by themselves. */
async function rowsOf(databaseUrl: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    const counted: Record<string, number> = {};
    for (const { name } of rows) {
      const { rows: found } = await client.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${client.escapeIdentifier(name)}`,
      );
      counted[name] = found[0]?.n ?? 0;
    }
    return counted;
  } finally {
    await client.end();
  }
}

async function asAdmin(site: Site, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: site.adminUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function copies(site: Site): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mas-rehearsal-backup-'));
  try {
    const file = join(folder, 'supervision.dump');
    const from = Date.now();
    await backUp(site.settings, file);
    const between = Date.now();
    await asAdmin(site, 'CREATE DATABASE supervision_restored OWNER supervision');
    const url = new URL(site.settings.databaseUrl);
    url.pathname = '/supervision_restored';
    await restore({ ...site.settings, databaseUrl: url.href }, file);
    const [was, is] = [await rowsOf(site.settings.databaseUrl), await rowsOf(url.href)];
    for (const table of [
      'case',
      'case_event',
      'timeline',
      'outbox',
      'task',
      'person',
      '_prisma_migrations',
    ]) {
      if (was[table] !== is[table])
        throw new Error(`${table}: ${was[table] ?? 0} rows became ${is[table] ?? 0}`);
    }
    const rows = Object.values(is).reduce((sum, each) => sum + each, 0);
    say(
      `backup in ${between - from} ms, restored elsewhere in ${Date.now() - between} ms: ${Object.keys(is).length} tables, ${rows} rows`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function temporalLost(site: Site, records: Records, reference: string): Promise<void> {
  const dates = async (): Promise<string> => {
    const found = await records.findCase(reference);
    return JSON.stringify([
      found?.view,
      found?.state.tasks.map(({ id, status, dueOn }) => [id, status, dueOn]),
    ]);
  };
  const before = await dates();
  await asAdmin(
    site,
    'DROP DATABASE temporal WITH (FORCE)',
    'DROP DATABASE temporal_visibility WITH (FORCE)',
  );
  await site.prepareTemporal();
  site.kill('temporal');
  say("Temporal's databases are dropped and made anew, empty; its server starts again");
  for (const deadline = Date.now() + 120_000; ;) {
    try {
      say(await site.operate('namespace.js'));
      break;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(2_000);
  }
  const engine = connectEngine({
    temporal: site.settings.temporal,
    records,
    log: createLog('rehearsal', 'silent'),
  });
  try {
    for (const deadline = Date.now() + 180_000; ;) {
      if (Date.now() > deadline) throw new Error(`${reference} has no workflow`);
      const missing = await engine.withoutWorkflow([reference]).catch(() => [reference]);
      if (missing.length === 0) break;
      await pause(1_000);
    }
  } finally {
    await engine.close();
  }
  if ((await dates()) !== before) throw new Error(`${reference} is another than before`);
  say(`${reference} has a workflow again: same dates, nobody told anything`);
}

/** The mail server was away: what waited goes out when the schedule sees that it is back. */
async function untilMailIsOut(records: Records): Promise<void> {
  for (const deadline = Date.now() + 120_000; (await records.backlog()).oldestUnsentAt !== null;) {
    if (Date.now() > deadline) throw new Error('email waits though the mail server is back');
    await pause(500);
  }
}

async function caught(site: Site): Promise<number> {
  const mails: unknown = await (await fetch(`${site.mailUrl}/api/email`)).json();
  return Array.isArray(mails) ? mails.length : 0;
}

async function rehearse(site: Site): Promise<void> {
  say(
    await site.operate(
      'user.js',
      'add',
      '--email',
      'first@council.example',
      '--name',
      'First Administrator',
      '--role',
      'administrator',
    ),
  );
  const records = await openRecords({ databaseUrl: site.settings.databaseUrl, publicHolidays });
  try {
    await addTrainingPeople(records);
    await isReady(site);
    const { reference } = await driveCase(site, await clientsOf(site, records));
    await isReady(site);
    await untilMailIsOut(records);
    await doctorIsContent(site);
    const mails = await caught(site);
    say(`${mails} emails came`);
    await copies(site);
    await temporalLost(site, records, reference);
    await isReady(site);
    await untilMailIsOut(records);
    await doctorIsContent(site);
    if ((await caught(site)) !== mails) throw new Error('somebody was told again');
    const written = site.written();
    if (written.length > 0)
      throw new Error(`a process wrote ${written.join(', ')}: it could not in its container`);
  } finally {
    await records.close();
  }
}

const { values } = parseArgs({ options: { image: { type: 'string' } } });
const site = await openSite(tellOn(say), values.image ?? null);
try {
  await rehearse(site);
  const stopping = Date.now();
  await site.stop();
  const took = Date.now() - stopping;
  site.remove();
  say(`stopped in order within ${took} ms. The rehearsal is over: all is well.`);
} catch (error) {
  console.error(error);
  await site.stop();
  process.exitCode = 1;
}
