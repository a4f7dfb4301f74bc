import { afterAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeReachable } from '../../tools/stack/postgres-files.ts';
import { freePort, takenPorts } from '../../tools/stack/ports.ts';
import { identify } from '../../tools/stack/processes.ts';
import { tellOn } from '../../tools/stack/progress.ts';
import {
  endLeftovers,
  leaveInstallation,
  noteRunning,
  takeInstallation,
} from '../../tools/stack/run-files.ts';
import { until } from '../support/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'mas-one-start-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('before anything starts', () => {
  test('all ports that are taken are named at once, by their settings', async () => {
    const [smtp, web, free] = [await freePort(), await freePort(), await freePort()];
    const servers = [createServer().listen(smtp, '127.0.0.1'), createServer().listen(web)];
    await Promise.all(servers.map((server) => once(server, 'listening')));
    const taken = await takenPorts({ SMTP_PORT: smtp, PORT: web, MAIL_PORT: free });
    expect(taken).toEqual([
      expect.stringContaining(`SMTP_PORT: port ${smtp}`),
      expect.stringContaining(`PORT: port ${web}`),
    ]);
    for (const server of servers) server.close();
  });

  test('an installation is taken by one start at a time, and by the next when that one is gone', async () => {
    const dataDir = join(folder, 'taken');
    expect(takeInstallation(dataDir)).toBeNull();
    leaveInstallation(dataDir);
    // Another process holds it now.
    const program = `
      const { takeInstallation } = await import(${JSON.stringify(new URL('../../tools/stack/run-files.ts', import.meta.url).href)});
      takeInstallation(${JSON.stringify(dataDir)});
      console.log('taken');
      setInterval(() => undefined, 1000);`;
    const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program];
    const other = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(other.stdout, 'data');
    expect(takeInstallation(dataDir)).toMatchObject({ pid: other.pid });
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(takeInstallation(dataDir)).toBeNull();
  });

  test('what an earlier start left running is ended', async () => {
    const dataDir = join(folder, 'leftovers');
    const polite = spawn('sleep', ['60'], { stdio: 'ignore' });
    noteRunning(dataDir, 'polite', polite.pid ?? 0, 'SIGTERM');
    expect(await endLeftovers(dataDir)).toEqual(['polite']);
    expect(identify(polite.pid ?? 0)).toBeNull();
    expect(await endLeftovers(dataDir)).toEqual([]);
  });

  test('a process that only got the number of a noted one is left alone', async () => {
    const dataDir = join(folder, 'reused');
    const bystander = spawn('sleep', ['60'], { stdio: 'ignore' });
    const pid = bystander.pid ?? 0;
    noteRunning(dataDir, 'mail', pid, 'SIGTERM');
    const noted = { pid, startedAt: 'long ago', stopSignal: 'SIGTERM' };
    writeFileSync(join(dataDir, 'run', 'mail.json'), JSON.stringify(noted));
    expect(await endLeftovers(dataDir)).toEqual([]);
    expect(identify(pid)).not.toBeNull();
    bystander.kill('SIGKILL');
  });

  test('the account of PostgreSQL may pass through to its data, and no more than that', () => {
    const inner = join(folder, 'shut', 'inner');
    mkdirSync(inner, { recursive: true });
    chmodSync(join(folder, 'shut'), 0o700);
    const changed = makeReachable(inner, 65534);
    expect(changed).toContain(join(folder, 'shut'));
    expect(statSync(join(folder, 'shut')).mode & 0o777).toBe(0o701);
    expect(makeReachable(inner, 65534)).toEqual([]);
  });
});

describe('progress', () => {
  test('work that is quick is told once, work that is slow is told while it goes on', async () => {
    const lines: string[] = [];
    const progress = tellOn((line) => lines.push(line));
    await progress.during('Quick', () => Promise.resolve());
    expect(lines).toEqual([expect.stringMatching(/^Quick: ready after 0\.\d s$/)]);
    await progress.during('Slow', async (say) => {
      say('downloading, 1.0 of 45.0 MB');
      await until('a line is told by the clock', () => lines.length > 2, 8_000);
    });
    expect(lines[1]).toMatch(/^Slow: downloading, 1\.0 of 45\.0 MB … /);
    expect(lines.at(-1)).toMatch(/^Slow: ready after /);
  });
});
