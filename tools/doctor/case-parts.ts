/** What looking at cases needs, and what several looks do. */
import type { Engine } from '../../engine/index.ts';
import type { Records } from '../../records/types.ts';
import type { Finding } from './finding.ts';

export interface CaseParts {
  readonly records: Records;
  readonly engine: Engine;
  /** Temporal answers. */
  readonly server: boolean;
  /** A worker can answer for the workflows. */
  readonly worker: boolean;
}

export type OpenCase = Awaited<ReturnType<Records['openCases']>>[number];

/** Fewer than the connections of a process to the database. */
const AT_ONCE = 10;

/** Looks at each, some at once. */
export async function someAtOnce<T>(
  all: readonly T[],
  look: (each: T) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    findings.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(look))).flat());
  }
  return findings;
}

/** Tells the workflow what is recorded, or starts it from that; null while Temporal is away. */
export function tellAgain(
  { records, engine, server }: Omit<CaseParts, 'worker'>,
  reference: string,
  did = 'told its workflow',
): (() => Promise<string>) | null {
  if (!server) return null;
  return async () => {
    const kept = await records.viewToTell(reference);
    if (kept === null) return 'there is no such case any more';
    const told = await engine.tell({ reference, step: null, ...kept });
    return told === 'told' ? did : 'could not tell its workflow: Temporal does not take it';
  };
}
