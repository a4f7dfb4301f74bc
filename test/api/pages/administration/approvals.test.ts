/** The pages on which a repair is proposed and a second person decides. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '../../../../domain/calendar/index.ts';
import { accepted, requested, today } from '../../cases.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import type { RunningApi } from '../../running-api.ts';
import { referenceOf, TwoPeople } from '../../two-people.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';
import { faultsOn } from '../step/at-a-step.ts';

let api: RunningApi;
let both: TwoPeople;
beforeAll(async () => {
  api = await runApi();
  both = new TwoPeople(api);
});
afterAll(() => api.close());

describe('The pages of approvals', () => {
  const page = (path: string): string => path.slice('/v1'.length);

  test('lead from “Put right” over what it does and why to a second person, who agrees', async () => {
    const path = await accepted(api);
    const [asha, ruth] = [await visitorAs(api, 'administrator'), await visitorAs(api, 'businessManager')];
    const putRight = `${page(path)}/put-right`;
    expect(mainOf(await asha.see(putRight))).toContain(`href="${putRight}/undoStep"`);
    const form = await asha.see(`${putRight}/undoStep`);
    expect(wordsOf(form)).toMatch(/The case goes from “Preparing” to “Request received”/);
    const version = /name="version" value="(\d+)"/.exec(form.text)?.[1] ?? '';
    const empty = await asha.send(`${putRight}/undoStep`, { version, why: '' });
    expect([empty.status, faultsOn(empty)]).toEqual([400, [{ text: 'Say why', id: 'why' }]]);
    const why = 'The wrong request was accepted.';
    const sent = await asha.send(`${putRight}/undoStep`, { version, why });
    expect(sent.status).toBe(303);
    const at = String(sent.headers['location']);
    // Sent twice it leads to the same.
    expect((await asha.send(`${putRight}/undoStep`, { version, why })).headers['location']).toBe(at);
    expect(mainOf(await asha.see(putRight))).toContain(`href="${at}"`);

    const own = await asha.see(at);
    expect(wordsOf(own)).toMatch(/somebody else decides: 1 other person may do so/);
    expect(mainOf(own)).not.toContain('Agree: do this');
    expect((await asha.send(at, { decision: 'approved' })).status).toBe(403);
    expect(wordsOf(await ruth.see('/'))).toContain('1 repair waits for your approval');
    expect(mainOf(await ruth.see('/approvals'))).toContain(`href="${at}"`);
    expect(wordsOf(await ruth.see(at))).toContain(why);
    const bare = await ruth.send(at, { decision: 'refused', note: '' });
    expect([bare.status, faultsOn(bare)]).toEqual([400, [{ text: 'Say why not', id: 'note' }]]);
    expect((await ruth.send(at, { decision: 'approved' })).status).toBe(303);
    expect(wordsOf(await ruth.see(at))).toContain('“Decide on the request” was taken back');
    expect(wordsOf(await asha.see(`${page(path)}/answers/decideRequest`))).toMatch(
      /Taken back on .* recorded by mistake/,
    );
    expect(wordsOf(await asha.see(`${page(path)}/timeline`))).toContain(
      'Taken back, because it was recorded by mistake',
    );
    for (const who of ['requester', 'facilitator', 'stranger'] as const) {
      const visitor = await visitorAs(api, who);
      expect([who, (await visitor.see('/approvals')).status, (await visitor.see(at)).status]).toEqual([
        who,
        403,
        403,
      ]);
    }
  });

  test('show how a date would move before it is proposed, and why one cannot be', async () => {
    const path = await accepted(api);
    const asha = await visitorAs(api, 'administrator');
    const form = `${page(path)}/put-right/putDateRight`;
    const asked = (date: string, days: number): string => {
      const [year = '', month = '', day = ''] = addDays(today(), days).split('-');
      return `${form}?${new URLSearchParams({ date, 'to.day': day, 'to.month': month, 'to.year': year }).toString()}`;
    };
    expect(wordsOf(await asha.see(form))).toContain('Which date is wrong?');
    const wrong = await asha.see(`${form}?date=&to.day=31&to.month=2&to.year=2026`);
    expect([wrong.status, faultsOn(wrong).map(({ id }) => id)]).toEqual([400, ['date', 'to-day']]);
    const ahead = await asha.see(asked('acceptedOn', 3));
    expect([ahead.status, faultsOn(ahead)]).toEqual([
      400,
      [{ text: 'The date of acceptance must not be in the future', id: 'to-day' }],
    ]);
    const shown = await asha.see(asked('requestedOn', -4));
    expect([shown.status, wordsOf(shown)]).toEqual([
      200,
      expect.stringMatching(/The date of the request moves from .* to /),
    ]);
    expect(mainOf(shown)).toContain('Ask a second person');
  });

  test('list emails that hang by kind, to whom, since when and what became of them', async () => {
    const path = await requested(api);
    await both.sendAll(path, 'outcomeUnknown');
    const asha = await visitorAs(api, 'administrator');
    expect(wordsOf(await asha.see(`${page(path)}/put-right/skipEmail`))).toMatch(
      /“Request received” to Mabel Ashgrove Of .* It may have gone out, and waits to be sent once more/,
    );
    await both.sendAll(path, 'outcomeUnknown');
    const form = `${page(path)}/put-right/retryEmail`;
    const words = wordsOf(await asha.see(form));
    expect(words).toMatch(/“Request received” to Mabel Ashgrove Of .* Nobody knows whether it went out/);
    expect(words).not.toContain(PEOPLE.requester.email);
    const none = await asha.send(form, { why: 'They say that nothing came.' });
    expect([none.status, faultsOn(none)]).toEqual([400, [{ text: 'Choose an email', id: 'emails' }]]);
    expect(mainOf(none)).toContain('They say that nothing came.');
    expect(wordsOf(await asha.see(`${page(path)}/put-right/skipEmail`))).toContain('no such email');
  });

  test('say plainly where nobody else may agree', async () => {
    const path = await requested(api);
    await api.sql.query(`UPDATE person SET disabled_at = now() WHERE email = $1`, [
      PEOPLE.businessManager.email,
    ]);
    const asha = await visitorAs(api, 'administrator');
    const form = `${page(path)}/put-right/rebuildWorkflow`;
    expect(wordsOf(await asha.see(form))).toContain('A second administrator or a business manager is needed');
    const sent = await asha.send(form, { why: 'It stands still.' });
    const views = async (): Promise<number> =>
      (
        await api.sql.query(`SELECT FROM audit WHERE reference = $1 AND what = 'view case'`, [
          referenceOf(path),
        ])
      ).rows.length;
    const before = await views();
    expect(wordsOf(await asha.see(String(sent.headers['location'])))).toContain(
      'Nobody else may decide this',
    );
    expect(await views()).toBe(before + 1);
    await api.sql.query(`UPDATE person SET disabled_at = NULL`);
  });
});
