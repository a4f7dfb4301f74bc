/**
 * `npm run kills`: the whole service as processes, clients that drive cases over the JSON API, and `kill -9` at random
 * moments and at every boundary of a step; `-- --away postgres=600` and the like takes a part away for so many seconds.
 * Says what was killed and what held; exits 1 where anything was lost, done twice, stuck or found by the doctor.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';

import { readAbsence, stayAway } from './away.ts';
import type { Driving } from './clients.ts';
import { drive } from './clients.ts';
import { casesAtFault, doctorFinds, emailsAtFault, settled, stepsAtFault } from './judge.ts';
import type { Moment, Surroundings } from './moments.ts';
import { MOMENTS } from './moments.ts';
import { startKilledService } from './service.ts';
import { openStalls } from './stalls.ts';

const RESULTS = new URL('../results/', import.meta.url);
/** Between two kills, milliseconds at most. */
const PAUSE_MS = 2_000;
/** Most kills meet a service at work again; the others, one that has not come back from the last. */
const AT_WORK_AGAIN = 0.75;
const AT_WORK_WITHIN_MS = 20_000;
/** The cases in hand come to their end within this once nothing is killed any more. */
const FINISH_WITHIN_MS = 15 * 60_000;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    clients: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
    away: { type: 'string', multiple: true, default: [] },
  },
});
const plan = {
  kills: Number(values.kills),
  clients: Number(values.clients),
  seed: Number(values.seed),
  absences: values.away.map(readAbsence),
};

/** Ctrl-C ends the killing, and what was done so far is judged; a second one ends it all. */
let enough = false;

const begun = Date.now();
const say = (line: string): void => {
  console.log(`${((Date.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${line}`);
};

/** Numbers from 0 to 1, the same for the same seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<T>(all: readonly T[], random: () => number): readonly T[] {
  return all
    .map((each) => ({ each, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ each }) => each);
}

const nameOf = ({ name, kills }: Moment): string => `${kills.padEnd(9)} ${name}`;

/** A step more is answered, or nobody has the patience. */
async function atWork(driving: Driving): Promise<void> {
  const before = driving.answered.length;
  const deadline = Date.now() + AT_WORK_WITHIN_MS;
  while (driving.answered.length === before && Date.now() < deadline) await pause(100);
}

async function killOften(on: Surroundings): Promise<ReadonlyMap<string, number>> {
  const random = chance(plan.seed);
  const struck = new Map(MOMENTS.map((moment) => [nameOf(moment), 0]));
  for (let done = 0, round: readonly Moment[] = []; done < plan.kills && !enough;) {
    if (round.length === 0) round = shuffled(MOMENTS, random);
    const [moment, ...rest] = round;
    round = rest;
    if (moment === undefined) continue;
    if (random() < AT_WORK_AGAIN) await atWork(on.driving);
    await pause(random() * PAUSE_MS);
    const hit = await moment.strike(on).catch(() => false);
    if (hit) {
      done += 1;
      struck.set(nameOf(moment), (struck.get(nameOf(moment)) ?? 0) + 1);
    }
    say(
      `${hit ? `kill ${done}` : 'not come'}: ${nameOf(moment)}; ${on.driving.answered.length} steps answered`,
    );
  }
  return struck;
}

async function run(): Promise<readonly string[]> {
  const service = await startKilledService(say);
  process.on('SIGINT', () => {
    if (enough) void service.close().finally(() => process.exit(1));
    enough = true;
  });
  const records = await openRecords({ databaseUrl: service.settings.databaseUrl, publicHolidays });
  try {
    const stalls = await openStalls(service.adminUrl);
    const driving = await drive(`http://127.0.0.1:${service.settings.port}`, records, plan.clients);
    const struck = await killOften({ service, stalls, driving });
    for (const absence of plan.absences) await stayAway(service, absence, say);
    await service.whole();
    await stalls.close();

    say('nothing is killed any more; looking at the cases in hand');
    await driving.rest();
    const told = await settled(records);
    const open = await records.openCases(null, 1_000);
    const whileOpen = await doctorFinds(service);
    say(`${open.length} open cases, all told and every email out after ${told} ms; they go on to their end`);
    driving.goOn();
    await driving.finish(FINISH_WITHIN_MS);
    await settled(records);
    const emails = await emailsAtFault(service);
    const faults = [
      ...driving.surprises.map((each) => `surprise: ${each}`),
      ...driving.differing.map((each) => `asked again, answered otherwise: ${each}`),
      ...(await stepsAtFault(service, driving)),
      ...(await casesAtFault(service, records)),
      ...emails.faults,
      ...whileOpen,
      ...(await doctorFinds(service)),
    ];
    const result = {
      at: new Date().toISOString(),
      ...plan,
      cores: availableParallelism(),
      seconds: Math.round((Date.now() - begun) / 1000),
      killed: [...struck.values()].reduce((sum, times) => sum + times, 0),
      struck: Object.fromEntries(struck),
      cases: driving.begun(),
      stepsAnswered: driving.answered.length,
      askedAgain: driving.repeats(),
      openAtTheEnd: open.length,
      emails: emails.emails,
      faults,
    };
    for (const [name, times] of struck) console.log(`${String(times).padStart(5)}  ${name}`);
    console.log(
      `${result.killed} kills, ${plan.clients} clients, ${result.cases} cases, ${result.stepsAnswered} steps answered, ${result.askedAgain} calls asked again; ` +
        `${emails.emails.sent} emails sent, ${emails.emails.onceUnknown} once with outcome unknown ` +
        `(${emails.emails.cameTwice} came twice), ${emails.emails.outcomeUnknown} unknown in the end ` +
        `(${emails.emails.unknownButTaken} of them arrived)`,
    );
    mkdirSync(RESULTS, { recursive: true });
    const file = new URL(`kills-${result.at.replaceAll(/[:.]/g, '-')}.json`, RESULTS);
    writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
    console.log(`Kept in ${file.pathname}`);
    if (faults.length === 0) {
      await service.close();
      rmSync(service.dataDir, { recursive: true, force: true });
    } else {
      console.error(`Data and logs stay in ${service.dataDir}`);
    }
    return faults;
  } finally {
    await records.close().catch(() => undefined);
    await service.close();
  }
}

const faults = await run();
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else
  say(
    'nothing lost, no step twice, no email but where its timeline says so, nobody stuck; the doctor finds nothing',
  );
