/** An installation's embedded parts under test: started, killed, looked into. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import type { Settings } from '../../config/settings.ts';
import { readSettings } from '../../config/settings.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { until } from '../support/until.ts';

const PROGRAM = fileURLToPath(new URL('../support/embedded-only.ts', import.meta.url));

export interface Installation {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that it told on its terminal so far. */
  told(): string;
  /** Starts it and waits until all parts answer. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The numbers of its running processes by their names; `start` is the one that started the others. */
  processes(): Readonly<Record<string, number>>;
  write(note: string): Promise<void>;
  read(): Promise<readonly string[]>;
  sendMail(subject: string): Promise<void>;
  caughtMail(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export async function anInstallation(): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mas-installation-'));
  const names = [
    'PORT',
    'METRICS_PORT',
    'WORKER_METRICS_PORT',
    'TEMPORAL_PORT',
    'TEMPORAL_UI_PORT',
    'MAIL_PORT',
    'SMTP_PORT',
    'POSTGRES_PORT',
  ];
  const ports = await Promise.all(names.map(async (name) => [name, String(await freePort())] as const));
  const environment = { DATA_DIR: dataDir, ...Object.fromEntries(ports) };
  const settings = readSettings(environment);
  let told = '';
  let running: { pid: number; ended: Promise<unknown> } | null = null;

  const stop = async (): Promise<void> => {
    if (running === null) return;
    try {
      process.kill(running.pid, 'SIGTERM');
    } catch {
      // It was killed before.
    }
    await running.ended;
  };

  return {
    settings,
    environment,
    told: () => told,
    async start() {
      told = '';
      const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), PROGRAM], {
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      if (child.pid === undefined) throw new Error('node does not start');
      const ended = once(child, 'exit');
      const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
      running = { pid: child.pid, ended };
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          told += chunk.toString();
        });
      }
      await until('all parts are up', () => told.includes('all up') || isOver(), 40_000);
      if (isOver()) throw new Error(`the start ended:\n${told}`);
    },
    stop,
    processes() {
      const pidOf = (file: string): number => {
        const noted: unknown = JSON.parse(readFileSync(join(dataDir, file), 'utf8'));
        if (typeof noted !== 'object' || noted === null || !('pid' in noted)) throw new Error('no run file');
        return Number(noted.pid);
      };
      const parts = readdirSync(join(dataDir, 'run')).map(
        (file) => [file.replace('.json', ''), pidOf(join('run', file))] as const,
      );
      return { start: pidOf('start.json'), ...Object.fromEntries(parts) };
    },
    write: (note) =>
      onDatabase(settings, async (client) => {
        await client.query('CREATE TABLE IF NOT EXISTS note (text text)');
        await client.query('INSERT INTO note VALUES ($1)', [note]);
      }),
    read: () =>
      onDatabase(settings, async (client) => {
        const { rows } = await client.query<{ text: string }>('SELECT text FROM note');
        return rows.map((row) => row.text);
      }),
    async sendMail(subject) {
      const mailer = createTransport(settings.smtpUrl);
      await mailer.sendMail({
        from: 'a@partnership.example',
        to: 'b@council.example',
        subject,
        text: 'Hello',
      });
      mailer.close();
    },
    async caughtMail() {
      const answer = await fetch(`http://127.0.0.1:${settings.ports.mail}/api/email`);
      const mails: unknown = await answer.json();
      if (!Array.isArray(mails)) throw new Error('the mail catcher answers otherwise');
      return mails.map((mail: { subject: string }) => mail.subject);
    },
    async remove() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function onDatabase<T>(settings: Settings, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: settings.databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
