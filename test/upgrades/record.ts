/**
 * `npm run record-version`: keeps of the release in package.json what later releases are tested against, in
 * `test/upgrades/<version>/`: histories of every course, a database with a case at every stage, samples of every type of
 * event, and the release as it is built. Run it at the commit that is released, and commit what it writes.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import fc from 'fast-check';
import type { CaseEvent } from '../../domain/case/events.ts';
import { EVENT_TYPES } from '../../domain/case/index.ts';
import { PUBLISHED_POLICIES } from '../../domain/process/policy.ts';
import { migrationsIn } from '../../records/migrate.ts';
import { ADMINISTRATOR, FACILITATOR, POLICE, Play, REQUESTER } from '../domain/case/play.ts';
import { courses as randomCourses, doOne } from '../domain/case/random.ts';
import { startJourneyService } from '../journeys/service.ts';
import type { JourneyService } from '../journeys/service.ts';
import { runWholeService } from '../journeys/whole-service.ts';
import { startOwnTemporal } from '../support/own-temporal.ts';
import { startRealParts } from '../support/real-parts.ts';
import { exportHistory } from '../workflows/history.ts';
import { COURSES } from './courses.ts';
import { CONTINUES_SOON, playContinued } from './continued.ts';
import { GoingCase } from './people.ts';
import type { RecordedCourse, RecordedDatabase } from './versions.ts';
import { folderOf, root } from './versions.ts';

const run = promisify(execFile);
const AT_ONCE = 4;
/** What belongs to nobody's case and would only be in the way. */
const NOT_KEPT: ReadonlySet<string> = new Set(
  ['_prisma_migrations', 'token', 'session', 'sign_in_code', 'sign_in_limit', 'idempotency'].map(
    (table) => `public.${table}`,
  ),
);

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};
const folder = folderOf(version);

async function record(): Promise<void> {
  await mkdir(join(folder, 'histories'), { recursive: true });
  await keepEvents();
  await keep('policies.json.gz', PUBLISHED_POLICIES);
  await keepRelease();
  const endRealParts = await startRealParts();
  try {
    const service = await startJourneyService();
    try {
      const played = await playAll(service);
      await keepDatabase(service, played);
      for (const [name, reference] of played) await keepHistories(service, name, reference);
    } finally {
      await service.close();
    }
    await recordContinued();
  } finally {
    await endRealParts();
  }
}

/** @returns the references, by the names of their courses. */
async function playAll(service: JourneyService): Promise<ReadonlyMap<string, string>> {
  const left = Object.entries(COURSES);
  const played = new Map<string, string>();
  const refuseMailTo = (address: string | null): void => {
    service.mail.refuse(address === null ? null : { at: 'recipient', code: 451, address });
  };
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [name, course] = next;
      const theCase = await GoingCase.request(service, `Marlowe ${name}`);
      await course(theCase, { service, refuseMailTo });
      if (!name.includes('mail-away')) await service.settled(theCase.reference);
      played.set(name, theCase.reference);
      console.log(`${name}: ${theCase.reference}`);
    }
  });
  await Promise.all(lanes);
  return played;
}

/** Of every run of a case's workflow, oldest first. */
async function keepHistories(
  service: Pick<JourneyService, 'client' | 'address' | 'namespace' | 'cacheDir'>,
  name: string,
  reference: string,
): Promise<void> {
  const runs: { readonly runId: string; readonly startTime: Date }[] = [];
  for await (const each of service.client.workflow.list({ query: `WorkflowId = '${reference}'` }))
    runs.push(each);
  runs.sort((one, other) => one.startTime.getTime() - other.startTime.getTime());
  for (const [place, { runId }] of runs.entries()) {
    const history = await exportHistory(service, reference, runId);
    const file = `${name}${runs.length > 1 ? `-run-${place + 1}` : ''}.json.gz`;
    await keep(join('histories', file), JSON.parse(history));
  }
}

/** On a server that soon asks for a history to be begun anew. */
async function recordContinued(): Promise<void> {
  const temporal = await startOwnTemporal([CONTINUES_SOON]);
  try {
    const service = await runWholeService(temporal);
    try {
      const { settings, client } = service;
      const { reference } = await playContinued(service);
      const { address, namespace } = settings.temporal;
      const exporting = { client, address, namespace, cacheDir: settings.cacheDir };
      await keepHistories(exporting, 'continued-with-mail-in-hand', reference);
    } finally {
      await service.close();
    }
  } finally {
    await temporal.close();
  }
}

async function keep(file: string, content: unknown): Promise<void> {
  await writeFile(join(folder, file), await promisify(gzip)(JSON.stringify(content), { level: 9 }));
}

