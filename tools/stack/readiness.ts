/** Waiting until the service would apply a step and tell its workflow at once. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const answer = z.object({ dependencies: z.record(z.string(), z.string()) });

/** How long the API and the worker may take until they are ready, in milliseconds. */
const PATIENCE = 180_000;

/**
 * Asks `GET /readyz` until it answers 200.
 * @throws after three minutes, with the last answer.
 */
export async function untilReady(port: number, say: (now: string) => void): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const state = await ask(port);
    if (state === 'ready') return;
    say(`waiting, ${state}`);
    if (Date.now() > deadline) throw new Error(`The service does not become ready: ${state}`);
    await pause(200);
  }
}

async function ask(port: number): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(10_000) });
    if (response.status === 200) return 'ready';
    const { dependencies } = answer.parse(await response.json());
    const missing = Object.entries(dependencies).flatMap(([name, state]) =>
      state === 'ready' ? [] : [name],
    );
    return `not ready yet: ${missing.join(', ')}`;
  } catch {
    return 'the API does not answer yet';
  }
}
