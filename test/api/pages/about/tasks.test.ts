import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accepted, requested, withFacilitators } from '../../cases.ts';
import { runApi } from '../../running-api.ts';
import type { RunningApi, Who } from '../../running-api.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';

const DAY = 86_400_000;

let api: RunningApi;
let [waiting, facilitated, late] = ['', '', ''];
const REQUESTS = 26;

beforeAll(async () => {
  api = await runApi();
  const reference = (path: string): string => path.slice('/v1/cases/'.length);
  facilitated = reference(await withFacilitators(api));
  late = reference(await accepted(api));
  await api.records.setClockAhead(late, 16 * DAY);
  for (let each = 0; each < REQUESTS; each += 1) waiting = reference(await requested(api));
}, 120_000);
afterAll(() => api.close());

const at = async (who: Who, path: string) => (await visitorAs(api, who)).see(path);
const wordsAt = async (who: Who, path: string): Promise<string> => {
  const page = await at(who, path);
  expect(page.status).toBe(200);
  return wordsOf({ ...page, text: mainOf(page) });
};

describe('Tasks', () => {
  test('are the viewer’s own first, page by page, each once', async () => {
    const visitor = await visitorAs(api, 'administrator');
    const seen: string[] = [];
    let path: string | undefined = '/tasks';
    for (let pages = 0; path !== undefined && pages < 5; pages += 1) {
      const page = mainOf(await visitor.see(path));
      seen.push(...(page.match(/mas-lines__name" href="[^"]+"/g) ?? []));
      path = /<a class="govuk-link govuk-pagination__link" href="([^"]+)" rel="next"/
        .exec(page)?.[1]
        ?.replaceAll('&amp;', '&');
    }
    expect(seen.length).toBeGreaterThan(REQUESTS);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.join(' ')).toContain(`/cases/${waiting}/steps/decideRequest?task=`);
    expect(seen.join(' ')).not.toContain('submitChronology');
  });

  test('of others are the administrators’ to do for them, and lead anybody else to the case', async () => {
    expect(mainOf(await at('administrator', '/tasks?whose=others'))).toContain(
      'steps/submitChronology?task=',
    );
    const others = mainOf(await at('attendee', '/tasks?whose=others'));
    expect(others).toContain(`mas-lines__name" href="/cases/${facilitated}"`);
    expect(others).not.toContain('/steps/');
    expect(others).not.toContain('Declare independence<span');
    expect(others).not.toContain(waiting);
  });

  test('are narrowed to a kind, and to what is overdue', async () => {
    const kind = await wordsAt('administrator', '/tasks?kind=appointFacilitators');
    expect(kind).toContain(late);
    expect(kind).not.toContain(waiting);
    const overdue = await wordsAt('attendee', '/tasks?overdue=yes');
    expect(overdue).not.toContain(facilitated);
    expect(await wordsAt('administrator', '/tasks?overdue=yes')).toContain(late);
    expect(await wordsAt('attendee', '/tasks?kind=recordSession')).toContain('Nothing matches.');
  });

  test('are nobody’s where somebody is on no case', async () => {
    expect(await wordsAt('stranger', '/tasks')).toContain('Nothing waits on you.');
    expect(await wordsAt('operator', '/tasks?whose=others')).not.toContain('MAS-');
  });

  test('a cursor that no page gave leads to the first', async () => {
    expect(await wordsAt('attendee', '/tasks?cursor=bm9uZQ')).toContain(facilitated);
  });
});

describe('Sessions still to be held', () => {
  test('are listed to those who run the process, the fewest days left first', async () => {
    const words = await wordsAt('administrator', '/tasks/sessions');
    expect(words.indexOf(late)).toBeGreaterThan(0);
    expect(words.indexOf(late)).toBeLessThan(words.indexOf(facilitated));
    expect(words).not.toContain(waiting);
    for (const who of ['attendee', 'facilitator', 'operator'] as const) {
      expect((await at(who, '/tasks/sessions')).status).toBe(404);
    }
  });

  test('come page by page, each once', async () => {
    const first = await api.records.sessionsToHold({ cursor: null, limit: 1 });
    const second = await api.records.sessionsToHold({ cursor: first.next, limit: 1 });
    const seen = [...first.rows, ...second.rows].map(({ state }) => state.reference);
    expect(seen).toEqual([late, facilitated]);
    expect(second.next).toBeNull();
  });

  test('home leads to the lists that it cuts short', async () => {
    const home = mainOf(await at('administrator', '/'));
    expect(home).toContain('href="/tasks"');
  });
});
