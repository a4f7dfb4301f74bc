/** The embedded mail catcher, maildev, with the mails that it caught in the installation's folder. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Part, RunPart } from './part.ts';
import { typescript } from './typescript.ts';

export interface MailPlan {
  readonly dataDir: string;
  readonly smtpPort: number;
  /** Of its page and its REST API (`GET /api/email`). */
  readonly webPort: number;
}

/**
 * Starts it on 127.0.0.1, with the mails of earlier runs, and waits until it answers.
 * @throws with its last words when it does not come up.
 */
export async function startMailCatcher(plan: MailPlan, runPart: RunPart): Promise<Part> {
  const folder = join(plan.dataDir, 'mail');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const given = { smtpPort: plan.smtpPort, webPort: plan.webPort, folder };
  const part = runPart({
    name: 'mail',
    givesWay: true,
    dataDir: plan.dataDir,
    ...typescript('./mail-catcher.ts', [JSON.stringify(given)]),
    env: process.env,
    stopSignal: 'SIGTERM',
  });
  const deadline = Date.now() + 60_000;
  // Its page comes last: when it answers, mail is taken too and the earlier mails are there.
  while (!(await answers(`http://127.0.0.1:${plan.webPort}/api/healthz`))) {
    if (part.hasEnded())
      throw new Error(`the mail catcher ended at once. Its last words:\n${part.lastWords()}`);
    if (Date.now() > deadline) {
      await part.stop();
      throw new Error(`the mail catcher does not answer. Its last words:\n${part.lastWords()}`);
    }
    await pause(50);
  }
  return part;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}
