/** Whether the service lives, and whether a step would be applied and its workflow told at once. No token needed. */
import type { Services } from '../services.ts';

const CACHED_FOR_MS = 1_000;

export interface Readiness {
  readonly ready: boolean;
  readonly dependencies: Readonly<Record<'database' | 'workflows' | 'worker' | 'mail', 'ready' | 'away'>>;
}

/** @returns asks all dependencies at once, at most once a second, however many ask */
export function readinessOf({
  records,
  engine,
  mailAccepted,
}: Pick<Services, 'records' | 'engine' | 'mailAccepted'>): () => Promise<Readiness> {
  let asked: { readonly at: number; readonly answer: Promise<Readiness> } | null = null;

  async function ask(): Promise<Readiness> {
    const [database, { server, worker }, mail] = await Promise.all([
      records.ready().catch(() => false),
      engine.ready(),
      mailAccepted().catch(() => false),
    ]);
    const word = (ready: boolean) => (ready ? 'ready' : 'away');
    return {
      ready: database && server && worker && mail,
      dependencies: {
        database: word(database),
        workflows: word(server),
        worker: word(worker),
        mail: word(mail),
      },
    };
  }

  return () => {
    if (asked === null || Date.now() - asked.at > CACHED_FOR_MS) asked = { at: Date.now(), answer: ask() };
    return asked.answer;
  };
}
