/** The web process: opens what it stands on, answers calls, and lets go of it all in order. */
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { createMailer } from '../activities/email/index.ts';
import type { Log } from '../config/log.ts';
import { createLog } from '../config/log.ts';
import { processSettings } from '../config/process-settings.ts';
import type { Settings } from '../config/settings.ts';
import { POLICY } from '../domain/process/policy.ts';
import { connectEngine } from '../engine/index.ts';
import { openRecords } from '../records/index.ts';
import { publicHolidays } from '../records/public-holidays.ts';
import { createAccountPost } from './account-post.ts';
import { createApp } from './app.ts';
import { openAssets } from './assets/assets.ts';
import { answerBrokenCalls, onlyWithAddress } from './broken-calls.ts';
import { createLater } from './later.ts';
import { metricsServer } from './metrics-server.ts';
import { createMetrics } from './metrics.ts';

export interface RunningApi {
  readonly port: number;
  /** Takes no more calls, finishes those in hand, tells what is to be told, and lets go of everything. */
  close(): Promise<void>;
}

/** How long calls in hand may take once the process is to end, in milliseconds. */
const LAST_CALLS_MS = 10_000;

interface ApiOptions {
  /** Real time, epoch ms. */
  readonly now?: () => number;
  /** Those of the policy in force, where they are left out. */
  readonly partnerDomains?: readonly string[];
}

/** @throws when the database cannot be opened or a port is taken. Temporal and the mail server may be away. */
export async function startApi(
  settings: Settings,
  { now = Date.now, partnerDomains = POLICY.partnerDomains }: ApiOptions = {},
): Promise<RunningApi> {
  const { databaseUrl, temporal, smtpUrl, mailFrom, installation, sessionSecret, secondStep, publicUrl } =
    settings;
  const log = createLog('api', settings.logLevel);
  const records = await openRecords({ databaseUrl, publicHolidays, now });
  const engine = connectEngine({ temporal, records, log });
  const mailer = createMailer({ smtpUrl, mailFrom });
  const background = createLater(log);
  const metrics = createMetrics(() => records.backlog());
  const mailAccepted = async (): Promise<boolean> => (await mailer.verify()) === 'ready';
  const trainingLinks = {
    mail: settings.embedded.mail ? `http://127.0.0.1:${settings.ports.mail}` : null,
    temporal: temporal.uiUrl,
  };
  const services = {
    records,
    engine,
    mailAccepted,
    sendAccountEmail: createAccountPost(mailer, publicUrl, log),
    later: background.later,
    metrics,
    log,
    installation,
    sessionSecret,
    publicUrl,
    proxies: settings.proxies,
    partnerDomains,
    now,
    secondStep,
    helpContact: settings.helpContact,
    trainingLinks,
  };
  const app = createApp(services, await openAssets(settings.cacheDir));
  const web = createServer(onlyWithAddress(app));
  answerBrokenCalls(web);
  const figures = metricsServer(metrics);

  async function letGo(): Promise<void> {
    await Promise.all([ended(web), ended(figures)]);
    await background.ended();
    await engine.close();
    mailer.close();
    await records.close();
  }
  // A training installation is this machine's own; a live one stands behind a proxy that may be elsewhere.
  const host = installation === 'training' ? '127.0.0.1' : undefined;
  try {
    await listening(figures, settings.metricsPort, 'METRICS_PORT', host);
    const port = await listening(web, settings.port, 'PORT', host);
    log.info('the API answers', { port });
    return { port, close: letGo };
  } catch (error) {
    await letGo();
    throw error;
  }
}

function listening(server: Server, port: number, setting: string, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      reject(taken ? new Error(`${setting} ${port} is taken by another program`) : error);
    });
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      const address = server.address() as AddressInfo;
      resolve(address.port);
    });
  });
}

/** Ends once the calls in hand are answered; those that take too long are cut off. */
function ended(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => {
      server.closeAllConnections();
    }, LAST_CALLS_MS);
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function closeOnSignals(api: RunningApi, log: Log): void {
  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    api.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('the API could not be closed in order', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const settings = processSettings();
  closeOnSignals(await startApi(settings), createLog('api', settings.logLevel));
}
