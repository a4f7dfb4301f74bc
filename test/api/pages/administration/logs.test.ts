import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { differences, policyGroups } from '../../../../api/pages/policy/policy-words.ts';
import { POLICY } from '../../../../domain/process/policy.ts';
import { withFacilitators } from '../../cases.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import type { Answer, RunningApi, Who } from '../../running-api.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';
import { auditOf } from './forms.ts';

let api: RunningApi;
let reference = '';

beforeAll(async () => {
  api = await runApi();
  reference = (await withFacilitators(api)).slice('/v1/cases/'.length);
  for (let index = 0; index < 55; index += 1) {
    await api.sql.query(
      `INSERT INTO tracker.entry (id, quarter, summary, key_learning, themes)
       VALUES (gen_random_uuid(), '2026-Q1', $1, $2, $3)`,
      [`Summary ${index}`, ['=SUM(1)', 'Ask "who"'], [index === 0 ? 'Neglect & <home>' : 'Transitions']],
    );
  }
  const record = await api.records.findCase(reference);
  const tom = record?.state.participants.find(({ email }) => email === PEOPLE.facilitator.email)?.id;
  const entry = `INSERT INTO learning_log
    (reference, given_by, recorded_on, theme, learning, scope, is_new, for_statutory_partners, actions)
    VALUES ($1, $2, '2026-03-02', $3, $4, 'system', true, false, '[{"what":"Train","by":"2026-05-01"}]')`;
  await api.sql.query(entry, [reference, tom, 'Escalation', 'Escalate early.\nAnd in writing.']);
  await api.sql.query(entry, [reference, 'administrators', 'Thresholds', 'One threshold for all.']);
});
afterAll(() => api.close());

const see = async (who: Who, path: string): Promise<Answer> => (await visitorAs(api, who)).see(path);
const themesOf = (answer: Answer) =>
  [...mainOf(answer).matchAll(/<option value="(\d+)"/g)].map(([, value]) => value);

describe('The menu', () => {
  test.each([
    ['administrator', ['/people', '/facilitators', '/calendar', '/policy', '/retention', '/operations']],
    ['businessManager', ['/people', '/operations', '/access-log']],
  ] as const)('leads the %s to all that is looked after by one page', async (who, paths) => {
    const menu = (answer: Answer) => /<nav.*?<\/nav>/s.exec(answer.text)?.[0] ?? '';
    const page = await see(who, '/administration');
    for (const path of paths) {
      expect(mainOf(page)).toContain(`href="${path}"`);
      expect(menu(page)).not.toContain(`href="${path}"`);
    }
    expect(mainOf(page).includes('/access-log')).toBe(who === 'businessManager');
    expect(menu(await see(who, '/calendar'))).toMatch(
      /aria-current[^>]*>\s*(?:<strong[^>]*>)?\s*Administration/,
    );
  });

  test('leads an operator to the operations, and has nothing of what they may not see', async () => {
    const page = await see('operator', '/');
    expect(page.text).toContain('href="/operations"');
    expect(page.text).not.toContain('href="/administration"');
    expect((await see('operator', '/administration')).status).toBe(403);
  });
});

describe('The policy', () => {
  test('is for everybody, with units, and with what the guidance says and what is local', async () => {
    for (const who of ['administrator', 'operator', 'stranger'] as const) {
      const words = wordsOf(await see(who, '/policy'));
      expect(words).toContain('Version 1 is in force');
      expect(words).toContain('Hold the session 15 working days after acceptance (guidance)');
      expect(words).toContain('Evaluate before the session 3 working days before the session (guidance)');
      expect(words).toContain('6 calendar months after the session');
      expect(words).toContain('Share the summary 5 working days after the session (local)');
      expect(words).toContain('There is none: every case runs under version 1.');
    }
  });

  test('says where another version differs', () => {
    const older = { ...POLICY, version: 0, workingDays: { ...POLICY.workingDays, publishSummary: 7 } };
    expect(differences(POLICY, older)).toEqual([
      { label: 'Share the summary', value: '7 working days after the session', source: 'local' },
    ]);
    expect(differences(POLICY, POLICY)).toEqual([]);
    const labels = policyGroups(POLICY).flatMap(({ rows }) => rows.map(({ label }) => label));
    expect(new Set(labels).size).toBe(labels.length);
  });
});

