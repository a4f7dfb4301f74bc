/**
 * Every setting of the service, read and checked in one place, at start. Without any, a training installation
 * runs whole on this machine; a live one has to be told where its database, engine and mail server are.
 * Names and defaults: the Settings section of the API document, repeated in docs/.
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Environment, EnvironmentReader } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { installationKeys } from './installation-keys.ts';
import type { OpenIdSettings } from './openid-settings.ts';
import { readOpenId } from './openid-settings.ts';
import type { TemporalSettings } from './temporal-settings.ts';
import { readTemporalTls } from './temporal-settings.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Settings {
  readonly installation: 'training' | 'live';
  /** The web and the JSON API. */
  readonly port: number;
  /** Of the web process, and of the worker's. */
  readonly metricsPort: number;
  readonly workerMetricsPort: number;
  /** Where people reach the service, without a slash at the end; used in links of emails. */
  readonly publicUrl: string;
  /** How many proxies stand before the web process, each of which says whom it calls for: limits go by network address. */
  readonly proxies: number;
  readonly databaseUrl: string;
  readonly temporal: TemporalSettings;
  readonly smtpUrl: string;
  readonly mailFrom: string;
  /** How people reach the administrators, shown on pages: an email address or a line of text. Null where none is set. */
  readonly helpContact: string | null;
  readonly sessionSecret: string;
  /** Absolute. All data of the embedded parts. */
  readonly dataDir: string;
  /** Absolute. What can be fetched again. */
  readonly cacheDir: string;
  readonly logLevel: LogLevel;
  /** Whether pages with data of children need an authenticator app or a passkey besides the typed code. */
  readonly secondStep: boolean;
  /** Null where people sign in by code only. */
  readonly openId: OpenIdSettings | null;
  /** Ports of the embedded parts, on 127.0.0.1. */
  readonly ports: EmbeddedPorts;
  /** Which parts `npm start` brings itself, because no setting names another. */
  readonly embedded: { readonly postgres: boolean; readonly temporal: boolean; readonly mail: boolean };
}

interface EmbeddedPorts {
  readonly temporal: number;
  readonly temporalUi: number;
  readonly mail: number;
  readonly smtp: number;
  readonly postgres: number;
}

export class SettingsError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The settings cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

const NEEDED_LIVE = [
  'SESSION_SECRET',
  'DATABASE_URL',
  'TEMPORAL_ADDRESS',
  'SMTP_URL',
  'PUBLIC_URL',
  'MAIL_FROM',
] as const;

/**
 * Reads the settings. A training installation without SESSION_SECRET or DATABASE_URL gets keys of its own,
 * made in its data folder when first asked for.
 * @throws {SettingsError} that lists every fault at once and holds no value of a setting.
 */
export function readSettings(environment: Environment): Settings {
  const env = readEnvironment(environment);
  const installation = env.oneOf('INSTALLATION', ['training', 'live'], 'training');
  const port = env.port('PORT', 3000);
  const metricsPort = env.port('METRICS_PORT', 9464);
  const workerMetricsPort = env.port('WORKER_METRICS_PORT', 9465);
  const proxies = readProxies(env);
  const ports: EmbeddedPorts = {
    temporal: env.port('TEMPORAL_PORT', 7233),
    temporalUi: env.port('TEMPORAL_UI_PORT', 8233),
    mail: env.port('MAIL_PORT', 1080),
    smtp: env.port('SMTP_PORT', 1025),
    postgres: env.port('POSTGRES_PORT', 5544),
  };
  const dataDir = resolve(env.text('DATA_DIR') ?? '.data');
  const cacheDir = resolve(env.text('CACHE_DIR') ?? join(homedir(), '.cache', 'multi-agency-supervision'));
  const databaseUrl = env.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const smtpUrl = env.url('SMTP_URL', ['smtp:', 'smtps:']);
  const publicUrl = env.url('PUBLIC_URL', ['http:', 'https:']);
  const sessionSecret = env.text('SESSION_SECRET');
  const logLevel = env.oneOf('LOG_LEVEL', LOG_LEVELS, 'info');
  const mailFrom = readMailFrom(env);
  const helpContact = readHelpContact(env);
  const secondStep = env.oneOf('SECOND_STEP', ['on', 'off'], installation === 'live' ? 'on' : 'off') === 'on';
  const openId = readOpenId(env, installation === 'live');
  const embedded = {
    postgres: !env.has('DATABASE_URL'),
    temporal: !env.has('TEMPORAL_ADDRESS'),
    mail: !env.has('SMTP_URL'),
  };
  const temporal = readTemporal(env, ports, embedded.temporal);

  if (installation === 'live') {
    for (const name of NEEDED_LIVE) {
      if (!env.has(name)) env.fault(`${name} must be set in a live installation`);
    }
    if (!secondStep) env.fault('SECOND_STEP cannot be off in a live installation');
  }
  if (sessionSecret !== null && isWeak(sessionSecret)) {
    env.fault('SESSION_SECRET must be at least 32 random characters, for example from: openssl rand -hex 32');
  }
  const always = { PORT: port, METRICS_PORT: metricsPort, WORKER_METRICS_PORT: workerMetricsPort };
  for (const fault of sharedPorts(always, ports, embedded)) env.fault(fault);
  if (env.faults.length > 0) throw new SettingsError(env.faults);

  return {
    installation,
    port,
    metricsPort,
    workerMetricsPort,
    proxies,
    publicUrl: (publicUrl ?? `http://127.0.0.1:${port}`).replace(/\/+$/, ''),
    databaseUrl:
      databaseUrl ??
      `postgresql://supervision:${installationKeys(dataDir).databasePassword}@127.0.0.1:${ports.postgres}/supervision`,
    temporal,
    smtpUrl: smtpUrl ?? `smtp://127.0.0.1:${ports.smtp}`,
    mailFrom,
    helpContact,
    sessionSecret: sessionSecret ?? installationKeys(dataDir).sessionSecret,
    dataDir,
    cacheDir,
    logLevel,
    secondStep,
    openId,
    ports,
    embedded,
  };
}

