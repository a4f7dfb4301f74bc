import { describe, expect, test } from '@jest/globals';
import { watchForBack } from '../../../activities/email/back.ts';

const THERE = () => Promise.resolve(true);
const AWAY = () => Promise.resolve(false);

describe('a mail server that was away', () => {
  const watched = () => {
    const clock = { now: 0 };
    return { clock, back: watchForBack(() => clock.now) };
  };

  test('counts as back once at first, since nobody knows what was before', async () => {
    const { back } = watched();
    expect([await back.isBack(THERE), await back.isBack(THERE)]).toEqual([true, false]);
  });

  test('is back once for each time that somebody missed it, however short', async () => {
    const { back } = watched();
    await back.isBack(THERE);
    back.sent();
    expect(await back.isBack(THERE)).toBe(false);
    back.missed();
    expect([await back.isBack(AWAY), await back.isBack(AWAY)]).toEqual([false, false]);
    expect([await back.isBack(THERE), await back.isBack(THERE)]).toEqual([true, false]);
  });

  test('missed while it is asked is missed the next time', async () => {
    const { clock, back } = watched();
    const asked = await back.isBack(() => {
      back.missed();
      return Promise.resolve(true);
    });
    clock.now += 30_000;
    expect([asked, await back.isBack(THERE)]).toEqual([true, true]);
  });

  test('and answers, but takes nothing: is said to be back ever less often, at most an hour apart', async () => {
    const { clock, back } = watched();
    const times: number[] = [];
    while (clock.now < 8 * 3_600_000) {
      back.missed();
      if (await back.isBack(THERE)) times.push(clock.now);
      clock.now += 20_000;
    }
    const pauses = times.slice(1).map((at, place) => at - (times[place] ?? 0));
    expect(pauses.slice(0, 3)).toEqual([40_000, 60_000, 120_000]);
    expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
    expect(pauses.at(-1)).toBe(3_600_000);
    back.sent();
    expect(await back.isBack(THERE)).toBe(true);
  });
});