describe('The tracker', () => {
  test('is for administrators and the business manager only, and every look is audited', async () => {
    for (const who of ['administrator', 'businessManager'] as const) {
      expect(wordsOf(await see(who, '/tracker'))).toContain('January to March 2026: Transitions');
    }
    expect((await auditOf(api)).slice(-2)).toEqual(['view tracker', 'view tracker']);
    for (const who of ['facilitator', 'operator', 'requester'] as const) {
      for (const path of ['/tracker', '/tracker/export']) {
        const answer = await see(who, path);
        expect(answer.status).toBe(403);
        expect(answer.text).not.toContain('Summary');
      }
    }
  });

  test('is narrowed by a theme that stands in no address, and turned page by page', async () => {
    const all = await see('administrator', '/tracker');
    expect(themesOf(all)).toEqual(['1', '2']);
    expect([...all.text.matchAll(/href="([^"]*)"/g)].join(' ')).not.toMatch(/neglect|transitions/i);
    const next = /href="(\/tracker\?cursor=[^"]+)"/.exec(mainOf(all))?.[1] ?? '';
    const pages = [all, await see('administrator', next)];
    const found = pages.flatMap((page) => [...mainOf(page).matchAll(/Summary (\d+)/g)].map(([, n]) => n));
    expect(new Set(found).size).toBe(55);
    const one = await see('administrator', '/tracker?theme=1');
    expect(mainOf(one).match(/Summary \d+/g)).toEqual(['Summary 0']);
    expect(mainOf(one)).toContain('Neglect &amp; &lt;home&gt;');
    for (const path of ['/tracker?theme=9', '/tracker?theme=x', '/tracker?cursor=x', '/tracker?theme[]=1']) {
      expect(mainOf(await see('administrator', path)).match(/Summary \d+/g)).toHaveLength(50);
    }
  });

  test('is taken away as a table in which nothing is a formula, on the audit', async () => {
    const answer = await see('businessManager', '/tracker/export');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="tracker.csv"');
    expect(answer.headers['cache-control']).toContain('no-store');
    const lines = answer.text.replace('\uFEFF', '').split('\r\n');
    expect(lines[0]).toBe('"Quarter","Themes","Summary","Key learning"');
    expect(lines).toHaveLength(57);
    expect(answer.text).toContain(
      '"January to March 2026","Neglect & <home>","Summary 0","\'=SUM(1)\nAsk ""who"""',
    );
    expect((await auditOf(api)).at(-1)).toBe('export tracker');
  });
});

describe('The learning log', () => {
  test('shows administrators all of it, a facilitator what they wrote, and others nothing', async () => {
    const all = wordsOf(await see('administrator', '/learning'));
    expect(all).toContain('Escalate early. And in writing.');
    expect(all).toContain('One threshold for all.');
    expect(all).toContain('The whole system');
    expect(all).toContain('Train, by 1 May 2026');
    const own = await see('facilitator', '/learning');
    expect(wordsOf(own)).toContain('Escalate early.');
    expect(wordsOf(own)).not.toContain('threshold');
    expect(themesOf(own)).toEqual(['1']);
    expect(wordsOf(await see('otherFacilitator', '/learning'))).toContain('There is no entry.');
    for (const who of ['operator', 'requester'] as const) {
      expect((await see(who, '/learning')).status).toBe(403);
    }
    const one = wordsOf(await see('administrator', '/learning?theme=2'));
    expect(one).toContain('One threshold for all.');
    expect(one).not.toContain('Escalate early.');
  });
});
