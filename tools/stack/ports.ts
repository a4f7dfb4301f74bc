/** Whether the ports that the stack is about to use are free. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { Settings } from '../../config/settings.ts';

/** The ports that `npm start` will open itself, by the names of their settings. */
export function portsNeeded(settings: Settings): Readonly<Record<string, number>> {
  const { ports, embedded } = settings;
  return {
    PORT: settings.port,
    METRICS_PORT: settings.metricsPort,
    WORKER_METRICS_PORT: settings.workerMetricsPort,
    ...(embedded.postgres ? { POSTGRES_PORT: ports.postgres } : {}),
    ...(embedded.temporal ? { TEMPORAL_PORT: ports.temporal, TEMPORAL_UI_PORT: ports.temporalUi } : {}),
    ...(embedded.mail ? { MAIL_PORT: ports.mail, SMTP_PORT: ports.smtp } : {}),
  };
}

/** One sentence for each port that another program holds. */
export async function takenPorts(needed: Readonly<Record<string, number>>): Promise<readonly string[]> {
  const checked = await Promise.all(
    Object.entries(needed).map(async ([name, port]) => ((await isFree(port)) ? [] : [sentence(name, port)])),
  );
  return checked.flat();
}

/**
 * Ports to try: below those that systems give to connections by themselves (Linux from 32768, others from 49152), so that
 * none is taken between the choice of it and its use.
 */
const CHOICE = { from: 15_000, to: 32_000 };
/** Processes that choose at the same time, as those of the tests, mostly choose from different parts. */
const PARTS = 8;

/** Those that this process has given already: one may be asked for again before whoever asked first has opened it. */
const given = new Set<number>();

/** A port of 127.0.0.1 that nothing uses at this moment, never the same twice in one process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PARTS * randomInt(CHOICE.from / PARTS, CHOICE.to / PARTS) + (process.pid % PARTS);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

const sentence = (name: string, port: number): string =>
  `${name}: port ${port} cannot be used, another program holds it. End that program, or set ${name} to a free port.`;
