/** Counts that may be shown beyond administrators and business manager, without giving anybody away. */
import type { PlainDate } from '../calendar/types.ts';

/** One thing that is counted: a day, and its value in the one dimension that is shown. */
export interface Fact {
  readonly on: PlainDate;
  readonly value: string;
}

export interface Cell {
  readonly value: string;
  /** Null: suppressed. */
  readonly count: number | null;
}

export interface YearOfCounts {
  readonly year: number;
  readonly cells: readonly Cell[];
  /** Null: suppressed, because it would give a cell away. */
  readonly total: number | null;
}

const isSmall = (count: number): boolean => count >= 1 && count <= 4;
const sum = (counts: readonly number[]): number => counts.reduce((one, other) => one + other, 0);

/**
 * Whether the sum of the suppressed cells (the total less what is shown) gives a small one away: one cell alone is
 * the sum itself, and of several small ones the least and the greatest sum leave one possibility each.
 */
function givenAway(suppressed: readonly number[]): boolean {
  if (!suppressed.every(isSmall)) return false;
  return (
    suppressed.length === 1 ||
    sum(suppressed) === suppressed.length ||
    sum(suppressed) === 4 * suppressed.length
  );
}

/**
 * What to suppress as well: the smallest cells that are not small, else the empty ones. All of equal size together,
 * so that where a cell stands says nothing about it.
 */
function second(counts: readonly number[]): readonly number[] {
  const smallest = Math.min(...counts.filter((count) => count > 4));
  const size = smallest === Infinity ? 0 : smallest;
  return [...counts.keys()].filter((index) => counts[index] === size);
}

function suppress(counts: readonly number[]): {
  readonly cells: readonly (number | null)[];
  readonly total: number | null;
} {
  const suppressed = new Set([...counts.keys()].filter((index) => isSmall(counts[index] ?? 0)));
  let total: number | null = sum(counts);
  if (suppressed.size > 0 && givenAway([...suppressed].map((index) => counts[index] ?? 0))) {
    const others = second(counts);
    if (others.length === 0) total = null;
    for (const index of others) suppressed.add(index);
  }
  return { cells: counts.map((count, index) => (suppressed.has(index) ? null : count)), total };
}

/**
 * Counts by year and one dimension: 1 to 4 suppressed, with a second cell where the total would give one away.
 * @param values every value that the dimension has, so that a missing one is a zero and not a hint
 */
export function suppressedCounts(facts: readonly Fact[], values: readonly string[]): readonly YearOfCounts[] {
  const years = [...new Set(facts.map((fact) => Number(fact.on.slice(0, 4))))].sort(
    (one, other) => one - other,
  );
  return years.map((year) => {
    const within = facts.filter((fact) => fact.on.startsWith(`${year}-`));
    const { cells, total } = suppress(
      values.map((value) => within.filter((fact) => fact.value === value).length),
    );
    return { year, cells: values.map((value, index) => ({ value, count: cells[index] ?? null })), total };
  });
}
