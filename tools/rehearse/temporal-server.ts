/** The real Temporal server and its schema tool, built from their sources with Go where they are not in the cache. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { system } from '../stack/temporal-cli.ts';
import { root } from './live-files.ts';

const run = promisify(execFile);
const MODULE = join(root, 'tools/rehearse');

/** What the images of Temporal call them. */
const PROGRAMS = {
  'temporal-server': 'go.temporal.io/server/cmd/server',
  'temporal-sql-tool': 'go.temporal.io/server/cmd/tools/sql',
} as const;

/**
 * The folder of both programs. @throws where there is no Go 1.26 or newer, or the Go module proxy cannot be reached.
 */
export async function findTemporalServer(cacheDir: string, say: (now: string) => void): Promise<string> {
  const version = /go\.temporal\.io\/server v(\S+)/.exec(readFileSync(join(MODULE, 'go.mod'), 'utf8'))?.[1];
  const cached = join(cacheDir, `temporal-server-${version ?? ''}-${system}`);
  if (existsSync(cached)) return cached;
  say(`building Temporal ${version ?? ''} from its sources (about five minutes)`);
  mkdirSync(dirname(cached), { recursive: true });
  const folder = mkdtempSync(join(dirname(cached), 'building-'));
  try {
    for (const name of ['go.mod', 'go.sum']) cpSync(join(MODULE, name), join(folder, name));
    const programs = join(folder, 'programs');
    mkdirSync(programs);
    for (const [name, source] of Object.entries(PROGRAMS)) {
      await run('go', ['build', '-tags', 'disable_grpc_modules', '-o', join(programs, name), source], {
        cwd: folder,
        env: {
          ...process.env,
          PATH: `${process.env['PATH'] ?? ''}${delimiter}/usr/local/go/bin`,
        },
        maxBuffer: 1e8,
      });
    }
    renameSync(programs, cached);
    return cached;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
