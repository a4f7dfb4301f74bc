import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { until } from '../support/until.ts';
import type { Installation } from './embedded-installation.ts';
import { anInstallation } from './embedded-installation.ts';

describe('the embedded parts of an installation', () => {
  let installation: Installation;
  let neighbour: Installation;

  beforeAll(async () => {
    [installation, neighbour] = await Promise.all([anInstallation(), anInstallation()]);
    await installation.start();
    await installation.write('kept');
    await installation.sendMail('Kept');
  });
  afterAll(async () => {
    await Promise.all([installation.remove(), neighbour.remove()]);
  });

  test('a clean stop leaves nothing running, and the next start keeps the data', async () => {
    const before = Object.values(installation.processes());
    await installation.stop();
    expect(before.filter(isRunning)).toEqual([]);
    await installation.start();
    expect(await installation.read()).toEqual(['kept']);
    expect(await installation.caughtMail()).toEqual(['Kept']);
  });

  test('when only the start is killed, its parts end by themselves, and a start right after it works', async () => {
    const { start, ...parts } = installation.processes();
    process.kill(start ?? 0, 'SIGKILL');
    await installation.start();
    expect(Object.values(parts).filter(isRunning)).toEqual([]);
    expect(await installation.read()).toEqual(['kept']);
  });

  test('when the start is killed and none follows, its parts end all the same', async () => {
    const { start, ...parts } = installation.processes();
    process.kill(start ?? 0, 'SIGKILL');
    await until('all parts have ended', () => Object.values(parts).every((pid) => !isRunning(pid)), 15_000);
    await installation.start();
  });

  test('when everything is killed at once, the next start keeps the data', async () => {
    await installation.write('kept too');
    for (const pid of Object.values(installation.processes())) process.kill(pid, 'SIGKILL');
    await installation.start();
    expect(await installation.read()).toEqual(['kept', 'kept too']);
    expect(await installation.caughtMail()).toEqual(['Kept']);
  });

  test('a part that is killed runs again soon', async () => {
    const killed = installation.processes()['postgres'] ?? 0;
    process.kill(killed, 'SIGKILL');
    await until('PostgreSQL runs again', () => installation.told().includes('postgres runs again'), 20_000);
    expect(installation.processes()['postgres']).not.toBe(killed);
    expect(await installation.read()).toEqual(['kept', 'kept too']);
  });

  test('two installations run side by side with data of their own', async () => {
    await neighbour.start();
    await neighbour.write('another');
    expect(await neighbour.read()).toEqual(['another']);
    expect(await neighbour.caughtMail()).toEqual([]);
    expect(await installation.read()).toEqual(['kept', 'kept too']);
    await neighbour.stop();
    expect(await installation.read()).toEqual(['kept', 'kept too']);
  });

  test('every port is open on 127.0.0.1 only', async () => {
    const outside: string | undefined = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
    for (const port of openPorts(installation)) {
      expect(await isOpen('127.0.0.1', port)).toBe(true);
      if (outside !== undefined) expect(await isOpen(outside, port)).toBe(false);
    }
  });

  test('the folder of the data holds all of it, and the logs hold no data', () => {
    const { dataDir } = installation.settings;
    for (const name of ['postgres', 'temporal.sqlite', 'mail', 'keys.json']) {
      expect(existsSync(`${dataDir}/${name}`)).toBe(true);
    }
    const logs = readdirSync(`${dataDir}/logs`).map((file) =>
      readFileSync(`${dataDir}/logs/${file}`, 'utf8'),
    );
    expect(logs.join('\n')).not.toContain('b@council.example');
  });
});

const openPorts = (installation: Installation): readonly number[] => {
  const { temporal, temporalUi, mail, smtp, postgres } = installation.settings.ports;
  return [temporal, temporalUi, mail, smtp, postgres];
};

function isRunning(pid: number): boolean {
  try {
    // One that nobody has collected yet counts as ended.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    for (const event of ['error', 'timeout']) {
      socket.once(event, () => {
        socket.destroy();
        resolve(false);
      });
    }
  });
}
