/** A Temporal server of a test's own, with its data in a file, to be killed and started again. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../config/settings.ts';
import type { RunPart } from '../../tools/stack/part.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { findTemporal, usualSearch } from '../../tools/stack/temporal-binary.ts';
import { startTemporal } from '../../tools/stack/temporal.ts';

export interface OwnTemporal {
  readonly temporalAddress: string;
  readonly namespace: string;
  /** As `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** The same data on the same port; resolves when it answers. */
  start(): Promise<void>;
  /** Its whole database is lost, while it is not running. */
  lose(): void;
  close(): Promise<void>;
}

/** @param dynamicConfig further settings of the server, as `name=value` */
export async function startOwnTemporal(dynamicConfig: readonly string[] = []): Promise<OwnTemporal> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mas-test-temporal-'));
  const { cacheDir } = readSettings({ ...process.env, DATA_DIR: dataDir });
  const program = await findTemporal(usualSearch(cacheDir), () => undefined);
  const plan = {
    ...{ dataDir, program, dynamicConfig, namespace: 'default' },
    ...{ port: await freePort(), uiPort: await freePort() },
  };
  let running: ChildProcess | null = null;

  const kill = async (): Promise<void> => {
    const killed = running;
    running = null;
    if (killed?.exitCode !== null) return;
    const gone = once(killed, 'exit');
    killed.kill('SIGKILL');
    await gone;
  };

  const runPart: RunPart = ({ name, command, args, env }) => {
    const child = spawn(command, args, { env, stdio: 'ignore' });
    running = child;
    return {
      name,
      ended: once(child, 'exit').then(() => undefined),
      hasEnded: () => child.exitCode !== null,
      stop: kill,
      whereLogged: 'nowhere',
      lastWords: () => '',
    };
  };

  const start = async (): Promise<void> => {
    await startTemporal(plan, runPart);
  };
  await start();
  return {
    temporalAddress: `127.0.0.1:${plan.port}`,
    namespace: plan.namespace,
    kill,
    start,
    lose() {
      const databases = readdirSync(dataDir).filter((name) => name.startsWith('temporal.sqlite'));
      for (const name of databases) rmSync(join(dataDir, name));
    },
    async close() {
      await kill();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
