/** `npm run screenshots -- folder`: takes a picture of every page of a whole case, on a phone and on a desk. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LEAD_PROFESSIONAL } from '../../tools/demo/people.ts';
import { walkWholeCase } from '../journeys/full-answers.ts';
import { startJourneyService } from '../journeys/service.ts';
import { startRealParts } from '../support/real-parts.ts';
import { startChromium } from './chromium.ts';
import { everyError } from './errors.ts';
import { PageWalk } from './page-walk.ts';
import { signingIn } from './signing-in.ts';
import { NARROW, WIDE, resize } from './visit.ts';
import type { Visit } from './visit.ts';
import { patternOf } from './well-made.ts';
import type { Inspector } from './well-made.ts';

const folder = resolve(process.argv[2] ?? 'screenshots');

function photographer(): Inspector {
  const seen = new Set<string>();
  return {
    seen,
    faults: [],
    async look({ page }, state) {
      const name = `${patternOf(page.url())} ${state}`.replaceAll(/[^\w-]+/g, '_').replace(/^_/, '');
      if (seen.has(name)) return;
      seen.add(name);
      for (const size of [NARROW, WIDE]) {
        await resize(page, size);
        await page.screenshot({ path: join(folder, `${name}-${size.width}.png`), fullPage: true });
      }
      process.stdout.write(`${name}\n`);
    },
  };
}

await mkdir(folder, { recursive: true });
const endParts = await startRealParts();
const service = await startJourneyService({ visited: true });
const browser = await startChromium(service.cacheDir);
try {
  const inspector = photographer();
  const look = (each: Visit, state: string) => inspector.look(each, state);
  const walk = new PageWalk(
    { service, browser, inspector, signIn: signingIn(service.mail, look), javaScript: true },
    'pict',
  );
  await walkWholeCase(walk);
  const lead = await walk.visitOf(LEAD_PROFESSIONAL.email);
  await everyError({ service, visit: lead, reference: walk.reference, look });
  process.stdout.write(`${inspector.seen.size} pages are in ${folder}\n`);
} finally {
  await browser.close();
  await service.close();
  await endParts();
}
