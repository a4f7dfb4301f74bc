/** Pictures of what was measured, as SVG: bars side by side, and lines over a number. */

export interface Bars {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly name: string; readonly value: number; readonly ours: boolean }[];
}

export interface Lines {
  readonly title: string;
  readonly across: string;
  readonly at: readonly number[];
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

const WIDTH = 760;
const LABEL = 200;
const BAR = 22;
const PLOT = { left: 70, top: 40, width: 520, height: 260 };
/** Told apart also without colour: each has a dash of its own. */
const LINES = [
  { colour: '#1d70b8', dash: '' },
  { colour: '#d4351c', dash: '8 3' },
  { colour: '#00703c', dash: '3 3' },
  { colour: '#4c2c92', dash: '10 3 2 3' },
];

export function barsPicture(groups: readonly Bars[]): string {
  let y = 10;
  const parts: string[] = [];
  for (const { title, unit, bars } of groups) {
    y += 24;
    parts.push(text(10, y, title, 'font-weight="bold"'));
    const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
    for (const { name, value, ours } of bars) {
      y += BAR + 6;
      const length = ((WIDTH - LABEL - 130) * value) / most;
      parts.push(
        text(10, y, name),
        `<rect x="${LABEL}" y="${y - BAR + 6}" width="${length.toFixed(1)}" height="${BAR}" fill="${ours ? '#1d70b8' : '#b1b4b6'}"/>`,
        text(LABEL + length + 8, y, `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`),
      );
    }
    y += 16;
  }
  return svg(WIDTH, y + 10, parts);
}

export function linesPicture({ title, across, at, lines }: Lines): string {
  const { left, top, width, height } = PLOT;
  const most = Math.max(...lines.flatMap(({ values }) => values.map((value) => value ?? 0)), 1);
  const x = (value: number): number => left + (width * value) / Math.max(...at, 1);
  const y = (value: number): number => top + height - (height * value) / most;
  const parts = [
    text(10, 22, title, 'font-weight="bold"'),
    `<path d="M${left} ${top}V${top + height}H${left + width}" fill="none" stroke="#505a5f"/>`,
    text(left, top + height + 34, across),
    ...at.map((value) => text(x(value) - 12, top + height + 16, String(value))),
    ...[most / 2, most].map((value) => text(10, y(value) + 5, value.toFixed(0))),
  ];
  for (const [index, { name, values }] of lines.entries()) {
    const { colour, dash } = LINES[index % LINES.length] ?? { colour: '#0b0c0c', dash: '' };
    const points = values.flatMap((value, place) =>
      value === null ? [] : [[x(at[place] ?? 0), y(value)] as const],
    );
    const line = points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ');
    parts.push(
      `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>`,
      text(left + width + 12, (points.at(-1)?.[1] ?? top) + 5, name, `fill="${colour}"`),
    );
  }
  return svg(WIDTH, top + height + 50, parts);
}

function text(x: number, y: number, words: string, further = ''): string {
  const safe = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${further}>${safe}</text>`;
}

const svg = (width: number, height: number, parts: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="14">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...parts,
    '</svg>\n',
  ].join('\n');
