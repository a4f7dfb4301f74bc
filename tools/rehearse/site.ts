/** The live installation of docker-compose.yml as processes of this machine: the same scripts, variables, secrets and programs. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { readSettings } from '../../config/settings.ts';
import type { Settings } from '../../config/settings.ts';
import { startMailCatcher } from '../stack/mail.ts';
import type { RunPart } from '../stack/part.ts';
import { freePort } from '../stack/ports.ts';
import { postgresAccount } from '../stack/postgres-files.ts';
import { findPostgresPrograms } from '../stack/postgres-programs.ts';
import { postgresUrl, startPostgres } from '../stack/postgres.ts';
import type { Progress } from '../stack/progress.ts';
import { createSupervisor } from '../stack/supervisor.ts';
import { layOutImage } from './image.ts';
import { composeContent, exampleVariables, filledIn, root } from './live-files.ts';
import { startProxy } from './proxy.ts';
import { findTemporalServer } from './temporal-server.ts';

const run = promisify(execFile);

/** Those that can be killed; each is started again, as Docker does it. */
export type Killable = 'api-1' | 'api-2' | 'worker-1' | 'worker-2' | 'temporal' | 'postgres' | 'mail';

export interface Site {
  readonly publicUrl: string;
  /** As the commands of an operator see them. */
  readonly settings: Settings;
  /** Of PostgreSQL's own account. */
  readonly adminUrl: string;
  /** Where people would see the emails. */
  readonly mailUrl: string;
  readonly apiPorts: readonly number[];
  readonly metricsPorts: readonly number[];
  /** `kill -9`. */
  kill(part: Killable): void;
  /** A command of the image, as `docker compose run --rm operator node dist/tools/…` runs it; gives what it says, or throws it. */
  operate(command: string, ...args: readonly string[]): Promise<string>;
  /** The jobs that make Temporal's databases and namespace what they are to be; may be repeated. */
  prepareTemporal(): Promise<void>;
  /** What the processes of the image wrote beside their logs: nothing, or they could not live in a container that is read-only. */
  written(): readonly string[];
  /** Ends all in order, what is in hand being finished. */
  stop(): Promise<void>;
  /** Takes its folder away, logs and all. */
  remove(): void;
}

const services = z
  .object({
    services: z.record(
      z.string(),
      z.object({
        environment: z.record(z.string(), z.string()).default({}),
        command: z.array(z.string()).default([]),
      }),
    ),
  })
  .parse(composeContent).services;

