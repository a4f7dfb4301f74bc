/** `npm run restore -- FILE`: a backup into the empty database that DATABASE_URL names. docs/operating.md says what is before and after it. */
import { readSettings } from '../config/settings.ts';
import { restore } from './copies.ts';

const [file, ...more] = process.argv.slice(2);
try {
  if (file === undefined || more.length > 0) throw new Error('Usage: npm run restore -- FILE');
  await restore(readSettings(process.env), file);
  console.log(`The database is as ${file} holds it. Before anybody works on it:
  npm run migrate                      where this release is newer than the backup
  start the service, without its proxy
  npm run doctor -- --repair --every   workflows that know more than the backup start anew`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
