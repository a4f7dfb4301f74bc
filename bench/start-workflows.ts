/** Starts the workflows of copied cases as the service itself would: each is told of its case. */
import type { OpenedParts } from './ours.ts';

const PAGE = 200;
const AT_ONCE = 20;
const TRIES = 60;

/** It answers only once a worker has carried it so far, and no call waits for longer than some seconds. */
async function untilCarried(engine: OpenedParts['engine'], reference: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await engine.describeNow(reference);
      return;
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

/**
 * Tells so many open cases, in the order of their references, from the one after `after`.
 * @returns the reference of the last
 */
export async function startWorkflows(
  { records, engine }: OpenedParts,
  after: string | null,
  count: number,
): Promise<string | null> {
  let last = after;
  for (let left = count; left > 0;) {
    const page = await records.openCases(last, Math.min(PAGE, left));
    if (page.length === 0) throw new Error(`There are ${left} open cases too few`);
    for (let from = 0; from < page.length; from += AT_ONCE) {
      const some = page.slice(from, from + AT_ONCE);
      const told = await Promise.all(some.map((each) => engine.tellAtOnce({ ...each, step: null })));
      if (told.includes('later'))
        throw new Error('Temporal does not take the cases as fast as they are told');
    }
    last = page.at(-1)?.reference ?? last;
    left -= page.length;
  }
  if (last !== null) await untilCarried(engine, last);
  return last;
}
