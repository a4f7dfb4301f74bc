/** What the contenders share that only keep each step as a row: their cases, and whether every step is there. */
import { randomUUID } from 'node:crypto';
import { connected } from './own-postgres.ts';
import { bodiesOfACase, STEPS_OF_A_CASE } from './eleven-steps.ts';
import type { KeptStep } from './step-table.ts';

const BODIES = bodiesOfACase();

/** Walks one case: each step by `take`, one after the other. */
export async function walkKeptSteps(
  take: (step: KeptStep) => Promise<unknown>,
  timed: (ms: number) => void,
): Promise<string> {
  const caseId = `case-${randomUUID()}`;
  let number = 0;
  for (const body of BODIES) {
    number += 1;
    const begun = performance.now();
    await take({ caseId, number, body });
    timed(performance.now() - begun);
  }
  return caseId;
}

/** Cases of which every step has its row. */
export async function casesKeptWhole(databaseUrl: string): Promise<number> {
  return countOf(
    databaseUrl,
    `SELECT count(*)::int AS count FROM (
       SELECT case_id FROM step GROUP BY case_id HAVING count(*) = ${STEPS_OF_A_CASE}) whole`,
  );
}

export async function countOf(
  databaseUrl: string,
  query: string,
  values: readonly unknown[] = [],
): Promise<number> {
  return connected(databaseUrl, async (client) => {
    const { rows } = await client.query<{ count: number }>(query, [...values]);
    return rows[0]?.count ?? 0;
  });
}
