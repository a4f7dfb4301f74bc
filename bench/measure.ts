/** Drives cases with so many clients at once and takes the time. */
import type { Contender, Settled } from './contender.ts';
import { STEPS_OF_A_CASE } from './eleven-steps.ts';
import { percentile } from './figures.ts';

/** What one turn gave. */
export interface Turn {
  /** Milliseconds of each step. */
  readonly times: readonly number[];
  /** Milliseconds from the first step to the last answer. */
  readonly wall: number;
  readonly settled: Settled;
  /** One case of it. */
  readonly reference: string;
}

/** What is told of all turns of one contender with as many clients. */
export interface Figures {
  readonly clients: number;
  readonly steps: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly stepsPerSecond: number;
  /** Of each turn, to see how much they differ. */
  readonly stepsPerSecondByTurn: readonly number[];
  /** Milliseconds after the last answer; the longest of all turns. */
  readonly toldAfter: number | null;
  readonly emailsOutAfter: number | null;
}

/**
 * Every client walks so many cases, one after the other.
 * @throws where afterwards not every step of every case is kept, once.
 */
export async function measure(contender: Contender, clients: number, casesEach: number): Promise<Turn> {
  const before = await contender.wholeCases();
  const walkers = await Promise.all(Array.from({ length: clients }, () => contender.connect()));
  const times: number[] = [];
  const last: string[] = [];
  const begun = performance.now();
  await Promise.all(
    walkers.map(async (walker) => {
      for (let walked = 1; walked <= casesEach; walked += 1) {
        const reference = await walker.walk((ms) => times.push(ms));
        if (walked === casesEach) last.push(reference);
      }
    }),
  );
  const wall = performance.now() - begun;
  const settled = await contender.settled(last);
  for (const walker of walkers) walker.close();
  const [whole, wanted] = [(await contender.wholeCases()) - before, clients * casesEach];
  if (whole !== wanted || times.length !== wanted * STEPS_OF_A_CASE) {
    throw new Error(`${contender.name}: ${whole} of ${wanted} cases are kept whole`);
  }
  return { times, wall, settled, reference: last[0] ?? '' };
}

/** Until what is called often is compiled: after fewer steps a contender with more code of its own would still be at that. */
const WARM_UP = { clients: 4, casesEach: 25 };

/** @param cases of each client in a turn: a short run is warmed up shortly */
export async function warmUp(contender: Contender, cases: number): Promise<void> {
  await measure(contender, WARM_UP.clients, Math.min(WARM_UP.casesEach, 2 * cases));
}

export function figuresOf(clients: number, turns: readonly Turn[]): Figures {
  const times = turns.flatMap((turn) => turn.times);
  const perSecond = (steps: number, wall: number): number => (steps * 1000) / wall;
  const longest = (of: (settled: Settled) => number | null): number | null =>
    turns.reduce<number | null>((most, { settled }) => {
      const value = of(settled);
      return value === null ? most : Math.max(value, most ?? 0);
    }, null);
  return {
    clients,
    steps: times.length,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
    stepsPerSecond: perSecond(
      times.length,
      turns.reduce((sum, { wall }) => sum + wall, 0),
    ),
    stepsPerSecondByTurn: turns.map((turn) => perSecond(turn.times.length, turn.wall)),
    toldAfter: longest(({ toldAfter }) => toldAfter),
    emailsOutAfter: longest(({ emailsOutAfter }) => emailsOutAfter),
  };
}
