/** Whether the ports that the stack is about to use are free. */
import { createServer } from 'node:net';
import type { Settings } from '../../config/settings.ts';

/** The ports that `npm start` will open itself, by the names of their settings. */
export function portsNeeded(settings: Settings): Readonly<Record<string, number>> {
  const { ports, embedded } = settings;
  return {
    PORT: settings.port,
    METRICS_PORT: settings.metricsPort,
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

/** A port of 127.0.0.1 that nothing uses at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
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
