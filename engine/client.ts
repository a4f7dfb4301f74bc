/** The connection to Temporal: made when first needed, so that nothing here waits for a server that is away. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import type { TemporalSettings } from '../config/temporal-settings.ts';

/** gRPC's own pause between attempts to connect grows to two minutes; cases are to be told sooner than that. */
const CONNECT_AGAIN_WITHIN_MS = 2_000;
/** A call that failed for a passing reason is made again within this. */
const CALL_AGAIN_WITHIN_MS = 1_000;

/** Strips people's data from failures; the same file is given to bundle, worker and clients. Built, it is JavaScript. */
export const failureConverterPath = besideWorkflows('failure-converter');

function besideWorkflows(name: string): string {
  const typescript = fileURLToPath(new URL(`../workflows/${name}.ts`, import.meta.url));
  return existsSync(typescript) ? typescript : typescript.replace(/ts$/, 'js');
}

export interface Connected {
  readonly client: Client;
  readonly connection: Connection;
  /** Disconnects, once no call is about to be made again. */
  close(): Promise<void>;
}

export function connectLazily(settings: TemporalSettings): Connected {
  const repeats = repeatsUntilClosed();
  const connection = Connection.lazy({
    interceptors: [repeats.interceptor],
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
  return {
    client,
    connection,
    async close() {
      await repeats.end();
      await connection.close();
    },
  };
}

/**
 * Makes failed calls again as the SDK does, but not once it is ended: a call made again on a closed channel throws where
 * nobody can catch it, and with that ends the process.
 */
function repeatsUntilClosed() {
  const usual = defaultGrpcRetryOptions();
  let ended = false;
  let lastAt = 0;
  return {
    interceptor: makeGrpcRetryInterceptor({
      retryableDecider: (attempt, status) => !ended && usual.retryableDecider(attempt, status),
      delayFunction: (attempt, status) => {
        const delay = Math.min(usual.delayFunction(attempt, status), CALL_AGAIN_WITHIN_MS);
        lastAt = Math.max(lastAt, Date.now() + delay);
        return delay;
      },
    }),
    async end(): Promise<void> {
      ended = true;
      const left = lastAt - Date.now();
      if (left > 0) await pause(left + 20);
    },
  };
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