async function keepDatabase(service: JourneyService, played: ReadonlyMap<string, string>): Promise<void> {
  const { rows: found } = await service.sql.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('public', 'tracker') ORDER BY 1`,
  );
  const tables: RecordedDatabase['tables'][number][] = [];
  await service.sql.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  for (const { name } of found) {
    if (NOT_KEPT.has(name)) continue;
    const { rows } = await service.sql.query<{ row: unknown }>(`SELECT to_jsonb(t) AS row FROM ${name} t`);
    tables.push({ name, rows: rows.map(({ row }) => row) });
  }
  await service.sql.query('COMMIT');
  const kept: RecordedDatabase = {
    recordedAt: Date.now(),
    migrations: migrationsIn().map(({ name, checksum }) => ({ name, checksum })),
    courses: Object.fromEntries([...played].map(([name, reference]) => [reference, name])),
    tables,
  };
  await keep('database.json.gz', kept);
}

/** As few random courses as have every type of event that any of many has. */
async function keepEvents(): Promise<void> {
  const typesOf = ({ events }: { readonly events: readonly CaseEvent[] }): readonly string[] =>
    events.map(({ body }) => body.type);
  const random = fc.sample(randomCourses(120), { numRuns: 400, seed: 20260302 }).map((tries) => {
    const play = new Play();
    for (const each of tries) doOne(play, each);
    return play;
  });
  const plays = [withNewcomers(), withRepairs(), ...random];
  const missing = new Set(plays.flatMap(typesOf));
  const kept: RecordedCourse[] = [];
  const fresh = (play: Play): number => new Set(typesOf(play).filter((type) => missing.has(type))).size;
  for (const type of EVENT_TYPES) {
    if (!missing.has(type)) throw new Error(`no course has an event of the type ${type}: add one that has`);
  }
  while (missing.size > 0) {
    const [best] = plays.toSorted((one, other) => fresh(other) - fresh(one));
    if (best === undefined) break;
    typesOf(best).forEach((type) => missing.delete(type));
    kept.push({ events: best.events, state: best.state });
  }
  await keep('events.json.gz', kept);
}

/** To the follow-up, with those replaced on whom most depends: what random courses hardly come to. */
function withNewcomers(): Play {
  const play = new Play().accepted().facilitated().scheduled('2026-03-18').until('2026-03-18T12:30');
  const sharedBy = play.person(POLICE).id;
  play.held({ planChangesSuggested: { what: 'One key worker', sharedBy } });
  for (const gone of [REQUESTER, POLICE]) {
    const name = `newcomer for ${gone.name}`;
    const newcomer = { agency: 'housing', name, email: `${gone.name}.newcomer@partner.example` };
    const replace = { participantId: play.person(gone).id, with: newcomer, reason: 'Has left' };
    play.step(ADMINISTRATOR, 'changeParticipants', { replace });
  }
  play.step(FACILITATOR, 'publishSummary', { keyLearningPoints: ['One plan'] });
  return play.until('2026-09-20T10:00');
}

/** What two people put right together. */
function withRepairs(): Play {
  const play = new Play().until('2026-03-04T10:00');
  play.repair({ type: 'putDateRight', date: 'requestedOn', to: play.in(-3), sessionBy: null });
  play.accepted().takeBack();
  return play;
}

/** Of a bundle the worker asks for one: an empty one is enough. */
const EMPTY_MAP = Buffer.from('{"version":3,"sources":[],"names":[],"mappings":""}').toString('base64');

const withoutMap = (code: string): string =>
  code.replace(/^\/\/# sourceMappingURL=(data:)?.*$/m, (_, inBundle: string | undefined) =>
    inBundle === undefined ? '' : `//# sourceMappingURL=data:application/json;base64,${EMPTY_MAP}`,
  );

/** Built, without maps and without the tools; with its migrations. */
async function keepRelease(): Promise<void> {
  await run('npm', ['run', 'build'], { cwd: root });
  const draft = await mkdtemp(join(tmpdir(), 'mas-recording-'));
  const isKept = (path: string): boolean => !path.endsWith('.map') && !/\/dist\/(tools|bench)$/.test(path);
  await cp(join(root, 'dist'), join(draft, 'dist'), { recursive: true, filter: isKept });
  await cp(join(root, 'prisma/migrations'), join(draft, 'prisma/migrations'), { recursive: true });
  await cp(join(root, 'package.json'), join(draft, 'package.json'));
  for (const file of await readdir(join(draft, 'dist'), { recursive: true })) {
    if (!file.endsWith('.js')) continue;
    const path = join(draft, 'dist', file);
    await writeFile(path, withoutMap(await readFile(path, 'utf8')));
  }
  const { stdout } = await run('tar', ['-cf', '-', '-C', draft, '.'], {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
  });
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  await writeFile(join(folder, 'release.tar.br'), await promisify(brotliCompress)(stdout, { params }));
  await rm(draft, { recursive: true });
}

await record();
