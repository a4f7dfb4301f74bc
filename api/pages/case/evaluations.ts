/** The scores of Appendix 6 before and after the session: in numbers, without giving away who gave which. */
import { z } from 'zod';
import { suppressedCounts } from '../../../domain/access/index.ts';
import type { Fact } from '../../../domain/access/index.ts';
import { londonDate } from '../../../domain/calendar/index.ts';
import type { StepId } from '../../../domain/process/vocabulary.ts';
import type { KeptAnswerOfStep } from '../../../records/types.ts';

const SCORES = ['1', '2', '3', '4', '5'] as const;
const scored = z.object({ score: z.int().min(1).max(5) });

interface ScoreCount {
  readonly score: string;
  /** Null: not shown, so that nobody is given away. */
  readonly count: number | null;
}
export interface YearOfScores {
  readonly year: number;
  readonly counts: readonly ScoreCount[];
}

/** How often each score was given, of everybody's newest answer; small numbers are not shown. */
export function scoreCounts(all: readonly KeptAnswerOfStep[], step: StepId): readonly YearOfScores[] {
  const newest = new Map<string, KeptAnswerOfStep>();
  for (const answer of all) {
    if (answer.step === step && !newest.has(answer.by)) newest.set(answer.by, answer);
  }
  const facts = [...newest.values()].flatMap(({ body, at }): readonly Fact[] => {
    const { data } = scored.safeParse(body);
    return data === undefined ? [] : [{ on: londonDate(at), value: String(data.score) }];
  });
  return suppressedCounts(facts, SCORES).map(({ year, cells }) => ({
    year,
    counts: cells.map(({ value, count }) => ({ score: value, count })),
  }));
}
