/** The parts that an installation brings itself, because no setting names another: started side by side. */
import { installationKeys } from '../../config/installation-keys.ts';
import type { Settings } from '../../config/settings.ts';
import { startMailCatcher } from './mail.ts';
import { startPostgres } from './postgres.ts';
import type { Progress } from './progress.ts';
import type { Supervisor } from './supervisor.ts';
import { findTemporal, usualSearch } from './temporal-binary.ts';
import { startTemporal } from './temporal.ts';

/**
 * Starts them and keeps them running.
 * @throws the first part's reason when one does not come up.
 */
export async function startEmbedded(
  settings: Settings,
  supervisor: Supervisor,
  progress: Progress,
): Promise<void> {
  const { dataDir, ports, embedded } = settings;
  const postgres = async (): Promise<void> => {
    const password = installationKeys(dataDir).databasePassword;
    const plan = { dataDir, port: ports.postgres, password };
    await supervisor.keep('postgres', (runPart) => startPostgres(plan, runPart, progress));
  };
  const temporal = async (say: (now: string) => void): Promise<void> => {
    const program = await findTemporal(usualSearch(settings.cacheDir), say);
    const { namespace } = settings.temporal;
    const plan = { dataDir, program, port: ports.temporal, uiPort: ports.temporalUi, namespace };
    await supervisor.keep('temporal', (runPart) => startTemporal(plan, runPart));
  };
  const mail = async (): Promise<void> => {
    const plan = { dataDir, smtpPort: ports.smtp, webPort: ports.mail };
    await supervisor.keep('mail', (runPart) => startMailCatcher(plan, runPart));
  };
  await Promise.all([
    embedded.postgres ? progress.during('PostgreSQL', postgres) : undefined,
    embedded.temporal ? progress.during('Temporal', temporal) : undefined,
    embedded.mail ? progress.during('Mail catcher', mail) : undefined,
  ]);
}
