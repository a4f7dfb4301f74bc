/** Every link of every page leads somewhere: followed from home, as an administrator, a facilitator and a practitioner, and as a stranger. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '../../../../domain/calendar/index.ts';
import { A_CHRONOLOGY, accepted, requested, take, today, withFacilitators } from '../../cases.ts';
import { runApi } from '../../running-api.ts';
import type { Answer, RunningApi } from '../../running-api.ts';
import { visitorAs } from '../cases/visiting.ts';

/** Pages of one kind that are looked at: not every case's. */
const OF_A_KIND = 3;

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await requested(api);
  await accepted(api);
  const path = await withFacilitators(api);
  await take(api, 'facilitator', path, 'declareIndependence', { independent: true });
  await take(api, 'administrator', path, 'scheduleSession', {
    date: addDays(today(), 10),
    start: '10:00',
    minutes: 120,
    place: 'Room 4',
  });
  for (const who of ['requester', 'attendee'] as const) {
    await take(api, who, path, 'submitChronology', A_CHRONOLOGY);
    await take(api, who, path, 'submitChronology', A_CHRONOLOGY);
  }
  const answer = { score: 3, why: 'Slow.', successfulOutcomes: 'Safety.' };
  await take(api, 'attendee', path, 'submitPreEvaluation', answer);
  await take(api, 'requester', await requested(api), 'withdrawRequest', { reason: 'Not needed.' });
}, 120_000);
afterAll(() => api.close());

/** The address without what is one case's, person's or list's own. */
const kindOf = (path: string): string =>
  path
    .replace(/MAS-[\d-]+/g, ':reference')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    .replace(/=[^&]*/g, '=')
    .replace(/\b[tp]\d+\b/g, ':id');

const linksIn = ({ text }: Answer): readonly string[] =>
  [...text.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'));

interface Walked {
  readonly pages: readonly string[];
  /** What each bad link is, and on which page. */
  readonly faults: readonly string[];
}

async function walk(see: (path: string) => Promise<Answer>): Promise<Walked> {
  const seen = new Map<string, number>();
  const coming = [{ path: '/', from: 'the address bar' }];
  const asked = new Set(['/']);
  const pages: string[] = [];
  const faults: string[] = [];
  for (let next = coming.shift(); next !== undefined; next = coming.shift()) {
    const { path, from } = next;
    const kind = kindOf(path);
    const times = seen.get(kind) ?? 0;
    if (times >= OF_A_KIND) continue;
    seen.set(kind, times + 1);
    const answer = await see(path);
    if (answer.status >= 400) faults.push(`${path} on ${from}: ${answer.status}`);
    const location = answer.headers['location'];
    const html = String(answer.headers['content-type']).startsWith('text/html');
    if (html) pages.push(path);
    const links = html ? linksIn(answer) : typeof location === 'string' ? [location] : [];
    for (const link of links) {
      const target = /^#(.+)$/.exec(link)?.[1];
      if (target !== undefined && !answer.text.includes(`id="${target}"`)) {
        faults.push(`${link} on ${path}: nothing there`);
      }
      const [page = ''] = link.split('#');
      if (!page.startsWith('/') || asked.has(page)) continue;
      asked.add(page);
      coming.push({ path: page, from: path });
    }
  }
  return { pages, faults };
}

describe('Every link leads somewhere', () => {
  test.each(['administrator', 'facilitator', 'requester', 'attendee', 'operator'] as const)(
    'for the %s',
    async (who) => {
      const visitor = await visitorAs(api, who);
      const { pages, faults } = await walk((path) => visitor.see(path));
      expect(faults).toEqual([]);
      expect(pages.length).toBeGreaterThan(10);
    },
  );

  test('for a stranger', async () => {
    const { pages, faults } = await walk(async (path) => api.stranger().get(path));
    expect(faults).toEqual([]);
    expect(pages).toEqual(expect.arrayContaining(['/sign-in', '/help', '/accessibility', '/cookies']));
  });
});
