/** What the processes of the service hold in memory. Linux only: elsewhere nothing is told. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const MEASURED_PARTS = ['api', 'worker', 'temporal', 'postgres'] as const;
export type MeasuredPart = (typeof MEASURED_PARTS)[number];
/** MiB; null where the system does not tell. */
export type Memory = Readonly<Record<MeasuredPart, number | null>>;

const runFile = z.object({ pid: z.number() });

export function memoryOf(dataDir: string): Memory {
  const of = (part: MeasuredPart): number | null => {
    const { pid } = runFile.parse(JSON.parse(readFileSync(join(dataDir, 'run', `${part}.json`), 'utf8')));
    try {
      return part === 'postgres' ? sharedOnce(pid) : kiB(`/proc/${pid}/status`, 'VmRSS') / 1024;
    } catch {
      return null;
    }
  };
  return { api: of('api'), worker: of('worker'), temporal: of('temporal'), postgres: of('postgres') };
}

/** PostgreSQL is a process a connection; what they share is counted once (proportional set size). */
function sharedOnce(pid: number): number {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean),
  );
  return (
    [String(pid), ...children].reduce((sum, each) => sum + kiB(`/proc/${each}/smaps_rollup`, 'Pss'), 0) / 1024
  );
}

function kiB(path: string, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(path, 'utf8'))?.[1];
  if (found === undefined) throw new Error(`${path} tells no ${field}`);
  return Number(found);
}
