/** `npm run migrate`: brings the database of a live installation to this release. May be repeated; run it before the new API and worker start. */
import { processSettings } from '../config/process-settings.ts';
import { migrate } from '../records/index.ts';

const { databaseUrl } = processSettings();
try {
  const applied = await migrate(databaseUrl);
  console.log(
    applied.length === 0
      ? 'The database is of this release already.'
      : `The database was brought to this release: ${applied.join(', ')}`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
