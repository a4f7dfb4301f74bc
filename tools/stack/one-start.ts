/** One start per installation at a time, and nothing of an earlier one in its way. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Settings } from '../../config/settings.ts';
import { portsNeeded, takenPorts } from './ports.ts';
import type { Progress } from './progress.ts';
import { endLeftovers, leaveInstallation, takeInstallation } from './run-files.ts';

/** An earlier start that was told to stop, or whose npm was killed, gets so long to end, in milliseconds. */
const WAIT_FOR_OTHER = 20_000;

/** A reason to not start that the reader can do something about: told without a stack trace. */
export class CannotStart extends Error {}

/**
 * @throws {CannotStart} when another start of this installation runs on, or ports are taken (all are named).
 */
export async function clearTheWay(settings: Settings, progress: Progress): Promise<void> {
  const deadline = Date.now() + WAIT_FOR_OTHER;
  let told = false;
  for (;;) {
    const holder = takeInstallation(settings.dataDir);
    if (holder === null) break;
    if (!told)
      progress.line(
        `Another start of this installation runs (process ${holder.pid}); waiting for it to end …`,
      );
    told = true;
    if (Date.now() > deadline) {
      throw new CannotStart(
        `This installation (${settings.dataDir}) runs already, as process ${holder.pid}. ` +
          'Stop it first, or set another DATA_DIR and other ports to run a second one.',
      );
    }
    await pause(250);
  }
  const ended = await endLeftovers(settings.dataDir);
  if (ended.length > 0) progress.line(`An earlier start left ${ended.join(', ')} running; ended now`);
  const taken = await takenPorts(portsNeeded(settings));
  if (taken.length > 0) {
    leaveInstallation(settings.dataDir);
    throw new CannotStart(taken.join('\n'));
  }
}