function readTemporal(env: EnvironmentReader, ports: EmbeddedPorts, embedded: boolean): TemporalSettings {
  const address = env.text('TEMPORAL_ADDRESS') ?? `127.0.0.1:${ports.temporal}`;
  if (!/^[^\s/:]+:\d+$|^\[[0-9a-fA-F:]+\]:\d+$/.test(address)) {
    env.fault('TEMPORAL_ADDRESS must be a host and a port, like temporal.example:7233');
  }
  const uiUrl = env.url('TEMPORAL_UI_URL', ['http:', 'https:']);
  return {
    address,
    namespace: env.text('TEMPORAL_NAMESPACE') ?? 'default',
    taskQueue: env.text('TEMPORAL_TASK_QUEUE') ?? 'multi-agency-supervision',
    uiUrl: (uiUrl ?? (embedded ? `http://127.0.0.1:${ports.temporalUi}` : null))?.replace(/\/+$/, '') ?? null,
    // The embedded server listens on this machine only and knows neither.
    apiKey: embedded ? null : env.text('TEMPORAL_API_KEY'),
    tls: embedded ? null : readTemporalTls(env),
  };
}

function readMailFrom(env: EnvironmentReader): string {
  const from =
    env.text('MAIL_FROM') ?? 'Multi-agency supervision (training) <supervision@partnership.example>';
  if (!/^(?:[^<>@\r\n]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/.test(from)) {
    env.fault('MAIL_FROM must be an email address, alone or as: Name <address>');
  }
  return from;
}

function readProxies(env: EnvironmentReader): number {
  const proxies = env.text('PROXIES') ?? '0';
  if (!/^\d$/.test(proxies)) env.fault('PROXIES must be a number from 0 to 9');
  return Number(proxies);
}

function readHelpContact(env: EnvironmentReader): string | null {
  const contact = env.text('HELP_CONTACT');
  if (contact !== null && (contact.length > 200 || /\p{Cc}/u.test(contact))) {
    env.fault('HELP_CONTACT must be one line of at most 200 characters');
  }
  return contact;
}

/** Whether a secret is short, repeats itself or is a word that people put where a secret should be. */
function isWeak(secret: string): boolean {
  const placeholder = /change.?me|secret|password|example|default|development|placeholder/i;
  return secret.length < 32 || new Set(secret).size < 10 || placeholder.test(secret);
}

function sharedPorts(
  always: Readonly<Record<string, number>>,
  ports: EmbeddedPorts,
  embedded: Settings['embedded'],
): string[] {
  const used = {
    ...always,
    ...(embedded.postgres ? { POSTGRES_PORT: ports.postgres } : {}),
    ...(embedded.temporal ? { TEMPORAL_PORT: ports.temporal, TEMPORAL_UI_PORT: ports.temporalUi } : {}),
    ...(embedded.mail ? { MAIL_PORT: ports.mail, SMTP_PORT: ports.smtp } : {}),
  };
  const entries = Object.entries(used);
  return [...new Set(Object.values(used))].flatMap((port) => {
    const sharing = entries.filter(([, other]) => other === port).map(([name]) => name);
    return sharing.length > 1 ? [`${sharing.join(' and ')} are all ${port}: give each its own port`] : [];
  });
}
