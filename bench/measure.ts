/** Drives cases with so many clients at once and takes the time. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Settings } from '../config/settings.ts';
import type { Engine } from '../engine/index.ts';
import type { Records } from '../records/types.ts';
import { ADMINISTRATOR } from '../tools/training-people.ts';
import { caller, keptConnection, type Caller } from './call.ts';
import { facilitatorId, TAKERS, walkCase, type Taker } from './eleven-steps.ts';
import { percentile, type Figures } from './figures.ts';

export interface Measured {
  readonly settings: Settings;
  readonly records: Records;
  readonly engine: Engine;
}

/** Milliseconds. */
const ASKED_EVERY = 20;
const PATIENCE = 120_000;

/** Every client walks so many cases, one after the other. */
export async function measure(on: Measured, clients: number, casesEach: number): Promise<Figures> {
  const { settings, records, engine } = on;
  const all = await Promise.all(Array.from({ length: clients }, () => client(settings, records)));
  const facilitator = await facilitatorId(all[0]?.as(ADMINISTRATOR) ?? unreachable());
  const times: number[] = [];
  const last: string[] = [];
  const begun = performance.now();
  await Promise.all(
    all.map(async ({ as }) => {
      for (let walked = 1; walked <= casesEach; walked += 1) {
        const reference = await walkCase(as, facilitator, (ms) => times.push(ms));
        if (walked === casesEach) last.push(reference);
      }
    }),
  );
  const ended = performance.now();
  for (const { close } of all) close();
  await until(async () => (await records.backlog()).untold === 0);
  await Promise.all(last.map((reference) => until(() => isKnown(records, engine, reference))));
  const toldAfter = performance.now() - ended;
  await until(async () => (await records.backlog()).oldestUnsentAt === null);
  return {
    clients,
    steps: times.length,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
    stepsPerSecond: (times.length * 1000) / (ended - begun),
    toldAfter,
    emailsOutAfter: performance.now() - ended,
  };
}

interface Client {
  readonly as: (taker: Taker) => Caller;
  readonly close: () => void;
}

/** Everybody's calls of one client share its connection; each person's go by a token of this client's own. */
async function client({ port }: Settings, records: Records): Promise<Client> {
  const agent = keptConnection();
  const callers = new Map<Taker, Caller>();
  for (const taker of TAKERS) {
    const token = await records.makeToken(taker, 1);
    if (token === null) throw new Error(`${taker} is not there: is this a training installation?`);
    callers.set(taker, caller(`http://127.0.0.1:${port}`, token, agent));
  }
  return {
    as: (taker) => callers.get(taker) ?? unreachable(),
    close: () => {
      agent.destroy();
    },
  };
}

/** Whether the workflow knows the case as it is; that of a closed case may have ended. */
async function isKnown(records: Records, engine: Engine, reference: string): Promise<boolean> {
  const known = await engine.describeNow(reference);
  const kept = await records.findCase(reference);
  return known === null || known.view.version === kept?.state.version;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('The service does not settle within two minutes');
    await pause(ASKED_EVERY);
  }
}

function unreachable(): never {
  throw new Error('Every client has a caller for everybody');
}
