/** How to reach Temporal. TLS and the API key go by the names of the Temporal SDK's environment configuration. */
import { readFileSync } from 'node:fs';
import type { EnvironmentReader } from './environment.ts';

/** In the shape that the SDK's `Connection.connect` and `NativeConnection.connect` take. */
export interface TemporalTls {
  readonly serverNameOverride?: string;
  readonly serverRootCACertificate?: Buffer;
  readonly clientCertPair?: { readonly crt: Buffer; readonly key: Buffer };
}

export interface TemporalSettings {
  /** `host:port` of the frontend. */
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Where people find the Temporal UI, without a slash at the end; null when there is none to link to. */
  readonly uiUrl: string | null;
  readonly apiKey: string | null;
  readonly tls: TemporalTls | null;
}

export function readTemporalTls(env: EnvironmentReader): TemporalTls | null {
  const crt = certificate(env, 'TEMPORAL_TLS_CLIENT_CERT');
  const key = certificate(env, 'TEMPORAL_TLS_CLIENT_KEY');
  const authority = certificate(env, 'TEMPORAL_TLS_SERVER_CA_CERT');
  const serverName = env.text('TEMPORAL_TLS_SERVER_NAME');
  const wanted = env.oneOf('TEMPORAL_TLS', ['true', 'false', 'unset'], 'unset');
  if ((crt === null) !== (key === null)) {
    env.fault('TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH must be set together');
  }
  // As the SDK has it: any of these, or an API key, means TLS unless it is switched off.
  const implied =
    crt !== null || authority !== null || serverName !== null || env.text('TEMPORAL_API_KEY') !== null;
  if (wanted === 'false' || (wanted === 'unset' && !implied)) return null;
  return {
    ...(serverName === null ? {} : { serverNameOverride: serverName }),
    ...(authority === null ? {} : { serverRootCACertificate: authority }),
    ...(crt === null || key === null ? {} : { clientCertPair: { crt, key } }),
  };
}

/** A certificate or key, given as a file (`…_PATH`) or itself (`…_DATA`). */
function certificate(env: EnvironmentReader, name: string): Buffer | null {
  const data = env.text(`${name}_DATA`);
  if (data !== null) return Buffer.from(data);
  const path = env.text(`${name}_PATH`);
  if (path === null) return null;
  try {
    return readFileSync(path);
  } catch {
    env.fault(`${name}_PATH must name a file that can be read`);
    return null;
  }
}
