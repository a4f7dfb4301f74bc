import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accepted, requested, withFacilitators } from '../../cases.ts';
import type { RunningApi, Who } from '../../running-api.ts';
import { runApi } from '../../running-api.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';

const DAY = 86_400_000;

let api: RunningApi;
/** Of a request that waits, of an accepted case with two facilitators, of one whose clock is sixteen days ahead. */
let [waiting, facilitated, late] = ['', '', ''];

beforeAll(async () => {
  api = await runApi();
  const reference = (path: string): string => path.slice('/v1/cases/'.length);
  facilitated = reference(await withFacilitators(api));
  late = reference(await accepted(api));
  await api.records.setClockAhead(late, 16 * DAY);
  waiting = reference(await requested(api));
});
afterAll(() => api.close());

const homeOf = async (who: Who) => (await visitorAs(api, who)).see('/');
/** The words of one part of the page. */
const part = async (who: Who, id: string): Promise<string> => {
  const found = new RegExp(`<section aria-labelledby="${id}">.*?</section>`, 's').exec(
    mainOf(await homeOf(who)),
  );
  return wordsOf({ ...(await homeOf(who)), text: found?.[0] ?? '' });
};

describe('Home', () => {
  test('leads to the step that does each task, for the case and the task', async () => {
    const { rows } = await api.sql.query<{ id: string }>(
      `SELECT id FROM task WHERE reference = $1 AND kind = 'decideRequest'`,
      [waiting],
    );
    const page = mainOf(await homeOf('administrator'));
    expect(page).toContain(`href="/cases/${waiting}/steps/decideRequest?task=${rows[0]?.id ?? ''}"`);
  });

  test('has what is overdue first, by the case’s own clock', async () => {
    const words = await part('administrator', 'waiting-on-you');
    const [first = '', ...others] = words.split(/(?=Overdue)/).slice(1);
    expect(first).toContain(late);
    expect(others.join(' ')).toContain(waiting);
    expect(words.lastIndexOf('Overdue')).toBeLessThan(words.indexOf(waiting));
  });

  test('tells a practitioner what waits on them and nobody else', async () => {
    const page = mainOf(await homeOf('attendee'));
    expect(wordsOf(await homeOf('attendee'))).toContain('Submit a chronology');
    expect(page).not.toContain('Waiting on others');
    expect(page).not.toContain('Sessions still to be held');
    expect(page).not.toContain(waiting);
    const stranger = wordsOf(await homeOf('stranger'));
    expect(stranger).toContain('Nothing waits on you.');
    expect(stranger).toContain('You are not on any case.');
  });

  test('gives facilitators what waits on them in their cases', async () => {
    const words = await part('facilitator', 'waiting-on-you');
    expect(words).toContain('Declare independence');
    expect(words).toContain(facilitated);
    expect(words).not.toContain(late);
  });

  test('shows those who run the process the working days left, the fewest first, and what waits on others', async () => {
    for (const who of ['administrator', 'businessManager'] as const) {
      const clocks = await part(who, 'sessions-to-hold');
      expect(clocks).toMatch(/About to run out of time.*working days? left.*In time.*15 working days left/);
      expect(clocks.indexOf(late)).toBeLessThan(clocks.indexOf(facilitated));
      const others = await part(who, 'waiting-on-others');
      expect(others).toContain('Waits on Dunstan Vale');
      expect(mainOf(await homeOf(who))).toMatch(/steps\/submitChronology\?task=t\d+&amp;for=p\d+"/);
    }
  });

  test('shows an operator no case data', async () => {
    const page = mainOf(await homeOf('operator'));
    expect(page).not.toContain('MAS-');
    expect(page).not.toContain('Thistlewood');
  });
});