/** @param image `/app` of one that was laid out before; null: it is laid out now */
export async function openSite(progress: Progress, image: string | null): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'mas-rehearsal-'));
  chmodSync(folder, 0o755);
  const { cacheDir } = readSettings({
    ...process.env,
    INSTALLATION: 'training',
    DATA_DIR: join(folder, 'none'),
  });
  const [programs, temporalPrograms, app] = [
    await progress.during('Programs of PostgreSQL', (say) => findPostgresPrograms(cacheDir, say)),
    await progress.during('Temporal server', (say) => findTemporalServer(cacheDir, say)),
    image ?? (await progress.during('Image', (say) => layOutImage(folder, say))),
  ];
  const ports = {
    postgres: await freePort(),
    temporal: await freePort(),
    proxy: await freePort(),
    smtp: await freePort(),
    mail: await freePort(),
    apis: [await freePort(), await freePort()],
    figures: [await freePort(), await freePort(), await freePort(), await freePort()],
    unused: await freePort(),
  };
  const dataDir = join(folder, 'data');
  const secrets = join(folder, 'secrets');
  const scratch = join(folder, 'tmp');
  mkdirSync(scratch, { mode: 0o777 });
  chmodSync(scratch, 0o777);
  await run('sh', [join(root, 'deploy/make-secrets.sh'), secrets], {
    env: { ...process.env, DATABASE_HOST: `127.0.0.1:${ports.postgres}` },
  });
  writeFileSync(join(secrets, 'smtp_url'), `smtp://127.0.0.1:${ports.smtp}\n`, { mode: 0o444 });
  // Containers see each file by itself; here the account of the services has to pass through their folder.
  chmodSync(secrets, 0o711);
  const secret = (name: string): string => readFileSync(join(secrets, name), 'utf8').trim();

  const publicUrl = `http://127.0.0.1:${ports.proxy}`;
  const variables = {
    ...exampleVariables,
    PUBLIC_URL: publicUrl,
    MAIL_FROM: 'Rehearsal <supervision@council.example>',
  };
  /** The variables of a service in docker-compose.yml, with the addresses of this machine. */
  const environmentOf = (
    service: string,
    here: Readonly<Record<string, string>>,
  ): Record<string, string> => ({
    PATH: process.env['PATH'] ?? '',
    ...Object.fromEntries(
      Object.entries(services[service]?.environment ?? {}).map(([name, value]) => [
        name,
        filledIn(value, variables).replace('/run/secrets', secrets),
      ]),
    ),
    ...here,
  });
  const oursHere = (port: number, figures: number, workerFigures: number) => ({
    PORT: String(port),
    METRICS_PORT: String(figures),
    WORKER_METRICS_PORT: String(workerFigures),
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    CACHE_DIR: scratch,
    HOME: scratch,
  });
  const account = postgresAccount();
  const commandOf = (service: string): string[] =>
    (services[service]?.command ?? [])
      .slice(1)
      .map((word) => (word.startsWith('dist/') ? join(app, word) : word));

  const supervisor = createSupervisor(progress);
  const database = { dataDir, port: ports.postgres, password: secret('postgres_password') };
  const ourPart = (name: string, here: Record<string, string>) => (runPart: RunPart) =>
    Promise.resolve(
      runPart({
        name,
        dataDir,
        command: process.execPath,
        args: commandOf(name),
        env: environmentOf(name, here),
        stopSignal: 'SIGTERM',
        ...(account === undefined ? {} : { uid: account }),
      }),
    );

  const operate = async (command: string, ...args: readonly string[]): Promise<string> => {
    const { stdout } = await run(process.execPath, [join(app, 'dist/tools', command), ...args], {
      env: environmentOf('operator', oursHere(ports.unused, ports.unused + 1, ports.unused + 2)),
    });
    return stdout.trim();
  };
  const makeDatabases = (): Promise<unknown> =>
    run('sh', [join(root, 'deploy/postgres/make-databases.sh')], {
      env: {
        PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}`,
        SECRETS: secrets,
        PGHOST: '127.0.0.1',
        PGPORT: String(ports.postgres),
        PGPASSWORD: database.password,
      },
    });
  const prepareTemporal = async (): Promise<void> => {
    await makeDatabases();
    await run('sh', [join(root, 'deploy/temporal/schema.sh')], {
      env: {
        ...environmentOf('temporal-schema', { SQL_HOST: '127.0.0.1', SQL_PORT: String(ports.postgres) }),
        PATH: `${temporalPrograms}${delimiter}${process.env['PATH'] ?? ''}`,
      },
      maxBuffer: 1e8,
    });
  };

  await progress.during('PostgreSQL', () =>
    supervisor.keep('postgres', (runPart) => startPostgres(database, runPart, progress)),
  );
  await progress.during('Jobs: databases, schema of Temporal, migrations', async () => {
    await prepareTemporal();
    await operate('migrate.js');
  });
  const serverPorts: Record<string, string> = { FRONTEND_GRPC_PORT: String(ports.temporal) };
  for (const name of [
    'FRONTEND_HTTP',
    'FRONTEND_MEMBERSHIP',
    'MATCHING_GRPC',
    'MATCHING_MEMBERSHIP',
    'HISTORY_GRPC',
    'HISTORY_MEMBERSHIP',
    'WORKER_GRPC',
    'WORKER_MEMBERSHIP',
  ]) {
    serverPorts[`${name}_PORT`] = String(await freePort());
  }
  const serverFigures = await freePort();
  await progress.during('Temporal', () =>
    supervisor.keep('temporal', async (runPart) => {
      const part = runPart({
        name: 'temporal',
        dataDir,
        command: '/bin/sh',
        args: [join(root, 'deploy/temporal/server.sh')],
        env: {
          ...environmentOf('temporal', {
            ...serverPorts,
            POSTGRES_SEEDS: '127.0.0.1',
            DB_PORT: String(ports.postgres),
            DYNAMIC_CONFIG_FILE_PATH: join(root, 'deploy/temporal/dynamic-config.yaml'),
            PROMETHEUS_ENDPOINT: `127.0.0.1:${serverFigures}`,
          }),
          PATH: `${temporalPrograms}${delimiter}${process.env['PATH'] ?? ''}`,
        },
        stopSignal: 'SIGTERM',
      });
      await untilOpen(ports.temporal, () => part.hasEnded());
      return part;
    }),
  );
  await progress.during('Job: namespace', () => again(() => operate('namespace.js')));
  await progress.during('Mail catcher', () =>
    supervisor.keep('mail', (runPart) =>
      startMailCatcher({ dataDir, smtpPort: ports.smtp, webPort: ports.mail }, runPart),
    ),
  );
  for (const [place, port] of ports.apis.entries()) {
    const here = oursHere(port, ports.figures[place] ?? 0, ports.unused);
    await supervisor.keep(`api-${place + 1}`, ourPart(`api-${place + 1}`, here));
  }
  for (const place of [0, 1]) {
    const here = oursHere(ports.unused, ports.unused + 1, ports.figures[place + 2] ?? 0);
    await supervisor.keep(`worker-${place + 1}`, ourPart(`worker-${place + 1}`, here));
  }
  const proxy: Server = await startProxy(ports.proxy, ports.apis);

  return {
    publicUrl,
    settings: readSettings({
      ...environmentOf('operator', oursHere(ports.unused, ports.unused + 1, ports.unused + 2)),
      CACHE_DIR: cacheDir,
    }),
    adminUrl: postgresUrl(database, 'postgres', 'postgres'),
    mailUrl: `http://127.0.0.1:${ports.mail}`,
    apiPorts: ports.apis,
    metricsPorts: [...ports.figures, serverFigures],
    kill(part) {
      const noted: unknown = JSON.parse(readFileSync(join(dataDir, 'run', `${part}.json`), 'utf8'));
      process.kill(z.object({ pid: z.number() }).parse(noted).pid, 'SIGKILL');
    },
    operate,
    prepareTemporal,
    written: () => readdirSync(scratch),
    async stop() {
      proxy.close();
      proxy.closeAllConnections();
      await supervisor.stop();
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilOpen(port: number, isOver: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 120_000; ;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => {
        resolve(false);
      });
    });
    if (open) return;
    if (isOver() || Date.now() > deadline) throw new Error(`Nothing takes connections on port ${port}`);
    await pause(200);
  }
}

/** As a job is restarted until it succeeds. */
async function again<T>(job: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await job();
    } catch (error) {
      if (tries === 10) throw error;
    }
    await pause(1_000);
  }
}
