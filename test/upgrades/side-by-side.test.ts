/**
 * Cases begun under the release before this one, at every stage: while both run side by side, and to their close under
 * this one alone. The old release is what was built then; its data are those of its own database.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { startApi } from '../../api/main.ts';
import { readSettings } from '../../config/settings.ts';
import type { Settings } from '../../config/settings.ts';
import { whatIsKnown } from '../../engine/clock.ts';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import type { Records } from '../../records/types.ts';
import { apiClient } from '../../tools/demo/client.ts';
import type { ApiClient } from '../../tools/demo/client.ts';
import { examine } from '../../tools/doctor/examine.ts';
import { ADMINISTRATOR } from '../../tools/training-people.ts';
import { startWorker } from '../../worker/main.ts';
import type { RunningWorker } from '../../worker/main.ts';
import { CASE_CHANGED, TELL_CASES } from '../../workflows/messages.ts';
import { failuresOfReplay } from '../journeys/replaying.ts';
import { emptyDatabase } from '../support/database.ts';
import { startMailServer } from '../support/mail-server.ts';
import { freshNamespace } from '../support/namespace.ts';
import { testEnvironment } from '../support/settings.ts';
import { until } from '../support/until.ts';
import { exportHistory } from '../workflows/history.ts';
import { startRelease } from './old-release.ts';
import type { OldRelease } from './old-release.ts';
import { GoingCase } from './people.ts';
import { restore } from './restored.ts';
import type { RestoredDatabase } from './restored.ts';
import { migrateByTheRule } from './schema-change.ts';
import { root, unpackRelease, VERSIONS } from './versions.ts';

const version = VERSIONS.at(-1) ?? '';
const AT_ONCE = 9;
const closers: (() => Promise<unknown>)[] = [];

let database: RestoredDatabase;
let settings: Settings;
/** Opened once this release's migrations are applied. */
let records: Records;
let sql: pg.Pool;
let client: Client;
let old: OldRelease;
let worker: RunningWorker;
/** Names of their courses, by reference. */
let open: ReadonlyMap<string, string>;

beforeAll(async () => {
  const release = await unpackRelease(version);
  closers.unshift(() => release.remove());
  const [restored, namespace, mail] = await Promise.all([
    restore(version, release),
    freshNamespace(),
    startMailServer(),
  ]);
  database = restored;
  closers.unshift(
    () => database.drop(),
    () => mail.close(),
  );
  const surroundings = { databaseUrl: database.databaseUrl, smtpUrl: mail.smtpUrl, namespace };
  old = await startRelease(release, await testEnvironment(surroundings));
  closers.unshift(
    () => old.stopApi(),
    () => old.stopWorker(),
  );
  settings = readSettings(await testEnvironment(surroundings));
  sql = new pg.Pool({ connectionString: settings.databaseUrl, max: 2 });
  const connection = await Connection.connect({ address: settings.temporal.address });
  client = new Client({ connection, namespace });
  closers.unshift(
    () => sql.end(),
    () => connection.close(),
  );
  open = new Map(
    Object.entries(database.recorded.courses).filter(([, course]) => !course.startsWith('closed')),
  );
});
afterAll(async () => {
  for (const close of closers) await close();
});

/** Calls to the API on this port, with tokens for one case only, so that no limit of one is met. */
function callsTo(port: number): { as(email: string | null): Promise<ApiClient> } {
  const known = new Map<string, Promise<ApiClient>>();
  const signIn = async (email: string): Promise<ApiClient> => {
    const token = randomBytes(32).toString('base64url');
    // As both releases read it: this one's own way of making a token needs its migrations.
    const { rowCount } = await sql.query(
      `INSERT INTO token (hash, person_id, expires_at)
       SELECT encode(sha256($1), 'hex'), id, now() + interval '1 day' FROM person WHERE lower(email) = lower($2)`,
      [token, email],
    );
    if (rowCount !== 1) throw new Error(`nobody has the address ${email}`);
    return apiClient(`http://127.0.0.1:${port}`, token, () => undefined);
  };
  return {
    as(email) {
      const address = email ?? ADMINISTRATOR;
      const found = known.get(address) ?? signIn(address);
      known.set(address, found);
      return found;
    },
  };
}

