/** Reads values from an environment and remembers every fault, so that all of them can be told at once. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface EnvironmentReader {
  /** The value, or null where it is unset or empty. */
  text(name: string): string | null;
  /** A whole number from 1 to 65535. */
  port(name: string, otherwise: number): number;
  oneOf<T extends string>(name: string, allowed: readonly T[], otherwise: T): T;
  /** A URL with one of these protocols (`https:`); null where it is unset. */
  url(name: string, protocols: readonly string[]): string | null;
  fault(text: string): void;
  readonly faults: readonly string[];
}

export function readEnvironment(env: Environment): EnvironmentReader {
  const faults: string[] = [];
  const text = (name: string): string | null => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };
  return {
    text,
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
