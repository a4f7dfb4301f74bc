/** Reads values from an environment and remembers every fault, so that all of them can be told at once. */
import { readFileSync } from 'node:fs';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface EnvironmentReader {
  /** The value, or null where it is unset or empty. */
  text(name: string): string | null;
  /** Whether it was given at all, also as a file that could not be read. */
  has(name: string): boolean;
  /** A whole number from 1 to 65535. */
  port(name: string, otherwise: number): number;
  oneOf<T extends string>(name: string, allowed: readonly T[], otherwise: T): T;
  /** A URL with one of these protocols (`https:`); null where it is unset. */
  url(name: string, protocols: readonly string[]): string | null;
  fault(text: string): void;
  readonly faults: readonly string[];
}

/** Each may also be the content of a file that `<name>_FILE` names, so that no process list and no container's description shows it. */
export const SECRETS: readonly string[] = [
  'DATABASE_URL',
  'OPENID_CLIENT_SECRET',
  'SESSION_SECRET',
  'SMTP_URL',
  'TEMPORAL_API_KEY',
  'TEMPORAL_TLS_CLIENT_KEY_DATA',
];

export function readEnvironment(env: Environment): EnvironmentReader {
  const faults: string[] = [];
  const given = (name: string): string | null => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };
  const fromFiles = new Map<string, string>();
  for (const name of SECRETS) {
    const path = given(`${name}_FILE`);
    if (path === null) continue;
    const content = contentOf(path);
    if (given(name) !== null) faults.push(`${name} and ${name}_FILE are both set: set one of them`);
    else if (content === null) faults.push(`${name}_FILE must name a file that can be read and is not empty`);
    else fromFiles.set(name, content);
  }
  const text = (name: string): string | null => given(name) ?? fromFiles.get(name) ?? null;
  return {
    text,
    has: (name) => given(name) !== null || given(`${name}_FILE`) !== null,
    faults,
    fault: (fault) => void faults.push(fault),
    port(name, otherwise) {
      const value = text(name);
      if (value === null) return otherwise;
      const port = Number(value);
      if (/^\d+$/.test(value) && port >= 1 && port <= 65535) return port;
      faults.push(`${name} must be a port number from 1 to 65535`);
      return otherwise;
    },
    oneOf(name, allowed, otherwise) {
      const value = text(name);
      if (value === null) return otherwise;
      const found = allowed.find((word) => word === value);
      if (found !== undefined) return found;
      faults.push(`${name} must be one of ${allowed.join(', ')}`);
      return otherwise;
    },
    url(name, protocols) {
      const value = text(name);
      if (value === null) return null;
      if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
      // The value itself stays out of the message: it may hold a password.
      faults.push(
        `${name} must be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
      );
      return null;
    },
  };
}

/** Without the line's end that editors leave; null where there is nothing. */
function contentOf(path: string): string | null {
  try {
    const content = readFileSync(path, 'utf8').trim();
    return content === '' ? null : content;
  } catch {
    return null;
  }
}
