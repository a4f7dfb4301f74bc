/**
 * `npm run doctor`: says in plain words what is off with the installation, one line each on stderr, and exits 1; or that
 * all is well, and exits 0. `-- --repair` mends what is safe first, and says what it did; `--every` asks
 * every workflow what it knows, also where there are more than a thousand: after the database was restored.
 */
import { parseArgs } from 'node:util';
import { readSettings } from '../config/settings.ts';
import { visit } from './doctor/visit.ts';

try {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({ options: { repair: flag, every: flag } });
  const { well, lines, off } = await visit(readSettings(process.env), values.repair, values.every);
  for (const line of lines) console.log(line);
  for (const line of off) console.error(line);
  if (!well) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