/** For every open case, some at once. */
async function everyCase(work: (theCase: GoingCase, course: string) => Promise<void>, port: number) {
  const left = [...open];
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [reference, course] = next;
      await work(new GoingCase(callsTo(port), reference), course);
    }
  });
  await Promise.all(lanes);
}

/** Waits until the workflow of an open case knows what is recorded and its email is out. */
function told(reference: string) {
  return until(
    `${reference} is told`,
    async () => {
      const { rows } = await sql.query<{ version: number; waiting: number }>(
        'SELECT version, emails_waiting AS waiting FROM "case" WHERE reference = $1',
        [reference],
      );
      // While one worker takes over from another nobody answers for a moment.
      const known = await whatIsKnown(client, reference).catch(() => null);
      return known?.view.version === rows[0]?.version && rows[0]?.waiting === 0;
    },
    120_000,
  );
}

describe(`a case begun under release ${version}`, () => {
  test('is carried by that release, whose database and workflows these are', async () => {
    await until('its schedule is there', () =>
      client.schedule
        .getHandle(TELL_CASES)
        .trigger()
        .then(
          () => true,
          () => false,
        ),
    );
    await everyCase(async (theCase) => {
      await told(theCase.reference);
    }, old.port);
  });

  test('goes on there while this release’s migrations are applied, which take nothing away', async () => {
    const released = database.recorded.migrations.map(({ name }) => name);
    const going = everyCase(async (theCase) => {
      await theCase.goOn();
    }, old.port);
    const faults = await migrateByTheRule(settings.databaseUrl, join(root, 'prisma/migrations'), released);
    await going;
    expect(faults).toEqual([]);
    records = await openRecords({ databaseUrl: settings.databaseUrl, publicHolidays });
    closers.unshift(() => records.close());
    for (const reference of Object.keys(database.recorded.courses)) {
      expect(await records.drift(reference)).toEqual([]);
    }
  });

  test('goes on by this release’s API with that one’s worker, and the other way about', async () => {
    const api = await startApi(settings);
    closers.unshift(() => api.close());
    await everyCase(async (theCase) => {
      await theCase.goOn();
      await told(theCase.reference);
      // What it is told besides is kept as it came, until its own activities answer with less.
      const { view } = (await records.viewToTell(theCase.reference)) ?? {};
      await client.workflow.getHandle(theCase.reference).signal(CASE_CHANGED, view);
      await until('it knows all of it', async () =>
        isDeepStrictEqual((await whatIsKnown(client, theCase.reference).catch(() => null))?.view, view),
      );
    }, settings.port);

    await old.stopWorker();
    worker = await startWorker(settings);
    closers.unshift(() => worker.close());
    await everyCase(async (theCase) => {
      await theCase.goOn();
      await told(theCase.reference);
    }, old.port);
  });

  test('goes back to that release, its workflow made anew where it had gone too far', async () => {
    await everyCase(async ({ reference }) => {
      const { view } = (await records.viewToTell(reference)) ?? {};
      await client.workflow.getHandle(reference).signal(CASE_CHANGED, view);
    }, old.port);
    const query = `TemporalChangeVersion = 'overdue-and-trouble' AND ExecutionStatus = 'Running'`;
    await until('some have gone too far', async () => (await client.workflow.count(query)).count > 0, 60_000);
    await worker.close();
    old.startWorker();
    for await (const { workflowId } of client.workflow.list({ query })) {
      await client.workflow.getHandle(workflowId).terminate('back');
    }
    await client.schedule.getHandle(TELL_CASES).trigger();
    await everyCase(async (theCase) => {
      await theCase.goOn();
      await told(theCase.reference);
    }, old.port);
    await Promise.all([old.stopWorker(), old.stopApi()]);
    worker = await startWorker(settings);
  });

  test('is finished under this one, at every stage', async () => {
    const policies = new Map<string, number | undefined>();
    await everyCase(async (theCase) => {
      const found = await records.findCase(theCase.reference);
      policies.set(theCase.reference, found?.state.policyVersion);
      while (await theCase.goOn());
    }, settings.port);
    for (const [reference, course] of open) {
      const found = await until(
        `the email of ${reference} is out`,
        async () => {
          const now = await records.findCase(reference);
          return now?.view.mailWaiting === false ? now : null;
        },
        30_000,
      );
      expect({ course, ...found.state }).toMatchObject({ course, stage: 'closed', outcome: 'completed' });
      expect(found.state.policyVersion).toBe(policies.get(reference));
      expect(await records.drift(reference)).toEqual([]);
    }
  });

  test('and leaves a record in which the doctor finds nothing, and histories that replay', async () => {
    const examined = await examine(settings, 10_000);
    await examined.close();
    expect(examined.findings).toEqual([]);
    const exporting = { ...settings.temporal, cacheDir: settings.cacheDir };
    const histories: { workflowId: string; history: string }[] = [];
    for await (const { workflowId, runId } of client.workflow.list({
      query: `WorkflowType = 'supervisionCase'`,
    })) {
      histories.push({ workflowId, history: await exportHistory(exporting, workflowId, runId) });
    }
    // Begun under that release, and sending what only this one sends since.
    const patched = histories.filter(({ history }) => history.includes('core_patch'));
    expect(patched.length).toBeGreaterThan(0);
    expect(patched.length).toBeLessThanOrEqual(histories.length);
    expect(await failuresOfReplay(settings.cacheDir, histories)).toEqual([]);
  });
});

