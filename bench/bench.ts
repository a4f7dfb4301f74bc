/**
 * `npm run bench`: whole cases of eleven steps over the JSON API, with 1 client and with 16, against a service of its own;
 * `-- --running` measures the training service that runs by these settings instead, and leaves its cases there.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Environment } from '../config/environment.ts';
import { createLog } from '../config/log.ts';
import { readSettings } from '../config/settings.ts';
import { connectEngine } from '../engine/index.ts';
import { openRecords } from '../records/index.ts';
import { publicHolidays } from '../records/public-holidays.ts';
import { STEPS_OF_A_CASE } from './eleven-steps.ts';
import { tableOf, type Figures } from './figures.ts';
import { measure } from './measure.ts';
import { startOwnService } from './own-service.ts';

const WARM_UP = { clients: 4, casesEach: 10 };
const RUNS = [
  { clients: 1, casesEach: 50 },
  { clients: 16, casesEach: 20 },
];
const RESULTS = new URL('results/', import.meta.url);

async function measureAll(environment: Environment): Promise<readonly Figures[]> {
  const settings = readSettings(environment);
  const records = await openRecords({ databaseUrl: settings.databaseUrl, publicHolidays });
  const engine = connectEngine({ temporal: settings.temporal, records, log: createLog('bench', 'silent') });
  const on = { settings, records, engine };
  try {
    await measure(on, WARM_UP.clients, WARM_UP.casesEach);
    const measured: Figures[] = [];
    for (const { clients, casesEach } of RUNS) measured.push(await measure(on, clients, casesEach));
    return measured;
  } finally {
    await engine.close();
    await records.close();
  }
}

function keep(measured: readonly Figures[]): string {
  const at = new Date().toISOString();
  const file = new URL(`${at.replaceAll(/[:.]/g, '-')}.json`, RESULTS);
  const machine = {
    cpus: availableParallelism(),
    model: cpus()[0]?.model ?? 'unknown',
    node: process.version,
  };
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify({ at, machine, stepsOfACase: STEPS_OF_A_CASE, measured }, null, 2)}\n`,
  );
  return file.pathname;
}

const { values } = parseArgs({ options: { running: { type: 'boolean', default: false } } });
const own = values.running ? null : await startOwnService();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.resolve(own?.stop()).finally(() => process.exit(1));
  });
}
try {
  const measured = await measureAll(own?.environment ?? process.env);
  console.log(`Cases of ${STEPS_OF_A_CASE} steps over the JSON API, ${availableParallelism()} cores`);
  console.log(tableOf(measured));
  console.log(`Kept in ${keep(measured)}`);
} finally {
  await own?.stop();
}
