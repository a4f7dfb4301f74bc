/**
 * `tsx bench/pages.ts [-- --cases N]`: the server's time for every page, for every kind of person, with 2,000 cases of
 * twelve people each, whole; and of home and the lists with 100,000; on a PostgreSQL of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startApi } from '../api/main.ts';
import { installationKeys } from '../config/installation-keys.ts';
import { readSettings } from '../config/settings.ts';
import { openRecords } from '../records/index.ts';
import { migrate } from '../records/migrate.ts';
import { publicHolidays } from '../records/public-holidays.ts';
import type { Records } from '../records/types.ts';
import { freePort } from '../tools/stack/ports.ts';
import { postgresUrl, startPostgres } from '../tools/stack/postgres.ts';
import { tellOn } from '../tools/stack/progress.ts';
import { createSupervisor } from '../tools/stack/supervisor.ts';
import { ADMINISTRATOR } from '../tools/training-people.ts';
import { percentile } from './figures.ts';
import { fillWithCases } from './many-cases.ts';
import type { Filled } from './many-cases.ts';

const { values } = parseArgs({ options: { cases: { type: 'string' } } });
const SIZES = values.cases === undefined ? [2_000, 100_000] : [Number(values.cases)];
/** Up to so many cases are made whole, with every answer, event and entry of the timeline. */
const WHOLE_UP_TO = 10_000;
const WARM_UP = 8;
const CALLS = 40;

/** Every statement that this process sends. */
let statements = 0;
const client: Record<'query', (...asked: unknown[]) => unknown> = pg.Client.prototype;
const { query } = client;
client.query = function counted(...asked) {
  statements += 1;
  return query.apply(this, asked);
};

type Visit = (base: string, cookie: string) => Promise<Response>;
const see =
  (path: string): Visit =>
  (base, cookie) =>
    fetch(new URL(path, base), { headers: { cookie } });

/** As the form posts it, with the token that the page gave. */
function searchFor(csrf: string, { surname, dateOfBirth }: Filled): Visit {
  const [year = '', month = '', day = ''] = dateOfBirth.split('-');
  const body = new URLSearchParams({
    _csrf: csrf,
    surname,
    'dateOfBirth.day': day,
    'dateOfBirth.month': month,
  });
  body.set('dateOfBirth.year', year);
  const nameOnly = new URLSearchParams({ _csrf: csrf, surname });
  let turn = 0;
  return (base, cookie) => {
    turn += 1;
    return fetch(new URL('/cases', base), {
      method: 'POST',
      headers: { cookie },
      body: turn % 2 === 0 ? body : nameOnly,
    });
  };
}

async function signIn(records: Records, email: string): Promise<string> {
  const person = await records.findPersonByEmail(email);
  if (person === null) throw new Error(`${email} has no account`);
  const token = randomBytes(32).toString('base64url');
  await records.beginSession({ personId: person.id, token });
  await records.passSecondStep(token);
  return `session=${token}`;
}

async function time(what: string, base: string, cookie: string, visit: Visit) {
  const times: number[] = [];
  let queries = 0;
  for (let call = 0; call < WARM_UP + CALLS; call += 1) {
    const before = statements;
    const begun = performance.now();
    const answer = await visit(base, cookie);
    await answer.text();
    if (answer.status !== 200) throw new Error(`${what} was answered ${answer.status}`);
    queries = statements - before;
    if (call >= WARM_UP) times.push(performance.now() - begun);
  }
  return {
    page: what,
    queries,
    'median ms': percentile(times, 0.5).toFixed(1),
    'p95 ms': percentile(times, 0.95).toFixed(1),
  };
}

