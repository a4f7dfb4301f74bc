/** Facts about processes of this machine: whether one still runs, whether it is the one we mean, and ending it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process told apart from a later one that got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the operating system's own words; only ever compared. */
  readonly startedAt: string;
}

const HAS_PROC = existsSync('/proc/self/stat');

/** The identity of a running process; null when there is none, or only its remains that nobody has collected. */
export function identify(pid: number): ProcessIdentity | null {
  const startedAt = HAS_PROC ? startFromProc(pid) : startFromPs(pid);
  return startedAt === null ? null : { pid, startedAt };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/**
 * Asks a process to end and, after `graceMs` milliseconds, makes it.
 * @returns once it is gone.
 */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (!isRunning(identity)) return;
  sendSignal(identity.pid, signal);
  if (await hasEnded(identity, graceMs)) return;
  sendSignal(identity.pid, 'SIGKILL');
  await hasEnded(identity, 5_000);
}

/**
 * The npm that runs this process as one of its scripts: a few processes up, as a shell or a loader may stand in
 * between. Null when there is none.
 */
export function npmAbove(): ProcessIdentity | null {
  let pid = process.ppid;
  for (let step = 0; step < 5 && pid > 1; step += 1) {
    const [parent = '', ...command] = ps('ppid=,args=', pid)?.split(/\s+/) ?? [];
    if (
      /^(?:\S*\/)?npm(?:-cli\.js)?$/.test(command[0] ?? '') ||
      command.some((word) => /npm-cli\.js$/.test(word))
    ) {
      return identify(pid);
    }
    pid = Number(parent);
  }
  return null;
}

async function hasEnded(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isRunning(identity)) {
    if (Date.now() > deadline) return false;
    await pause(50);
  }
  return true;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
}

function startFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name in brackets, may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, started] = [fields[0], fields[19]];
    return state === 'Z' || state === 'X' || started === undefined ? null : started;
  } catch {
    return null;
  }
}

function startFromPs(pid: number): string | null {
  const [state = '', ...started] = ps('stat=,lstart=', pid)?.split(/\s+/) ?? [];
  return state === '' || state.startsWith('Z') ? null : started.join(' ');
}

/** What `ps` says of a process; null when there is none, or no `ps`. */
function ps(columns: string, pid: number): string | null {
  try {
    const answer = execFileSync('ps', ['-o', columns, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    return answer.trim() === '' ? null : answer.trim();
  } catch {
    return null;
  }
}
