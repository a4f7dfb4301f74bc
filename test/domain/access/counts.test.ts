import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { suppressedCounts, type Fact } from '../../../domain/access/index.ts';
import { day } from './a-case.ts';

const VALUES = ['gp', 'police', 'housing', 'midwife'];

const facts = (counts: readonly number[], year = 2026): readonly Fact[] =>
  counts.flatMap((count, index) =>
    Array.from({ length: count }, () => ({ on: day(`${year}-05-01`), value: VALUES[index] ?? '' })),
  );

function shown(counts: readonly number[]): { cells: readonly (number | null)[]; total: number | null } {
  const [year] = suppressedCounts(facts(counts), VALUES.slice(0, counts.length));
  return { cells: (year?.cells ?? []).map((cell) => cell.count), total: year?.total ?? null };
}

describe('counts shown to others than administrators and business manager', () => {
  test('one to four are suppressed; none and five are not', () => {
    expect(shown([1, 4, 0, 5])).toEqual({ cells: [null, null, 0, 5], total: 10 });
  });

  test('a second cell is suppressed where the total would give the only one away', () => {
    expect(shown([3, 9, 6, 0])).toEqual({ cells: [null, 9, null, 0], total: 18 });
  });

  test('and where the total leaves several only one possibility: all ones, or all fours', () => {
    expect(shown([1, 1, 7, 8])).toEqual({ cells: [null, null, null, 8], total: 17 });
    expect(shown([4, 4, 7, 8])).toEqual({ cells: [null, null, null, 8], total: 23 });
  });

  test('the total goes where there is no second cell', () => {
    expect(shown([3])).toEqual({ cells: [null], total: null });
    expect(shown([1, 1])).toEqual({ cells: [null, null], total: null });
  });

  test('years stand for themselves, in order, and nothing finer than a year is shown', () => {
    const years = suppressedCounts([...facts([6, 7], 2027), ...facts([5, 8], 2026)], ['gp', 'police']);
    expect(years).toEqual([
      {
        year: 2026,
        cells: [
          { value: 'gp', count: 5 },
          { value: 'police', count: 8 },
        ],
        total: 13,
      },
      {
        year: 2027,
        cells: [
          { value: 'gp', count: 6 },
          { value: 'police', count: 7 },
        ],
        total: 13,
      },
    ]);
  });

  test('whoever knows these rules cannot work out any suppressed count: walked for every table up to 9 in 3 cells', () => {
    const tables = new Map<string, (readonly number[])[]>();
    const walk = (counts: readonly number[], cells: number): void => {
      if (counts.length < cells) {
        for (let count = 0; count <= 9; count += 1) walk([...counts, count], cells);
      } else if (counts.some((count) => count > 0)) {
        const key = JSON.stringify(shown(counts));
        tables.set(key, [...(tables.get(key) ?? []), counts]);
      }
    };
    for (const cells of [1, 2, 3]) walk([], cells);
    for (const [key, possible] of tables) {
      const [first = []] = possible;
      first.forEach((_, index) => {
        if (shown(first).cells[index] !== null) return;
        const counts = new Set(possible.map((each) => each[index]));
        expect([key, counts.size > 1]).toEqual([key, true]);
      });
    }
  });

  test('what is shown is true: cells as counted, the total their sum', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 }), (counts) => {
        fc.pre(counts.some((count) => count > 0));
        const { cells, total } = shown(counts);
        cells.forEach((cell, index) => {
          if (cell !== null) expect(cell).toBe(counts[index]);
          expect(cell === null || cell === 0 || cell >= 5).toBe(true);
        });
        if (total !== null) expect(total).toBe(counts.reduce((one, other) => one + other, 0));
        expect(cells.filter((cell) => cell === null).length === 1 && total !== null).toBe(false);
      }),
    );
  });
});
