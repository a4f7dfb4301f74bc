/** One process that the stack runs: started apart from the terminal, noted down, watched over, and ended cleanly. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { endProcess, identify } from './processes.ts';
import type { StopSignal } from './run-files.ts';
import { noteEnded, noteRunning } from './run-files.ts';

export interface PartPlan {
  /** Names it in messages, its log and its run file: `postgres`, `api`, … */
  readonly name: string;
  readonly dataDir: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly stopSignal: StopSignal;
  /** The account it runs as, where not as ours. */
  readonly uid?: number;
  /** Nobody waits for its answers: where the machine is busy, the others go first. */
  readonly givesWay?: boolean;
}

export interface Part {
  readonly name: string;
  /** Settles when the process has ended, whoever ended it. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
  /** Says where its log is. */
  readonly whereLogged: string;
  /** The last lines of its log, for a message about why it ended. */
  lastWords(): string;
}

/** Starts a part; whoever gives this keeps an eye on what it started. */
export type RunPart = (plan: PartPlan) => Part;

/** How long a part may take to end by itself, in milliseconds. */
const GRACE = 15_000;

/** Behind the others: 19 is the last place there is, 0 the usual one. */
const LAST_PLACE = 19;

/** Where this cannot be asked for, all are equal, which is a little slower and nothing else. */
function giveWay(pid: number): void {
  try {
    setPriority(pid, LAST_PLACE);
    // Linux weighs terminals' sessions, of which each part is one, against each other, and places only within them.
    writeFileSync(`/proc/${pid}/autogroup`, `${LAST_PLACE}`);
  } catch {
    // Not Linux, or not ours to say.
  }
}

/** @throws when the program cannot be run at all. */
export function startPart(plan: PartPlan): Part {
  const logFile = join(plan.dataDir, 'logs', `${plan.name}.log`);
  const log = freshLog(logFile);
  // A process group of its own: Ctrl-C in the terminal reaches the start only, which then stops all in order.
  const child = spawn(plan.command, plan.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: plan.env,
    ...(plan.uid === undefined ? {} : { uid: plan.uid, gid: plan.uid }),
  });
  closeSync(log);
  const ended = once(child, 'exit').then(
    () => undefined,
    () => undefined,
  );
  if (child.pid === undefined) {
    throw new Error(`${plan.name} cannot be started: ${plan.command} does not run on this machine`);
  }
  // At once, before it has threads, which take it over from whoever makes them.
  if (plan.givesWay === true) giveWay(child.pid);
  const identity = identify(child.pid);
  noteRunning(plan.dataDir, plan.name, child.pid, plan.stopSignal);
  const watch = watchOver(child.pid, plan.stopSignal);
  let over = false;
  void ended.then(() => {
    over = true;
    watch.release();
    noteEnded(plan.dataDir, plan.name);
  });
  return {
    name: plan.name,
    ended,
    whereLogged: `Its log: ${logFile}`,
    hasEnded: () => over,
    async stop() {
      if (identity !== null) await endProcess(identity, plan.stopSignal, GRACE);
      await ended;
    },
    lastWords: () => tail(logFile),
  };
}

/**
 * Ends the process when this one is gone, even by `kill -9`: a shell that waits for the end of a pipe that only
 * this process holds open.
 */
function watchOver(pid: number, signal: StopSignal): { release(): void } {
  const script = `read -r released && exit 0
kill -s ${signal.slice(3)} ${pid} 2>/dev/null || exit 0
tries=0
while kill -0 ${pid} 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
kill -s KILL ${pid} 2>/dev/null`;
  const watcher = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watcher.unref();
  // A watcher that was killed cannot be written to; then there is nothing to release.
  watcher.stdin.on('error', () => undefined);
  return { release: () => void watcher.stdin.end('released\n') };
}

/** An empty log file; the one of the run before stays beside it. */
function freshLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    renameSync(path, path.replace(/\.log$/, '.previous.log'));
  } catch {
    // The first run: there is none.
  }
  return openSync(path, 'a', 0o600);
}

function tail(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
}
