/** What a closure moves, in words: how many dates in how many cases, and each of them. */
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import type { CalendarEffect, MovedTask } from '../../../records/types.ts';

/** Cases that are listed one by one; the numbers count them all. */
const MOST_CASES = 50;

interface Move {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  /** Several people often have the same task. */
  readonly times: number;
}

export interface EffectShown {
  readonly words: string;
  readonly cases: readonly {
    readonly reference: string;
    readonly moves: readonly Move[];
  }[];
  readonly notListed: number;
  readonly sessions: readonly string[];
}

export function effectShown({ cases, sessions }: CalendarEffect): EffectShown {
  const dates = cases.reduce((sum, { moves }) => sum + moves.length, 0);
  return {
    words:
      dates === 0
        ? 'Moves no due date.'
        : `Moves ${counted(dates, 'due date')} in ${counted(cases.length, 'case')}.`,
    cases: cases.slice(0, MOST_CASES).map(({ reference, moves }) => ({
      reference,
      moves: together(moves),
    })),
    notListed: Math.max(0, cases.length - MOST_CASES),
    sessions,
  };
}

function together(moves: readonly MovedTask[]): readonly Move[] {
  const found = new Map<string, Move>();
  for (const { kind, from, to } of moves) {
    const key = `${kind} ${from} ${to}`;
    found.set(key, { title: TASK_TABLE[kind].title, from, to, times: (found.get(key)?.times ?? 0) + 1 });
  }
  return [...found.values()];
}

const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
