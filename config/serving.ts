/** A server's beginning and its end: a port that is taken is named by its setting, and calls in hand are answered. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How long calls in hand may take once the process is to end, in milliseconds. */
const LAST_CALLS_MS = 10_000;

/** @returns the port, which the system chose where it was 0. @throws where it is taken, by the name of its setting. */
export function listening(server: Server, port: number, setting: string, host?: string): Promise<number> {
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
export function ended(server: Server): Promise<void> {
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
