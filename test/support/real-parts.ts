/**
 * What a whole jest run shares: one real PostgreSQL and one real Temporal server, on free ports, with their data
 * in a temporary folder. Their addresses reach the tests by the environment (jest's workers inherit it).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationKeys } from '../../config/installation-keys.ts';
import { readSettings } from '../../config/settings.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { postgresUrl, startPostgres } from '../../tools/stack/postgres.ts';
import { tellOn } from '../../tools/stack/progress.ts';
import { createSupervisor } from '../../tools/stack/supervisor.ts';
import { findTemporal, usualSearch } from '../../tools/stack/temporal-binary.ts';
import { startTemporal } from '../../tools/stack/temporal.ts';
import { REAL_PARTS } from './names.ts';

/** @returns what ends them. */
export async function startRealParts(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mas-test-'));
  const { cacheDir } = readSettings({ ...process.env, DATA_DIR: dataDir });
  const progress = tellOn((line) => process.stderr.write(`${line}\n`));
  const supervisor = createSupervisor(progress);
  const end = async (): Promise<void> => {
    await supervisor.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const postgres = {
    dataDir,
    port: await freePort(),
    password: installationKeys(dataDir).databasePassword,
  };
  const [port, uiPort] = [await freePort(), await freePort()];
  try {
    await Promise.all([
      supervisor.keep('postgres', (runPart) => startPostgres(postgres, runPart, progress)),
      progress.during('Temporal for the tests', async (say) => {
        const program = await findTemporal(usualSearch(cacheDir), say);
        const plan = { dataDir, program, port, uiPort, namespace: 'default' };
        await supervisor.keep('temporal', (runPart) => startTemporal(plan, runPart));
      }),
    ]);
  } catch (error) {
    await end();
    throw error;
  }
  process.env[REAL_PARTS.postgres] = postgresUrl(postgres, 'postgres', 'postgres');
  process.env[REAL_PARTS.temporal] = `127.0.0.1:${port}`;
  return end;
}
