/** The whole service as processes that are killed one by one: what is killed is started again as soon as it is gone. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { installationKeys } from '../../config/installation-keys.ts';
import type { Settings } from '../../config/settings.ts';
import { readSettings } from '../../config/settings.ts';
import { migrate, openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import { startMailCatcher } from '../../tools/stack/mail.ts';
import type { Part, RunPart } from '../../tools/stack/part.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { postgresUrl, startPostgres } from '../../tools/stack/postgres.ts';
import { tellOn } from '../../tools/stack/progress.ts';
import { untilReady } from '../../tools/stack/readiness.ts';
import { findTemporal, usualSearch } from '../../tools/stack/temporal-binary.ts';
import { startTemporal } from '../../tools/stack/temporal.ts';
import { typescript } from '../../tools/stack/typescript.ts';
import { addTrainingPeople } from '../../tools/training-people.ts';
import type { Gate } from './gate.ts';
import { openGate } from './gate.ts';
import { putAway } from './caught.ts';

export const PARTS = ['api', 'worker', 'temporal', 'postgres', 'mail'] as const;
export type PartName = (typeof PARTS)[number];

export interface KilledService {
  /** As the tools see it: past the gates. */
  readonly settings: Settings;
  readonly dataDir: string;
  /** Of a superuser. */
  readonly adminUrl: string;
  /** Before Temporal for the API only, and before the mail catcher for both. */
  readonly gates: { readonly temporal: Gate; readonly smtp: Gate };
  /** `kill -9`; resolves when it is gone. It is started again by itself. */
  kill(part: PartName): Promise<void>;
  /** The same, and it stays away until the promise that this gives is called. */
  takeAway(part: PartName): Promise<() => void>;
  /** Waits until every part runs and the service says that it is ready. */
  whole(): Promise<void>;
  close(): Promise<void>;
}

/** What is started again at once and fails, is tried again after this. */
const AGAIN_MS = 300;

export async function startKilledService(say: (line: string) => void): Promise<KilledService> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mas-kills-'));
  const ports = {
    PORT: String(await freePort()),
    METRICS_PORT: String(await freePort()),
    WORKER_METRICS_PORT: String(await freePort()),
    TEMPORAL_PORT: String(await freePort()),
    TEMPORAL_UI_PORT: String(await freePort()),
    MAIL_PORT: String(await freePort()),
    SMTP_PORT: String(await freePort()),
    POSTGRES_PORT: String(await freePort()),
  };
  const own = { DATA_DIR: dataDir, ...ports };
  const settings = readSettings(own);
  const gates = {
    temporal: await openGate(settings.ports.temporal),
    smtp: await openGate(settings.ports.smtp),
  };
  const postgres = {
    dataDir,
    port: settings.ports.postgres,
    password: installationKeys(dataDir).databasePassword,
  };
  const program = await findTemporal(usualSearch(settings.cacheDir), say);
  const temporal = {
    dataDir,
    program,
    port: settings.ports.temporal,
    uiPort: settings.ports.temporalUi,
    namespace: 'default',
  };
  const running = new Map<PartName, ChildProcess>();
  const away = new Set<PartName>();
  let closing = false;

  const runPart: RunPart = (plan) => {
    const log = openSync(join(dataDir, `${plan.name}.log`), 'a');
    const child = spawn(plan.command, plan.args, {
      stdio: ['ignore', log, log],
      env: plan.env,
      ...(plan.uid === undefined ? {} : { uid: plan.uid, gid: plan.uid }),
    });
    running.set(partNamed(plan.name), child);
    return partOf(plan.name, child, join(dataDir, `${plan.name}.log`));
  };
  const process_ = (name: 'api' | 'worker'): Part => {
    const base = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...own };
    const behindGates = {
      SMTP_URL: `smtp://127.0.0.1:${gates.smtp.port}`,
      ...(name === 'api' ? { TEMPORAL_ADDRESS: `127.0.0.1:${gates.temporal.port}` } : {}),
    };
    const env = { ...base, ...behindGates };
    return runPart({ name, dataDir, ...typescript(`../../${name}/main.ts`), env, stopSignal: 'SIGTERM' });
  };
  const start = async (name: PartName): Promise<Part> => {
    switch (name) {
      case 'postgres':
        return startPostgres(
          postgres,
          runPart,
          tellOn(() => undefined),
        );
      case 'temporal':
        return startTemporal(temporal, runPart);
      case 'mail':
        putAway(dataDir);
        return startMailCatcher(
          { dataDir, smtpPort: settings.ports.smtp, webPort: settings.ports.mail },
          runPart,
        );
      case 'api':
      case 'worker':
        return process_(name);
    }
  };
  const keep = async (name: PartName): Promise<void> => {
    let part = await start(name);
    const goOn = async (): Promise<void> => {
      for (;;) {
        await part.ended;
        while (away.has(name) && !closing) await pause(AGAIN_MS);
        if (closing) return;
        try {
          part = await start(name);
        } catch {
          await pause(AGAIN_MS);
        }
      }
    };
    void goOn();
  };
  const kill = async (name: PartName): Promise<void> => {
    const child = running.get(name);
    if (child === undefined || isOver(child)) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const close = async (): Promise<void> => {
    closing = true;
    for (const name of PARTS) await kill(name);
    await gates.temporal.close();
    await gates.smtp.close();
  };

  try {
    await Promise.all([keep('postgres'), keep('temporal'), keep('mail')]);
    await migrate(settings.databaseUrl);
    const records = await openRecords({ databaseUrl: settings.databaseUrl, publicHolidays });
    await addTrainingPeople(records).finally(() => records.close());
    await Promise.all([keep('worker'), keep('api')]);
    await untilReady(settings.port, () => undefined);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    settings,
    dataDir,
    adminUrl: postgresUrl(postgres, 'postgres', 'supervision'),
    gates,
    kill,
    async takeAway(name) {
      away.add(name);
      await kill(name);
      return () => away.delete(name);
    },
    whole: () => untilReady(settings.port, () => undefined),
    close,
  };
}

function partOf(name: string, child: ChildProcess, log: string): Part {
  const ended = once(child, 'exit').then(
    () => undefined,
    () => undefined,
  );
  return {
    name,
    ended,
    hasEnded: () => isOver(child),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
    whereLogged: `Its log: ${log}`,
    lastWords: () => readFileSync(log, 'utf8').split('\n').slice(-12).join('\n'),
  };
}

const isOver = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

function partNamed(name: string): PartName {
  const known = PARTS.find((each) => each === name);
  if (known === undefined) throw new Error(`no part is called ${name}`);
  return known;
}
