/** The pages about a case: what each person sees of it, and what exists for nobody else. */
import { randomBytes } from 'node:crypto';
import { addDays } from '../../../../domain/calendar/index.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PEOPLE, runApi } from '../../running-api.ts';
import type { RunningApi, Who } from '../../running-api.ts';
import { take, today, withFacilitators } from '../../cases.ts';

let api: RunningApi;
let path: string;
let reference: string;

beforeAll(async () => {
  api = await runApi();
  path = await withFacilitators(api);
  reference = path.slice('/v1/cases/'.length);
  await take(api, 'facilitator', path, 'declareIndependence', { independent: true });
  await take(api, 'administrator', path, 'scheduleSession', {
    date: addDays(today(), 14),
    start: '10:00',
    minutes: 120,
    place: 'Town hall',
  });
  await take(api, 'attendee', path, 'submitChronology', {
    entries: [
      {
        on: addDays(today(), -300),
        what: 'A call to the house.',
        significance: 'worry',
        theme: 'Visits',
      },
      { on: addDays(today(), -20), what: 'A calm visit.', significance: 'strength' },
    ],
  });
  await take(api, 'leadProfessional', path, 'submitChronology', {
    nilReturn: true,
    reason: 'New to the team.',
  });
  await take(api, 'attendee', path, 'submitPreEvaluation', {
    score: 2,
    why: 'Plans overlap at every turn.',
    successfulOutcomes: 'One plan.',
  });
});
afterAll(() => api.close());

/** A page as this person's browser gets it. */
async function looking(who: Who, at: string): Promise<{ readonly status: number; readonly text: string }> {
  const token = randomBytes(32).toString('base64url');
  await api.records.beginSession({ personId: api.personId(who), token });
  const { status, text } = await api
    .stranger()
    .get(`/cases/${reference}${at}`)
    .set('Cookie', `session=${token}`);
  return { status, text };
}

test('the overview says where the case is, on whom it waits, until when and why', async () => {
  const { status, text } = await looking('administrator', '');
  expect(status).toBe(200);
  expect(text).toContain('Now: this case is here');
  expect(text).toContain('3 working days before the session');
  expect(text).toContain(PEOPLE.attendee.name);
  expect(text).toMatch(/steps\/respondToInvitation\?task=t\d+&amp;for=p\d+/);
  expect(text).not.toContain('style=');
});

test('the title of a page names no child', async () => {
  const { text } = await looking('administrator', '');
  expect(/<title>([^<]*)/.exec(text)?.[1]).not.toMatch(/Thistlewood|Quenby/);
});

test.each(['/people', '/chronology', '/session', '/evaluations', '/timeline', '/voice', '/documents'])(
  'the administrators read %s',
  async (at) => {
    expect((await looking('administrator', at)).status).toBe(200);
  },
);

test('a stranger finds no case, and nobody a page that is not there', async () => {
  expect((await looking('stranger', '')).status).toBe(404);
  expect((await looking('stranger', '/chronology')).status).toBe(404);
  expect((await looking('administrator', '/answers/recordSession')).status).toBe(404);
  expect((await looking('administrator', '/answers/nothing')).status).toBe(404);
  expect((await looking('administrator', '/timeline?cursor=made-up')).status).toBe(404);
});

test('an operator sees reference, stage and outcome, and no page below', async () => {
  const { status, text } = await looking('operator', '');
  expect(status).toBe(200);
  expect(text).toContain(reference);
  expect(text).toContain('Preparing');
  expect(text).not.toMatch(/Requested|Town hall|Vale|Who this case waits on/);
  expect((await looking('operator', '/people')).status).toBe(404);
});

test('a facilitator who has not declared reads no answers', async () => {
  const { text } = await looking('otherFacilitator', '/chronology');
  expect(text).not.toContain('A calm visit.');
  expect((await looking('otherFacilitator', '/answers/submitChronology')).status).toBe(404);
});

test('the chronology is of all agencies, with gaps, and narrows', async () => {
  const { text } = await looking('leadProfessional', '/chronology');
  expect(text).toContain('Gap: 280 days without an entry');
  expect(text).toContain('New to the team.');
  const narrowed = await looking('leadProfessional', '/chronology?significance=worry');
  expect(narrowed.text).toContain('A call to the house.');
  expect(narrowed.text).not.toContain('A calm visit.');
});

test('an evaluation is read by its writer, and its score by no other practitioner', async () => {
  expect((await looking('attendee', '/evaluations')).text).toContain('Plans overlap at every turn.');
  const { text } = await looking('leadProfessional', '/evaluations');
  expect(text).not.toContain('Plans overlap at every turn.');
  // One answer alone would be given away.
  expect(text).not.toMatch(/<td[^>]*>1<\/td>/);
});

test('the timeline names people, not their ids', async () => {
  const { text } = await looking('administrator', '/timeline');
  expect(text).toContain(`Email “invitation” to ${PEOPLE.attendee.name}`);
});

test('no number of scores is given to whoever has no part in them', async () => {
  expect((await looking('otherFacilitator', '/evaluations')).text).not.toContain('Scores given');
});

test('the look is on the audit', async () => {
  await looking('requester', '/chronology');
  const { rows } = await api.sql.query<{ what: string }>(
    'SELECT what FROM audit WHERE reference = $1 AND person_id = $2',
    [reference, api.personId('requester')],
  );
  expect(rows.map(({ what }) => what)).toContain('view answers');
});
