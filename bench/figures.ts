/** What is told of one measurement. */
export interface Figures {
  readonly clients: number;
  readonly steps: number;
  /** Milliseconds of a step. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly stepsPerSecond: number;
  /** Milliseconds from the last answer until every workflow knows its case, and until the last email is out. */
  readonly toldAfter: number;
  readonly emailsOutAfter: number;
}

/** The value below which this part (0 to 1) of them lies. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

const COLUMNS: readonly (readonly [string, (figures: Figures) => string])[] = [
  ['clients', ({ clients }) => String(clients)],
  ['steps', ({ steps }) => String(steps)],
  ['p50 ms', ({ p50 }) => p50.toFixed(1)],
  ['p95 ms', ({ p95 }) => p95.toFixed(1)],
  ['p99 ms', ({ p99 }) => p99.toFixed(1)],
  ['steps/s', ({ stepsPerSecond }) => stepsPerSecond.toFixed(0)],
  ['told after ms', ({ toldAfter }) => toldAfter.toFixed(0)],
  ['emails out after ms', ({ emailsOutAfter }) => emailsOutAfter.toFixed(0)],
];

export function tableOf(measured: readonly Figures[]): string {
  const rows = [COLUMNS.map(([name]) => name), ...measured.map((each) => COLUMNS.map(([, of]) => of(each)))];
  return rows
    .map((row) => row.map((cell, at) => cell.padStart(COLUMNS[at]?.[0].length ?? 0)).join('   '))
    .join('\n');
}
