/** How a comparison is told: as a table, and as a picture. */
import type { Compared, Comparison } from './compare.ts';
import type { ContenderName } from './contender.ts';
import { shown, table } from './figures.ts';
import type { Figures } from './measure.ts';
import { barsPicture } from './picture.ts';

const NAMES: Readonly<Record<ContenderName, string>> = {
  limit: '(a) the limit',
  ours: '(b) our JSON API',
  temporal: '(c) bare Temporal',
  dbos: '(d) DBOS',
  restate: '(e) Restate',
};

const COLUMNS: readonly (readonly [string, (compared: Compared, figures: Figures) => string])[] = [
  ['', ({ name }) => NAMES[name]],
  ['clients', (_, { clients }) => String(clients)],
  ['steps', (_, { steps }) => String(steps)],
  ['p50 ms', (_, { p50 }) => shown(p50, 1)],
  ['p95 ms', (_, { p95 }) => shown(p95, 1)],
  ['p99 ms', (_, { p99 }) => shown(p99, 1)],
  ['steps/s', (_, { stepsPerSecond }) => shown(stepsPerSecond, 0)],
  ['told after ms', (_, { toldAfter }) => shown(toldAfter, 0)],
  ['emails out after ms', (_, { emailsOutAfter }) => shown(emailsOutAfter, 0)],
  ['statements/step', ({ statements }) => shown(statements, 1)],
  ['commits/step', ({ commits }) => shown(commits, 1)],
  ['kept/case', ({ kept }) => (kept === null ? '–' : `${kept.count} ${kept.what}`)],
];

export function comparisonTable({ compared, leftOut }: Comparison): string {
  const rows = compared.flatMap((each) =>
    each.figures.map((figures) => COLUMNS.map(([, of]) => of(each, figures))),
  );
  return [
    table(
      COLUMNS.map(([name]) => name),
      rows,
    ),
    ...leftOut.map(({ name, why }) => `${NAMES[name]} was left out: ${why}`),
  ].join('\n');
}

export function comparisonPicture({ compared }: Comparison): string {
  const bars = (clients: number, of: (figures: Figures) => number) =>
    compared.flatMap(({ name, figures }) =>
      figures
        .filter((each) => each.clients === clients)
        .map((each) => ({ name: NAMES[name], value: of(each), ours: name === 'ours' })),
    );
  return barsPicture([
    { title: 'A step, 1 client: half take no longer', unit: 'ms', bars: bars(1, ({ p50 }) => p50) },
    { title: 'A step, 1 client: 95 of 100 take no longer', unit: 'ms', bars: bars(1, ({ p95 }) => p95) },
    { title: 'A step, 16 clients: 95 of 100 take no longer', unit: 'ms', bars: bars(16, ({ p95 }) => p95) },
    { title: 'Steps a second, 16 clients', unit: '', bars: bars(16, ({ stepsPerSecond }) => stepsPerSecond) },
  ]);
}
