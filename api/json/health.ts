/** Whether the service lives, and whether a step would be applied and its workflow told at once. No token needed. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '../../engine/index.ts';
import type { Records } from '../../records/types.ts';

const CACHED_FOR_MS = 1_000;

/** What a step needs to be applied and told at once. */
export const DEPENDENCIES = ['database', 'workflows', 'worker', 'mail'] as const;
export type Dependency = (typeof DEPENDENCIES)[number];
export type Schedule = Awaited<ReturnType<Engine['schedule']>>;

interface Detail<State> {
  readonly state: State;
  /** Real time, epoch ms: when this process first saw it so, however it was before. */
  readonly since: number;
  /** How long it took to answer, milliseconds. */
  readonly ms: number;
}

export interface Readiness {
  readonly ready: boolean;
  readonly dependencies: Readonly<Record<Dependency, Detail<'ready' | 'away'>>>;
  /** Of what tells cases not yet told: steps are told at once without it. */
  readonly schedule: Detail<Schedule>;
}

/** Of which each is asked. */
interface Asked {
  readonly records: Pick<Records, 'ready'>;
  readonly engine: Pick<Engine, 'ready' | 'schedule'>;
  readonly mailAccepted: () => Promise<boolean>;
}

const UNHEARD: Schedule = 'unknown';

/** @param withinMs of what has not answered by then the answer before is given; without it each has its own limit */
export type AskReadiness = (withinMs?: number) => Promise<Readiness>;

/** @returns asks all dependencies at once, at most once a second, however many ask */
export function readinessOf({ records, engine, mailAccepted }: Asked): AskReadiness {
  // What each answered last; at first nobody has.
  let heard = { database: false, engine: { server: false, worker: false }, mail: false, schedule: UNHEARD };
  const hear = (answer: Partial<typeof heard>): void => {
    heard = { ...heard, ...answer };
  };
  const ask = () => {
    const now = {
      at: Date.now(),
      database: timed(() => records.ready().catch(() => false)),
      engine: timed(() => engine.ready()),
      mail: timed(() => mailAccepted().catch(() => false)),
      schedule: timed(() => engine.schedule()),
    };
    void now.database.then(({ answer }) => {
      hear({ database: answer });
    });
    void now.engine.then(({ answer }) => {
      hear({ engine: answer });
    });
    void now.mail.then(({ answer }) => {
      hear({ mail: answer });
    });
    void now.schedule.then(({ answer }) => {
      hear({ schedule: answer });
    });
    return now;
  };
  let asked: ReturnType<typeof ask> | null = null;
  const seen = new Map<string, { readonly state: string; readonly since: number }>();

  function detail<State extends string>(
    name: string,
    state: State,
    { ms, inTime }: Timed<unknown>,
  ): Detail<State> {
    const before = seen.get(name);
    const since = before?.state === state ? before.since : Date.now();
    // Who is late for a short limit has said nothing new.
    if (inTime) seen.set(name, { state, since });
    return { state, since, ms: Math.round(ms) };
  }

  return async (withinMs) => {
    if (asked === null || Date.now() - asked.at > CACHED_FOR_MS) asked = ask();
    const [database, engineReady, mail, schedule] = await Promise.all([
      by(withinMs, asked.database, heard.database),
      by(withinMs, asked.engine, heard.engine),
      by(withinMs, asked.mail, heard.mail),
      by(withinMs, asked.schedule, heard.schedule),
    ]);
    const { server, worker } = engineReady.answer;
    const word = (name: Dependency, ready: boolean, timing: Timed<unknown>) =>
      detail(name, ready ? 'ready' : 'away', timing);
    return {
      ready: database.answer && server && worker && mail.answer,
      dependencies: {
        database: word('database', database.answer, database),
        workflows: word('workflows', server, engineReady),
        worker: word('worker', worker, engineReady),
        mail: word('mail', mail.answer, mail),
      },
      schedule: detail('schedule', schedule.answer, schedule),
    };
  };
}

interface Timed<T> {
  readonly answer: T;
  readonly ms: number;
  /** Whether it is an answer, and not what is taken for one meanwhile. */
  readonly inTime: boolean;
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const began = performance.now();
  const answer = await work();
  return { answer, ms: performance.now() - began, inTime: true };
}

function by<T>(withinMs: number | undefined, asked: Promise<Timed<T>>, otherwise: T): Promise<Timed<T>> {
  if (withinMs === undefined) return asked;
  const late = { answer: otherwise, ms: withinMs, inTime: false };
  return Promise.race([asked, pause(withinMs, late, { ref: false })]);
}

/** As `/readyz` answers it: each dependency's state, and beside it since when, and how quick it was. */
export function readinessAnswer({ ready, dependencies, schedule }: Readiness): object {
  const shown = <State>({ state, since, ms }: Detail<State>) => ({
    state,
    since: new Date(since).toISOString(),
    ms,
  });
  return {
    status: ready ? 'ready' : 'notReady',
    dependencies: Object.fromEntries(DEPENDENCIES.map((name) => [name, dependencies[name].state])),
    details: {
      ...Object.fromEntries(DEPENDENCIES.map((name) => [name, shown(dependencies[name])])),
      schedule: shown(schedule),
    },
  };
}
