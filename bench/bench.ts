/**
 * `npm run bench`, against a service of its own (docs/benchmark.md):
 * a case of eleven steps over our JSON API, compared with other ways of keeping it;
 * `-- --rounds N --cases N --only ours,temporal` say how much of it;
 * `-- --open N` memory and speed with so many open cases; `-- --start N` starting with so many.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { CONTENDERS, type ContenderName } from './contender.ts';
import { STEPS_OF_A_CASE } from './eleven-steps.ts';
import { prepareOpenCases } from './many-cases.ts';
import { measureOpen } from './open.ts';
import { startOwnService, type OwnService } from './own-service.ts';
import { keepResult } from './results.ts';
import { measureStart, prepareStart } from './start.ts';
import { comparisonPicture, comparisonTable } from './told.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    cases: { type: 'string', default: '15' },
    only: { type: 'string', default: CONTENDERS.join(',') },
    open: { type: 'string' },
    start: { type: 'string' },
  },
});

const say = (line: string): void => {
  console.log(line);
};

/** @throws where it is no whole number from 1. */
function number(name: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${name} must be a number from 1, not ${text}`);
  return Number(text);
}

function contenders(text: string): readonly ContenderName[] {
  const named = text.split(',').map((part) => part.trim());
  const unknown = named.filter((name) => !CONTENDERS.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`--only knows ${CONTENDERS.join(', ')}, not ${unknown.join(', ')}`);
  return CONTENDERS.filter((name) => named.includes(name));
}

/** Whatever happens, the service of the benchmark does not stay behind. */
async function withService<T>(own: OwnService, work: () => Promise<T>): Promise<T> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void own.stop().finally(() => process.exit(1));
    });
  }
  try {
    return await work();
  } finally {
    await own.stop();
  }
}

const plan = {
  rounds: number('rounds', values.rounds),
  cases: number('cases', values.cases),
  only: contenders(values.only),
  say,
};
if (values.open !== undefined) {
  const most = number('open', values.open);
  const own = await startOwnService((databaseUrl) => prepareOpenCases(databaseUrl, most));
  const { result, told, picture } = await withService(own, () => measureOpen(own, most, plan));
  console.log(told);
  console.log(`Kept in ${keepResult('open', result, picture)}.json and .svg`);
} else if (values.start !== undefined) {
  const cases = number('start', values.start);
  const own = await startOwnService((databaseUrl) => prepareStart(databaseUrl, cases));
  const { result, told } = await withService(own, () => measureStart(own, { cases, say }));
  console.log(told);
  console.log(`Kept in ${keepResult('start', result, null)}.json`);
} else {
  const own = await startOwnService();
  await withService(own, async () => {
    const comparison = await compare(own, plan);
    console.log(`Cases of ${STEPS_OF_A_CASE} steps, ${availableParallelism()} cores`);
    console.log(comparisonTable(comparison));
    const kept = keepResult(
      'compare',
      { stepsOfACase: STEPS_OF_A_CASE, ...comparison },
      comparisonPicture(comparison),
    );
    console.log(`Kept in ${kept}.json and .svg`);
  });
}