describe('a migration that the release before could not live with', () => {
  const base = `CREATE TABLE note (id int PRIMARY KEY, text text, old text, other text,
    kind text NOT NULL DEFAULT 'a' CHECK (kind IN ('a', 'b')))`;
  const kinds = (words: string) =>
    `DROP CONSTRAINT note_kind_check, ADD CONSTRAINT note_kind_check CHECK (kind IN (${words}))`;
  const migrations: readonly (readonly [string, string])[] = [
    ['0001_begins', base],
    [
      '0002_expands',
      `ALTER TABLE note ADD COLUMN more text, ADD COLUMN n int NOT NULL DEFAULT 0, ${kinds(`'a', 'b', 'c'`)}`,
    ],
    ['0003_drops', 'ALTER TABLE note DROP COLUMN old'],
    ['0004_renames', 'ALTER TABLE note RENAME COLUMN other TO another'],
    ['0005_requires', 'ALTER TABLE note ALTER COLUMN text SET NOT NULL'],
    ['0006_asks', 'ALTER TABLE note ADD COLUMN asked int NOT NULL'],
    ['0007_retypes', 'ALTER TABLE note ALTER COLUMN n DROP DEFAULT, ALTER COLUMN n TYPE text'],
    ['0008_narrows', `ALTER TABLE note ${kinds(`'a', 'b'`)}`],
    ['0009_forbids', 'CREATE UNIQUE INDEX note_text ON note (text)'],
    ['0010_contracts', '-- contract: 0002_expands\nALTER TABLE note DROP COLUMN more'],
    ['0011_contracts_too_soon', '-- contract: 0009_forbids\nDROP TABLE note'],
  ];

  test('is named with what it breaks; what only expands, or contracts in time, is not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mas-migrations-'));
    const own = await emptyDatabase();
    try {
      for (const [name, sql] of migrations) {
        await mkdir(join(folder, name));
        await writeFile(join(folder, name, 'migration.sql'), sql);
      }
      expect(await migrateByTheRule(own.databaseUrl, folder, ['0001_begins', '0002_expands'])).toEqual([
        '0003_drops: public.note.old is gone',
        '0004_renames: public.note.other is gone',
        '0005_requires: public.note.text must be given now',
        '0006_asks: public.note.asked is new and must be given',
        '0007_retypes: public.note.n has another type',
        '0008_narrows: public.note has another rule: note_kind_check',
        '0009_forbids: public.note has a new rule: note_text',
        '0011_contracts_too_soon: public.note is gone',
      ]);
    } finally {
      await own.drop();
      await rm(folder, { recursive: true });
    }
  });
});
