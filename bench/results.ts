/** Keeps what was measured, with the machine that it was measured on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

const RESULTS = new URL('results/', import.meta.url);

/**
 * @param mode what was measured: `compare`, `open`, `start`
 * @param picture SVG
 * @returns the path of what was written, without its ending
 */
export function keepResult(mode: string, measured: object, picture: string | null): string {
  const at = new Date().toISOString();
  const name = `${at.replaceAll(/[:.]/g, '-')}-${mode}`;
  const machine = {
    cpus: availableParallelism(),
    model: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(
    new URL(`${name}.json`, RESULTS),
    `${JSON.stringify({ at, machine, ...measured }, null, 2)}\n`,
  );
  if (picture !== null) writeFileSync(new URL(`${name}.svg`, RESULTS), picture);
  return new URL(name, RESULTS).pathname;
}
