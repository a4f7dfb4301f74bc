/** The connection to Temporal: made when first needed, so that nothing here waits for a server that is away. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { TemporalSettings } from '../config/temporal-settings.ts';

/** gRPC's own pause between attempts to connect grows to two minutes; cases are to be told sooner than that. */
const CONNECT_AGAIN_WITHIN_MS = 2_000;

/** Strips people's data from failures; the same file is given to bundle, worker and clients. Built, it is JavaScript. */
export const failureConverterPath = besideWorkflows('failure-converter');

function besideWorkflows(name: string): string {
  const typescript = fileURLToPath(new URL(`../workflows/${name}.ts`, import.meta.url));
  return existsSync(typescript) ? typescript : typescript.replace(/ts$/, 'js');
}

export interface Connected {
  readonly client: Client;
  readonly connection: Connection;
}

export function connectLazily(settings: TemporalSettings): Connected {
  const connection = Connection.lazy({
    address: settings.address,
    ...(settings.tls === null ? {} : { tls: settings.tls }),
    ...(settings.apiKey === null ? {} : { apiKey: settings.apiKey }),
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 200,
      'grpc.max_reconnect_backoff_ms': CONNECT_AGAIN_WITHIN_MS,
    },
  });
  const client = new Client({
    connection,
    namespace: settings.namespace,
    dataConverter: { failureConverterPath },
  });
  return { client, connection };
}

/** Temporal did not answer in time; nothing is known of whether it will still act on the call. */
export class NoAnswerInTime extends Error {
  constructor() {
    super('Temporal did not answer in time');
    this.name = 'NoAnswerInTime';
  }
}

/**
 * Makes calls with a deadline and a timer of our own beside it, because gRPC's deadline is late when the server is down.
 * @param ms milliseconds from now
 * @throws {NoAnswerInTime}
 */
export async function within<T>(client: Client, ms: number, call: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new NoAnswerInTime());
    }, ms + 250);
  });
  try {
    return await Promise.race([client.withDeadline(Date.now() + ms, call), late]);
  } finally {
    clearTimeout(timer);
  }
}
