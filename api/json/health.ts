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

/** @param withinMs of what has not answered by then the answer before is given; without it each has its own limit */
export type AskReadiness = (withinMs?: number) => Promise<Readiness>;

/** @returns asks all dependencies at once, at most once a second, however many ask */
export function readinessOf({ records, engine, mailAccepted }: Asked): AskReadiness {
  const dependencies = {
    database: asking(() => records.ready().catch(() => false), false),
    engine: asking(() => engine.ready(), { server: false, worker: false }),
    mail: asking(() => mailAccepted().catch(() => false), false),
    schedule: asking<Schedule>(() => engine.schedule(), 'unknown'),
  };
  let askedAt = -Infinity;
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
    if (performance.now() - askedAt > CACHED_FOR_MS) {
      askedAt = performance.now();
      for (const each of Object.values(dependencies)) each.ask();
    }
    const [database, engineReady, mail, schedule] = await Promise.all([
      dependencies.database.answer(withinMs),
      dependencies.engine.answer(withinMs),
      dependencies.mail.answer(withinMs),
      dependencies.schedule.answer(withinMs),
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

/** One who is asked again and again; at first nothing was heard of them. */
function asking<T>(question: () => Promise<T>, unheard: T) {
  let heard = { answer: unheard, of: 0 };
  let newest = Promise.resolve<Timed<T>>({ answer: unheard, ms: 0, inTime: false });
  let times = 0;
  return {
    ask(): void {
      times += 1;
      const of = times;
      newest = timed(question);
      // A slow answer must not replace one that was asked for after it.
      void newest.then(({ answer }) => {
        if (of > heard.of) heard = { answer, of };
      });
    },
    answer(withinMs: number | undefined): Promise<Timed<T>> {
      if (withinMs === undefined) return newest;
      const late = { answer: heard.answer, ms: withinMs, inTime: false };
      return Promise.race([newest, pause(withinMs, late, { ref: false })]);
    },
  };
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const began = performance.now();
  const answer = await work();
  return { answer, ms: performance.now() - began, inTime: true };
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
