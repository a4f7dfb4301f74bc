/** What the mail catcher took, over all its lives: each email that it has whole, by its Message-ID. */
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Before a new life, so that it need not read what the ones before took. */
export function putAway(dataDir: string): void {
  const kept = join(dataDir, 'taken');
  mkdirSync(kept, { recursive: true });
  for (const name of emails(join(dataDir, 'mail'))) renameSync(join(dataDir, 'mail', name), join(kept, name));
}

/** How often each email was taken, by Message-ID. What was cut off in the middle was never taken: no mail server keeps it. */
export function taken(dataDir: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const folder of ['taken', 'mail'].map((name) => join(dataDir, name))) {
    for (const name of emails(folder)) {
      const source = readFileSync(join(folder, name), 'latin1');
      const id = /^Message-ID: (.*?)\r?$/im.exec(source)?.[1];
      if (id !== undefined && isWhole(source)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}

function emails(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.eml'));
  } catch {
    return [];
  }
}

/** Every email of the service is in parts, and its outermost boundary ends it. */
function isWhole(source: string): boolean {
  const boundary = /boundary="([^"]+)"/i.exec(source)?.[1];
  return boundary !== undefined && source.trimEnd().endsWith(`--${boundary}--`);
}