async function measureAt(
  cases: number,
  serverUrl: string,
  databaseUrl: string,
  dataDir: string,
): Promise<void> {
  await migrate(databaseUrl);
  const filled = await fillWithCases(databaseUrl, { cases, whole: cases <= WHOLE_UP_TO });
  const records = await openRecords({ databaseUrl, publicHolidays });
  const [port, metricsPort, away] = [await freePort(), await freePort(), await freePort()];
  const settings = readSettings({
    ...process.env,
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    // Pages only read: nobody is told and nothing is sent.
    TEMPORAL_ADDRESS: `127.0.0.1:${away}`,
    SMTP_URL: `smtp://127.0.0.1:${away}`,
    LOG_LEVEL: 'silent',
  });
  const api = await startApi(settings);
  const base = `http://127.0.0.1:${api.port}`;
  try {
    const rows = [];
    for (const [who, email] of peopleOf(filled)) {
      const cookie = await signIn(records, email);
      for (const [what, path] of PATHS(filled))
        rows.push(await time(`${who}: ${what}`, base, cookie, see(path)));
      if (cases <= WHOLE_UP_TO) {
        for (const path of await otherPages(base, cookie))
          rows.push(
            await time(`${who}: ${path.replace(/MAS-[\d-]+/, ':reference')}`, base, cookie, see(path)),
          );
      }
      if (who !== 'administrator' && who !== 'business manager') continue;
      const csrf =
        /name="_csrf" value="([^"]+)"/.exec(await (await see('/cases')(base, cookie)).text())?.[1] ?? '';
      rows.push(await time(`${who}: sessions to hold`, base, cookie, see('/tasks/sessions')));
      rows.push(await time(`${who}: search for a child`, base, cookie, searchFor(csrf, filled)));
    }
    console.log(`${cases.toLocaleString('en-GB')} cases, ${new URL(serverUrl).host}`);
    console.table(rows);
  } finally {
    await api.close();
    await records.close();
  }
}

const linksOn = async (base: string, cookie: string, path: string): Promise<readonly string[]> =>
  [...(await (await see(path)(base, cookie)).text()).matchAll(/href="(\/[^"#]*)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  );

/** What else the person may open: what the bar leads to, their newest case with its pages, and each step of it once. */
async function otherPages(base: string, cookie: string): Promise<readonly string[]> {
  const bar = await linksOn(base, cookie, '/account');
  const ofACase = /^\/cases\/MAS-\d+-\d+/;
  const theCase = (await linksOn(base, cookie, '/cases'))
    .map((href) => ofACase.exec(href)?.[0])
    .find((href) => href !== undefined);
  const pages = theCase === undefined ? [] : [theCase, ...(await linksOn(base, cookie, theCase))];
  const own = pages.filter((href) => theCase !== undefined && href.startsWith(theCase));
  const once = new Map([...bar, ...own].map((href) => [href.replace(/\?.*/, ''), href]));
  const measuredAlready = ['/', '/tasks', '/cases'];
  return [...once.values()].filter((href) => !measuredAlready.includes(href) && !href.startsWith('/assets/'));
}

const peopleOf = ({ practitioner, facilitator }: Filled): readonly (readonly [string, string])[] => [
  ['administrator', ADMINISTRATOR],
  ['business manager', 'ruth.okonkwo@partnership.example'],
  ['facilitator', facilitator],
  ['practitioner', practitioner],
  ['operator', 'tomasz.bell@partnership.example'],
];

const PATHS = ({ reference }: Filled): readonly (readonly [string, string])[] => [
  ['home', '/'],
  ['tasks', '/tasks'],
  ['tasks of others', '/tasks?whose=others'],
  ['tasks overdue', '/tasks?overdue=yes'],
  ['list', '/cases'],
  ['list, overdue', '/cases?overdue=yes'],
  ['list, mine', '/cases?mine=yes'],
  ['list, of a stage', '/cases?stage=preparing'],
  ['list, closed', '/cases?stage=closed'],
  ['list, common agency', '/cases?agency=police'],
  ['list, rare agency', '/cases?agency=faithGroup'],
  ['list, one reference', `/cases?reference=${reference}`],
  ['list, a year', `/cases?reference=${reference.slice(0, 8)}`],
];

const dataDir = mkdtempSync(join(tmpdir(), 'mas-bench-'));
const progress = tellOn((line) => {
  console.log(line);
});
const supervisor = createSupervisor(progress);
const plan = { dataDir, port: await freePort(), password: installationKeys(dataDir).databasePassword };
try {
  await supervisor.keep('postgres', (runPart) => startPostgres(plan, runPart, progress));
  for (const cases of SIZES) {
    const administrator = new pg.Client({ connectionString: postgresUrl(plan, 'postgres', 'postgres') });
    await administrator.connect();
    await administrator.query(`CREATE DATABASE bench${cases} OWNER supervision`);
    await administrator.end();
    await measureAt(
      cases,
      postgresUrl(plan, 'postgres', 'postgres'),
      postgresUrl(plan, 'supervision', `bench${cases}`),
      dataDir,
    );
  }
} finally {
  await supervisor.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
