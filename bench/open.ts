/** `--open N`: what open cases cost, and whether steps get slower: measured with 100 of them and with N. */
import { setTimeout as pause } from 'node:timers/promises';
import { shown, table } from './figures.ts';
import { copyOpenCases } from './many-cases.ts';
import { figuresOf, measure, type Figures, type Turn, warmUp } from './measure.ts';
import { MEASURED_PARTS, memoryOf, type Memory } from './memory.ts';
import { openOurParts, ours, type OpenedParts } from './ours.ts';
import type { OwnService } from './own-service.ts';
import { linesPicture } from './picture.ts';
import { startWorkflows } from './start-workflows.ts';

/** With so many it begins; the curve has a point at each. */
const SIZES = [100, 1_000, 2_500, 5_000, 7_500];
const CLIENTS = [1, 16];
/** Milliseconds, until what only starting took is given back. */
const CALM = 10_000;

interface Point {
  readonly open: number;
  /** Milliseconds a case: from its being told to the worker's having carried it to its first wait. */
  readonly startedIn: number;
  readonly memory: Memory;
  /** Our API with so many open cases; measured at the first point and the last. */
  readonly figures: readonly Figures[];
}

interface Opened {
  readonly result: { readonly points: readonly Point[]; readonly perOpenCaseKiB: Memory };
  readonly told: string;
  readonly picture: string;
}

/** @param own whose database is prepared for copies */
export async function measureOpen(
  own: OwnService,
  most: number,
  plan: { readonly rounds: number; readonly cases: number; readonly say: (line: string) => void },
): Promise<Opened> {
  const sizes = [...SIZES.filter((size) => size < most), most];
  const parts = await openOurParts(own.environment);
  const points: Point[] = [];
  try {
    await warmUp(ours(parts), plan.cases);
    let [open, last]: [number, string | null] = [0, null];
    for (const size of sizes) {
      plan.say(`${size} open cases: ${size - open} more are copied, and their workflows started`);
      await copyOpenCases(parts.settings.databaseUrl, { most, from: open + 1, to: size });
      const begun = performance.now();
      last = await startWorkflows(parts, last, size - open);
      const startedIn = (performance.now() - begun) / (size - open);
      await pause(CALM);
      const memory = memoryOf(own.dataDir);
      const measured = size === sizes[0] || size === most;
      if (measured) plan.say(`${size} open cases: measuring`);
      const figures = measured ? await speed(parts, plan) : [];
      points.push({ open: size, startedIn, memory, figures });
      open = size;
    }
  } finally {
    await parts.close();
  }
  return {
    result: { points, perOpenCaseKiB: perOpenCase(points) },
    told: tableOf(points),
    picture: pictureOf(points),
  };
}

async function speed(
  parts: OpenedParts,
  { rounds, cases }: { readonly rounds: number; readonly cases: number },
): Promise<readonly Figures[]> {
  const turns = CLIENTS.map((clients) => ({ clients, turns: new Array<Turn>() }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { clients, turns: taken } of turns) taken.push(await measure(ours(parts), clients, cases));
  }
  return turns.map(({ clients, turns: taken }) => figuresOf(clients, taken));
}

/** From the first point to the last: what is there anyway is not the cases'. */
function perOpenCase(points: readonly Point[]): Memory {
  const [first, last] = [points[0], points.at(-1)];
  const of = (part: keyof Memory): number | null => {
    const [less, more] = [first?.memory[part] ?? null, last?.memory[part] ?? null];
    if (first === undefined || last === undefined || less === null || more === null) return null;
    return first.open === last.open ? null : ((more - less) * 1024) / (last.open - first.open);
  };
  return { api: of('api'), worker: of('worker'), temporal: of('temporal'), postgres: of('postgres') };
}

function tableOf(points: readonly Point[]): string {
  const memory = table(
    ['open cases', ...MEASURED_PARTS.map((part) => `${part} MiB`), 'started in ms/case'],
    points.map((point) => [
      String(point.open),
      ...MEASURED_PARTS.map((part) => shown(point.memory[part], 0)),
      shown(point.startedIn, 1),
    ]),
  );
  const speeds = table(
    ['open cases', 'clients', 'steps', 'p50 ms', 'p95 ms', 'p99 ms', 'steps/s', 'told after ms'],
    points.flatMap(({ open, figures }) =>
      figures.map((each) => [
        ...[String(open), String(each.clients), String(each.steps)],
        ...[each.p50, each.p95, each.p99].map((ms) => shown(ms, 1)),
        ...[each.stepsPerSecond, each.toldAfter].map((value) => shown(value, 0)),
      ]),
    ),
  );
  return `${memory}\n\n${speeds}\n${slower(points)}`;
}

/** How much longer half of the steps take with the most open cases than with the fewest. */
function slower(points: readonly Point[]): string {
  const last = points.at(-1)?.figures ?? [];
  const times = (points[0]?.figures ?? []).map(({ clients, p50 }, at) => {
    const ratio = (last[at]?.p50 ?? Number.NaN) / p50;
    return `${ratio.toFixed(2)} times with ${clients} at once`;
  });
  return `p50 with the most open cases against the fewest: ${times.join(', ')}`;
}

const pictureOf = (points: readonly Point[]): string =>
  linesPicture({
    title: 'Memory in MiB',
    across: 'open cases',
    at: points.map(({ open }) => open),
    lines: MEASURED_PARTS.map((name) => ({ name, values: points.map(({ memory }) => memory[name]) })),
  });
