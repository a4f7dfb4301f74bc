/** The web process: opens what it stands on, answers calls, and lets go of it all in order. */
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createMailer } from '../activities/email/index.ts';
import type { Log } from '../config/log.ts';
import { createLog } from '../config/log.ts';
import { metricsServer } from '../config/metrics/server.ts';
import { processSettings } from '../config/process-settings.ts';
import { ended, listening } from '../config/serving.ts';
import type { Settings } from '../config/settings.ts';
import { POLICY } from '../domain/process/policy.ts';
import { connectEngine } from '../engine/index.ts';
import { openRecordsOnceThere } from '../records/once-there.ts';
import { publicHolidays } from '../records/public-holidays.ts';
import { createAccountPost } from './account-post.ts';
import { createApp } from './app.ts';
import { openAssets } from './assets/assets.ts';
import { answerBrokenCalls, onlyWithAddress } from './broken-calls.ts';
import { readinessOf } from './json/health.ts';
import { createLater } from './later.ts';
import { createLeaving, goElsewhere } from './leaving.ts';
import { createMetrics } from './metrics.ts';
import { notYet } from './not-yet.ts';
import { OPENID_RETURN } from './pages/sign-in/openid/openid.ts';
import { createOpenIdProvider } from './pages/sign-in/openid/provider.ts';

export interface RunningApi {
  readonly port: number;
  /**
   * Takes no more calls, finishes those in hand, tells what is to be told, and lets go of everything.
   * @param after milliseconds before that for which it takes calls and says that it is not ready: whoever shares calls
   * out among several processes goes elsewhere meanwhile
   */
  close(after?: number): Promise<void>;
}

/** Milliseconds. docs/decisions/0023 says why each. */
const TIME_LIMITS = {
  /** Of headers; of a whole call: an upload of 20 MB over a slow line. */
  headersTimeout: 15_000,
  requestTimeout: 180_000,
  /** Longer than proxies keep an idle connection, or they would use one that is just being ended. */
  keepAliveTimeout: 75_000,
} as const;
/** So long a connection may be silent: longer than the longest call, the moving of a training case's clock. */
const SILENT_MS = 180_000;
const CONNECTIONS_AT_MOST = 2_000;
/** Longer than two of the usual looks of a load balancer at `/healthz`. */
const LEAVES_FOR_MS = 5_000;

interface ApiOptions {
  /** Real time, epoch ms. */
  readonly now?: () => number;
  /** Those of the policy in force, where they are left out. */
  readonly partnerDomains?: readonly string[];
}

/**
 * Answers at once, and is ready once the database is there. Temporal and the mail server may be away.
 * @throws when a port is taken, or the database lacks its tables
 */
export async function startApi(
  settings: Settings,
  { now = Date.now, partnerDomains = POLICY.partnerDomains }: ApiOptions = {},
): Promise<RunningApi> {
  const {
    databaseUrl,
    temporal,
    smtpUrl,
    mailFrom,
    installation,
    sessionSecret,
    secondStep,
    openId,
    publicUrl,
  } = settings;
  const log = createLog('api', settings.logLevel);
  const metrics = createMetrics(log);
  const leaving = createLeaving();
  let answer: RequestListener = notYet;
  const web = createServer(TIME_LIMITS, (req, res) => {
    leaving.call(res);
    (leaving.hasBegun() && req.url === '/healthz' ? goElsewhere : answer)(req, res);
  });
  web.timeout = SILENT_MS;
  web.maxConnections = CONNECTIONS_AT_MOST;
  answerBrokenCalls(web);
  const figures = metricsServer(metrics.text);
  const serving = async (): Promise<number> => {
    // A training installation is this machine's own; a live one stands behind a proxy that may be elsewhere.
    const host = installation === 'training' ? '127.0.0.1' : undefined;
    await listening(figures, settings.metricsPort, 'METRICS_PORT', host);
    return listening(web, settings.port, 'PORT', host);
  };
  const unserve = async (): Promise<void> => {
    await Promise.all([ended(web), ended(figures)]);
  };
  const port = await serving().catch(unserveAndThrow(unserve));
  const opening = openRecordsOnceThere(
    { databaseUrl, publicHolidays, now, watch: metrics.watch },
    (attempt, error) => {
      log.warn('the database is away; trying again', { attempt, error });
    },
  );
  const records = await opening.catch(unserveAndThrow(unserve));
  metrics.observe(records);
  const engine = connectEngine({ temporal, records, log });
  const mailer = createMailer({ smtpUrl, mailFrom });
  const background = createLater(log);
  const mailAccepted = async (): Promise<boolean> => (await mailer.verify()) === 'ready';
  const asked = readinessOf({ records, engine, mailAccepted });
  const trainingLinks = {
    mail: settings.embedded.mail ? `http://127.0.0.1:${settings.ports.mail}` : null,
    temporal: temporal.uiUrl,
  };
  const services = {
    records,
    engine,
    readiness: async (withinMs?: number) => {
      const readiness = await asked(withinMs);
      return leaving.hasBegun() ? { ...readiness, ready: false } : readiness;
    },
    sendAccountEmail: createAccountPost({ mailer, publicUrl, log, metrics }),
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
    openId: openId === null ? null : createOpenIdProvider(openId, `${publicUrl}${OPENID_RETURN}`),
    helpContact: settings.helpContact,
    trainingLinks,
  };
  answer = onlyWithAddress(createApp(services, await openAssets(settings.cacheDir)));
  log.info('the API answers', { port });
  return {
    port,
    async close(after = 0) {
      leaving.begin();
      if (after > 0) await pause(after);
      await unserve();
      await background.ended();
      await engine.close();
      mailer.close();
      await records.close();
    },
  };
}

/** For what goes wrong while it starts: nothing is left listening. */
function unserveAndThrow(unserve: () => Promise<void>): (error: unknown) => Promise<never> {
  return async (error) => {
    await unserve();
    throw error;
  };
}

/** @param after as of `close` */
function closeOnSignals(starting: Promise<RunningApi>, after: number, log: Log): void {
  let running: RunningApi | null = null;
  let closing = false;
  starting.then(
    (api) => {
      running = api;
    },
    () => undefined,
  );
  const close = (): void => {
    // Still waiting for the database: nothing is in hand.
    if (running === null) process.exit(0);
    if (closing) return;
    closing = true;
    running.close(after).then(
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
  const starting = startApi(settings);
  const after = settings.installation === 'live' ? LEAVES_FOR_MS : 0;
  closeOnSignals(starting, after, createLog('api', settings.logLevel));
  await starting;
}
