/** Waiting for something that happens by itself, with a deadline instead of a sleep. */
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until the answer is there (not null, undefined or false).
 * @param what says in the error what was waited for.
 * @throws after `withinMs` milliseconds.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms in vain until ${what}`);
    await pause(25);
  }
}
