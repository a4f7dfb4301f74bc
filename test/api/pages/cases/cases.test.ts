import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { requested, take, withFacilitators } from '../../cases.ts';
import type { RunningApi, Who } from '../../running-api.ts';
import { runApi } from '../../running-api.ts';
import { mainOf, visitorAs, wordsOf } from './visiting.ts';
import type { Visitor } from './visiting.ts';

let api: RunningApi;
/** Of a request that waits, of an accepted case with one facilitator who declared and one who did not, of a closed one. */
let [waiting, accepted, closed] = ['', '', ''];
const browsers = new Map<Who, Visitor>();

beforeAll(async () => {
  api = await runApi();
  const reference = (path: string): string => path.slice('/v1/cases/'.length);
  const path = await withFacilitators(api);
  await take(api, 'facilitator', path, 'declareIndependence', { independent: true });
  accepted = reference(path);
  const over = await requested(api);
  await take(api, 'administrator', over, 'cancelCase', { reason: 'No longer needed' });
  closed = reference(over);
  waiting = reference(await requested(api));
});
afterAll(() => api.close());

async function browser(who: Who): Promise<Visitor> {
  const known = browsers.get(who) ?? (await visitorAs(api, who));
  browsers.set(who, known);
  return known;
}
const see = async (who: Who, path: string) => (await browser(who)).see(path);
const listed = async (who: Who, path = '/cases') =>
  [...mainOf(await see(who, path)).matchAll(/href="\/cases\/(MAS-[\d-]+)"/g)].map(([, found = '']) => found);

describe('The list of cases', () => {
  test('holds every case for those who run the process, and for others theirs only', async () => {
    for (const who of ['administrator', 'businessManager', 'operator'] as const) {
      expect(await listed(who)).toEqual([waiting, closed, accepted]);
    }
    expect(await listed('attendee')).toEqual([accepted]);
    expect(await listed('stranger')).toEqual([]);
    expect(wordsOf(await see('stranger', '/cases'))).toContain('You are not on any case.');
  });

  test('names the child to those who see the request, and to nobody else', async () => {
    for (const who of [
      'administrator',
      'requester',
      'leadProfessional',
      'attendee',
      'facilitator',
    ] as const) {
      expect(wordsOf(await see(who, '/cases'))).toContain('Quenby Thistlewood');
    }
    // Who has not declared knows the names, to judge their independence.
    expect(wordsOf(await see('otherFacilitator', '/cases'))).toContain('Quenby Thistlewood');
    expect(wordsOf(await see('operator', '/cases'))).not.toContain('Thistlewood');
    expect(wordsOf(await see('operator', '/cases'))).not.toContain('Requested');
  });

  test('is narrowed by stage, agency, what is mine and the beginning of a reference', async () => {
    expect(await listed('administrator', '/cases?stage=closed')).toEqual([closed]);
    expect(await listed('administrator', '/cases?agency=police')).toContain(accepted);
    expect(await listed('administrator', '/cases?agency=midwife')).toEqual([]);
    expect(await listed('administrator', '/cases?overdue=yes')).toEqual([]);
    expect(await listed('administrator', '/cases?mine=yes')).toEqual([waiting, accepted]);
    expect(await listed('administrator', `/cases?reference=${waiting}`)).toEqual([waiting]);
    expect(await listed('administrator', `/cases?reference=${waiting.toLowerCase().slice(4)}`)).toEqual([
      waiting,
    ]);
    expect(await listed('administrator', `/cases?reference=${waiting.slice(0, 8)}`)).toHaveLength(3);
    expect(wordsOf(await see('administrator', '/cases?stage=session'))).toContain('No case matches.');
  });

  test('says what is wrong with a meeting identifier, and keeps it', async () => {
    const answer = await see('administrator', '/cases?reference=Thistle%22%3Cb%3E');
    expect(answer.status).toBe(400);
    expect(mainOf(answer)).toContain('href="#reference"');
    expect(mainOf(answer)).toContain('value="Thistle&quot;&lt;b&gt;"');
    expect(await listed('administrator', '/cases?reference=Thistle')).toEqual([]);
  });

  test('takes a broken address for the whole list', async () => {
    for (const path of [
      '/cases?stage=x&agency=y',
      '/cases?older=x',
      '/cases?newer=WyJ4Il0',
      '/cases?older[]=1',
    ]) {
      expect(await listed('administrator', path)).toEqual([waiting, closed, accepted]);
    }
  });
});

describe('The search for cases of a child', () => {
  const search = async (who: Who, fields: Readonly<Record<string, string>>) =>
    (await browser(who)).send('/cases', fields);
  const audited = async (): Promise<readonly string[]> => {
    const { rows } = await api.sql.query<{ what: string }>(
      `SELECT what FROM audit WHERE what LIKE '%search%' OR what LIKE 'refused POST%' ORDER BY id`,
    );
    return rows.map(({ what }) => what);
  };

  test('answers in place to those who run the process, and is audited', async () => {
    const before = (await audited()).length;
    for (const who of ['administrator', 'businessManager'] as const) {
      for (const fields of [
        { surname: 'THISTLEWOOD' },
        { 'dateOfBirth.day': '23', 'dateOfBirth.month': '8', 'dateOfBirth.year': '2014' },
      ]) {
        const answer = await search(who, fields);
        expect(answer.status).toBe(200);
        for (const reference of [waiting, closed, accepted])
          expect(answer.text).toContain(`/cases/${reference}"`);
      }
    }
    expect((await audited()).slice(before)).toEqual(Array(4).fill('search cases'));
    const none = await search('administrator', { surname: 'Nobody' });
    expect(wordsOf(none)).toContain('No case is about a child');
  });

  test('is not there for anybody else, whose try is audited', async () => {
    for (const who of ['requester', 'facilitator', 'operator'] as const) {
      expect(mainOf(await see(who, '/cases'))).not.toContain('name="surname"');
      const answer = await search(who, { surname: 'Thistlewood' });
      expect(answer.status).toBe(403);
      expect(mainOf(answer)).not.toContain(accepted);
    }
    expect((await audited()).slice(-3)).toEqual(Array(3).fill('refused POST page: forbidden'));
  });

  test('keeps what was typed, and says what is wrong with it', async () => {
    const answer = await search('administrator', {
      surname: 'Thistlewood',
      'dateOfBirth.day': '31',
      'dateOfBirth.month': '2',
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('value="Thistlewood"');
    expect(answer.text).toContain('value="31"');
    expect(answer.text).toContain('href="#dateOfBirth-day"');
    expect(answer.text).toContain('<title>Error: Find cases of a child');
    expect(wordsOf(await search('administrator', {}))).toContain('Give a surname, a date of birth, or both');
  });

  test('never puts a name into an address', async () => {
    const { text } = await search('administrator', { surname: 'Thistlewood' });
    expect([...text.matchAll(/(?:href|action)="([^"]*)"/g)].join(' ')).not.toMatch(/thistlewood/i);
  });
});
