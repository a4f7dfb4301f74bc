/**
 * The service as `npm start` runs it: API and worker as processes of their own, on the run's real PostgreSQL and Temporal
 * and a real mail server. Everything that they tell (at debug level) is kept.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { createLog } from '../../config/log.ts';
import type { OpenIdSettings } from '../../config/openid-settings.ts';
import type { Settings } from '../../config/settings.ts';
import { readSettings } from '../../config/settings.ts';
import { connectEngine } from '../../engine/index.ts';
import type { Engine } from '../../engine/index.ts';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import type { CaseRecord, Records } from '../../records/types.ts';
import { apiClient } from '../../tools/demo/client.ts';
import type { ApiClient } from '../../tools/demo/client.ts';
import { untilReady } from '../../tools/stack/readiness.ts';
import { typescript } from '../../tools/stack/typescript.ts';
import { ADMINISTRATOR, addTrainingPeople } from '../../tools/training-people.ts';
import { freshDatabase } from '../support/database.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { TestMailServer } from '../support/mail-server.ts';
import { freshNamespace } from '../support/namespace.ts';
import { testEnvironment } from '../support/settings.ts';
import { until } from '../support/until.ts';

export interface JourneyService {
  readonly settings: Settings;
  readonly address: string;
  readonly namespace: string;
  readonly cacheDir: string;
  readonly records: Records;
  readonly engine: Engine;
  readonly client: Client;
  readonly mail: TestMailServer;
  /** Past every rule: to see what was written. */
  readonly sql: pg.Client;
  /** The JSON API for one person by address; null for the administrator. */
  as(email: string | null): Promise<ApiClient>;
  token(email: string): Promise<string>;
  /** Everything that API and worker wrote on their terminal. */
  logs(): string;
  /** Waits until the workflow knows what is recorded and its email is out. */
  settled(reference: string): Promise<CaseRecord>;
  close(): Promise<void>;
}

/**
 * @param visited whether people come with browsers: by an address of this machine, and with a second step
 * @param openId the provider with which they may sign in, asked for with the service's address
 */
export async function startJourneyService({
  visited = false,
  openId,
}: {
  readonly visited?: boolean;
  readonly openId?: (publicUrl: string) => Promise<OpenIdSettings>;
} = {}): Promise<JourneyService> {
  const [database, namespace, mail] = await Promise.all([
    freshDatabase(),
    freshNamespace(),
    startMailServer(),
  ]);
  const surroundings = await testEnvironment({
    databaseUrl: database.databaseUrl,
    smtpUrl: mail.smtpUrl,
    namespace,
    logLevel: 'debug',
  });
  const publicUrl = `http://localhost:${surroundings['PORT'] ?? ''}`;
  const provider = await openId?.(publicUrl);
  const environment = {
    ...surroundings,
    ...(visited ? { PUBLIC_URL: publicUrl, SECOND_STEP: 'on' } : {}),
    ...(provider === undefined
      ? {}
      : {
          OPENID_ISSUER: provider.issuer,
          OPENID_CLIENT_ID: provider.clientId,
          OPENID_CLIENT_SECRET: provider.clientSecret,
          OPENID_NAME: provider.name,
        }),
  };
  const settings = readSettings(environment);
  const records = await openRecords({ databaseUrl: settings.databaseUrl, publicHolidays });
  await addTrainingPeople(records);
  const engine = connectEngine({
    temporal: settings.temporal,
    records,
    log: createLog('test', 'silent'),
  });
  const connection = await Connection.connect({ address: settings.temporal.address });
  const sql = new pg.Client({ connectionString: settings.databaseUrl });
  await sql.connect();

  const told: string[] = [];
  const processes = (['api', 'worker'] as const).map((name) => startProcess(name, environment, told));
  const clients = new Map<string, Promise<ApiClient>>();
  const token = async (email: string): Promise<string> => {
    const made = await records.makeToken(email, 1);
    if (made === null) throw new Error(`nobody has the address ${email}`);
    return made;
  };
  await untilReady(settings.port, () => undefined);

  return {
    settings,
    address: settings.temporal.address,
    namespace,
    cacheDir: settings.cacheDir,
    records,
    engine,
    client: new Client({ connection, namespace }),
    mail,
    sql,
    token,
    as(email) {
      const address = email ?? ADMINISTRATOR;
      const known = clients.get(address);
      if (known !== undefined) return known;
      const made = token(address).then((each) =>
        apiClient(`http://127.0.0.1:${settings.port}`, each, () => undefined),
      );
      clients.set(address, made);
      return made;
    },
    logs: () => told.join(''),
    settled: (reference) =>
      until(
        `${reference} is settled`,
        async () => {
          const found = await records.findCase(reference);
          if (found === null || found.view.mailWaiting) return null;
          // It may know from sending email what the API is only about to tell it.
          const { rowCount } = await sql.query(
            'SELECT FROM "case" WHERE reference = $1 AND told_version = version',
            [reference],
          );
          if (rowCount === 0) return null;
          const known = await engine.describeNow(reference);
          if (known === null) return found.view.stage === 'closed' ? found : null;
          return known.view.version === found.view.version ? found : null;
        },
        30_000,
      ),
    async close() {
      await Promise.all(processes.map(endProcess));
      await engine.close();
      await connection.close();
      await sql.end();
      await records.close();
      await mail.close();
      await database.drop();
    },
  };
}

function startProcess(
  name: 'api' | 'worker',
  environment: Readonly<Record<string, string>>,
  told: string[],
): ChildProcess {
  const { command, args } = typescript(`../../${name}/main.ts`);
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => told.push(chunk.toString()));
  }
  return child;
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
