/** All contenders in one run, turn by turn, on one machine and one PostgreSQL. */
import { setTimeout as pause } from 'node:timers/promises';
import { readSettings } from '../config/settings.ts';
import { bareTemporal } from './bare-temporal/contender.ts';
import { CONTENDERS, type Contender, type ContenderName, type Kept } from './contender.ts';
import { installContenders } from './contenders-installed.ts';
import { countAsked } from './count.ts';
import { dbos } from './dbos.ts';
import { STEPS_OF_A_CASE } from './eleven-steps.ts';
import { limit } from './limit.ts';
import { figuresOf, measure, type Figures, type Turn, warmUp } from './measure.ts';
import { openOurParts, ours } from './ours.ts';
import type { OwnService } from './own-service.ts';
import { postgresOf, type OwnPostgres } from './own-postgres.ts';
import { restate } from './restate.ts';

export interface Comparison {
  /** Whether PostgreSQL waits for the disk. */
  readonly fsync: string;
  readonly rounds: number;
  readonly casesEach: number;
  readonly compared: readonly Compared[];
  readonly leftOut: readonly LeftOut[];
}

export interface Compared {
  readonly name: ContenderName;
  readonly settings: Readonly<Record<string, string>>;
  readonly figures: readonly Figures[];
  /** A step; with everything that goes on behind its answer. */
  readonly statements: number;
  readonly commits: number;
  /** The most frequent statements, each with how often a step sends it. */
  readonly frequent: readonly { readonly statement: string; readonly times: number }[];
  readonly kept: Kept | null;
}

interface LeftOut {
  readonly name: ContenderName;
  readonly why: string;
}

export interface Plan {
  readonly rounds: number;
  /** Cases of each client in each turn. */
  readonly cases: number;
  readonly only: readonly ContenderName[];
  readonly say: (line: string) => void;
}

const CLIENTS = [1, 16];
const COUNTED_CASES = 10;
/** Milliseconds. */
const SETTLING = 5_000;

export async function compare(own: OwnService, plan: Plan): Promise<Comparison> {
  const settings = readSettings(own.environment);
  const postgres = postgresOf(settings);
  const leftOut: LeftOut[] = [];
  const contenders: Contender[] = [];
  const makers = makersOf(own, postgres, plan.say);
  try {
    for (const name of CONTENDERS.filter((each) => plan.only.includes(each))) {
      try {
        plan.say(`${name}: starting`);
        contenders.push(await warmedUp(await makers[name](), plan));
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        plan.say(`${name} is left out: ${why}`);
        leftOut.push({ name, why });
      }
    }
    const turns = await takeTurns(contenders, plan);
    const compared: Compared[] = [];
    for (const contender of contenders) {
      const figures = CLIENTS.map((clients) =>
        figuresOf(clients, turns.get(`${contender.name} ${clients}`) ?? []),
      );
      compared.push({ ...(await countedOf(contender, postgres, plan)), figures });
    }
    const { rounds, cases: casesEach } = plan;
    return { fsync: await fsync(postgres), rounds, casesEach, compared, leftOut };
  } finally {
    for (const contender of contenders) await contender.close();
  }
}

async function warmedUp(contender: Contender, { cases }: Plan): Promise<Contender> {
  try {
    await warmUp(contender, cases);
    return contender;
  } catch (error) {
    await contender.close();
    throw error;
  }
}

/** Each round begins with another one, so that none always comes after the same. */
async function takeTurns(
  contenders: readonly Contender[],
  { rounds, cases, say }: Plan,
): Promise<ReadonlyMap<string, readonly Turn[]>> {
  const turns = new Map<string, Turn[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < contenders.length; place += 1) {
      const contender = contenders[(round + place) % contenders.length];
      if (contender === undefined) continue;
      for (const clients of CLIENTS) {
        say(`Round ${round + 1} of ${rounds}: ${contender.name}, ${clients} at once`);
        const key = `${contender.name} ${clients}`;
        turns.set(key, [...(turns.get(key) ?? []), await measure(contender, clients, cases)]);
      }
    }
  }
  return turns;
}

async function countedOf(
  contender: Contender,
  postgres: OwnPostgres,
  { cases, say }: Plan,
): Promise<Omit<Compared, 'figures'>> {
  say(`${contender.name}: counting statements`);
  const casesEach = Math.min(COUNTED_CASES, cases);
  // Connected before and closed after: signing in is no step.
  const walker = await contender.connect();
  const references: string[] = [];
  const asked = await countAsked(postgres, contender.database, async () => {
    while (references.length < casesEach) references.push(await walker.walk(() => undefined));
    // Asking whether all is settled would count too: it is asked once, when it should be.
    if (contender.name === 'ours') await pause(SETTLING);
    await contender.settled(references.slice(-1));
  });
  walker.close();
  const steps = casesEach * STEPS_OF_A_CASE;
  return {
    name: contender.name,
    settings: contender.settings,
    statements: asked.statements / steps,
    commits: asked.commits / steps,
    frequent: asked.frequent.map(({ statement, times }) => ({ statement, times: times / steps })),
    kept: await contender.kept(references[0] ?? ''),
  };
}

/** What each needs to begin; only who is asked for is begun. */
function makersOf(
  own: OwnService,
  postgres: OwnPostgres,
  say: (line: string) => void,
): Readonly<Record<ContenderName, () => Promise<Contender>>> {
  const settings = readSettings(own.environment);
  return {
    limit: () => limit(own.environment, postgres),
    ours: async () => ours(await openOurParts(own.environment)),
    temporal: () => bareTemporal(settings, postgres),
    async dbos() {
      await installContenders(say);
      return dbos(postgres);
    },
    async restate() {
      await installContenders(say);
      return restate(own.dataDir, postgres);
    },
  };
}

const fsync = (postgres: OwnPostgres): Promise<string> =>
  postgres.administer(async (client) => {
    const { rows } = await client.query<{ fsync: string }>('SHOW fsync');
    return rows[0]?.fsync ?? 'not told';
  });
