/** Whether the service lives, and whether a step would be applied and its workflow told at once. No token needed. */
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

/** @returns asks all dependencies at once, at most once a second, however many ask */
export function readinessOf({ records, engine, mailAccepted }: Asked): () => Promise<Readiness> {
  let asked: { readonly at: number; readonly answer: Promise<Readiness> } | null = null;
  const seen = new Map<string, { readonly state: string; readonly since: number }>();

  function detail<State extends string>(name: string, state: State, ms: number): Detail<State> {
    const before = seen.get(name);
    const since = before?.state === state ? before.since : Date.now();
    seen.set(name, { state, since });
    return { state, since, ms: Math.round(ms) };
  }

  async function ask(): Promise<Readiness> {
    const [database, engineReady, mail, schedule] = await Promise.all([
      timed(() => records.ready().catch(() => false)),
      timed(() => engine.ready()),
      timed(() => mailAccepted().catch(() => false)),
      timed(() => engine.schedule()),
    ]);
    const { server, worker } = engineReady.answer;
    const word = (name: Dependency, ready: boolean, ms: number) => detail(name, ready ? 'ready' : 'away', ms);
    return {
      ready: database.answer && server && worker && mail.answer,
      dependencies: {
        database: word('database', database.answer, database.ms),
        workflows: word('workflows', server, engineReady.ms),
        worker: word('worker', worker, engineReady.ms),
        mail: word('mail', mail.answer, mail.ms),
      },
      schedule: detail('schedule', schedule.answer, schedule.ms),
    };
  }

  return () => {
    if (asked === null || Date.now() - asked.at > CACHED_FOR_MS) asked = { at: Date.now(), answer: ask() };
    return asked.answer;
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly answer: T; readonly ms: number }> {
  const began = performance.now();
  const answer = await work();
  return { answer, ms: performance.now() - began };
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
