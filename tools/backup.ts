/** `npm run backup -- FILE`: the whole database, while the service runs. The file holds people's data. */
import { readSettings } from '../config/settings.ts';
import { backUp } from './copies.ts';

const [file, ...more] = process.argv.slice(2);
try {
  if (file === undefined || more.length > 0) throw new Error('Usage: npm run backup -- FILE');
  await backUp(readSettings(process.env), file);
  console.log(
    `${file} holds the database as it was when this began. It holds people's data: keep it as such.`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
