/** Our service as it is: each step over the JSON API, with everything that it does. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '../config/environment.ts';
import { createLog } from '../config/log.ts';
import type { Settings } from '../config/settings.ts';
import { readSettings } from '../config/settings.ts';
import type { Engine } from '../engine/index.ts';
import { connectEngine } from '../engine/index.ts';
import { openRecords } from '../records/index.ts';
import { publicHolidays } from '../records/public-holidays.ts';
import type { Records } from '../records/types.ts';
import { ADMINISTRATOR } from '../tools/training-people.ts';
import { caller, keptConnection, type Caller } from './call.ts';
import type { Contender, Walker } from './contender.ts';
import { facilitatorId, STEPS_OF_A_CASE, TAKERS, walkCase, type Taker } from './eleven-steps.ts';
import { countOf } from './kept-steps.ts';

interface OurParts {
  readonly settings: Settings;
  readonly records: Records;
  readonly engine: Engine;
}

export interface OpenedParts extends OurParts {
  close(): Promise<void>;
}

/** What looks into a running service beside its API. */
export async function openOurParts(environment: Environment): Promise<OpenedParts> {
  const settings = readSettings(environment);
  const records = await openRecords({ databaseUrl: settings.databaseUrl, publicHolidays });
  const engine = connectEngine({ temporal: settings.temporal, records, log: createLog('bench', 'silent') });
  return {
    settings,
    records,
    engine,
    async close() {
      await engine.close();
      await records.close();
    },
  };
}

/** Milliseconds. */
const ASKED_EVERY = 20;
const PATIENCE = 120_000;

/** Cases that have an event of every step. */
export const WHOLE_CASES = `SELECT count(*)::int AS count FROM (
  SELECT reference FROM case_event WHERE body ->> 'type' = 'stepTaken'
  GROUP BY reference HAVING count(*) = ${STEPS_OF_A_CASE}) whole`;

export function ours(parts: OpenedParts): Contender {
  const { settings, records, engine } = parts;
  return {
    name: 'ours',
    database: 'supervision',
    settings: {},
    connect: () => connect(settings, records),
    async settled(references) {
      const begun = performance.now();
      await until(async () => (await records.backlog()).untold === 0);
      await Promise.all(references.map((reference) => until(() => isKnown(parts, reference))));
      const toldAfter = performance.now() - begun;
      await until(async () => (await records.backlog()).oldestUnsentAt === null);
      return { toldAfter, emailsOutAfter: performance.now() - begun };
    },
    wholeCases: () => countOf(settings.databaseUrl, WHOLE_CASES),
    async kept(reference) {
      return { what: 'history events', count: (await engine.historyLength(reference)).process };
    },
    close: () => parts.close(),
  };
}

/** Everybody's calls of one client share its connection; each person's go by a token of this client's own. */
export async function connect({ port }: Settings, records: Records): Promise<Walker> {
  const agent = keptConnection();
  const callers = new Map<Taker, Caller>();
  for (const taker of TAKERS) {
    const token = await records.makeToken(taker, 1);
    if (token === null) throw new Error(`${taker} is not there: is this a training installation?`);
    callers.set(taker, caller(`http://127.0.0.1:${port}`, agent, token));
  }
  const as = (taker: Taker): Caller => callers.get(taker) ?? unreachable();
  const facilitator = await facilitatorId(as(ADMINISTRATOR));
  return {
    walk: (timed) => walkCase(as, facilitator, timed),
    close: () => {
      agent.destroy();
    },
  };
}

/** Whether the workflow knows the case as it is; that of a closed case may have ended. */
async function isKnown({ records, engine }: OurParts, reference: string): Promise<boolean> {
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
