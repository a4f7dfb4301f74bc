/** Whatever is sent: 4xx, every field at fault named at once, nothing written. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { STEPS } from '../../domain/process/vocabulary.ts';
import type { StepId } from '../../domain/process/vocabulary.ts';
import { malformedBodies } from '../domain/forms/malformed.ts';
import { accepted, today } from './cases.ts';
import { runApi } from './running-api.ts';
import type { Answer, RunningApi, Who } from './running-api.ts';

let api: RunningApi;
let path: string;
beforeAll(async () => {
  api = await runApi();
  path = await accepted(api);
  const facilitatorIds = [api.personId('facilitator')];
  await api.as('administrator').post(`${path}/steps/appointFacilitators`, { facilitatorIds }).expect(200);
});
afterAll(() => api.close());

/** Somebody whom each step passes as far as its form, so that the form is what is judged; others: an administrator. */
const TAKERS: Readonly<Partial<Record<StepId, Who>>> = {
  recordFamilyVoice: 'leadProfessional',
  submitAssessmentAndPlan: 'leadProfessional',
  declareIndependence: 'facilitator',
  recordSession: 'facilitator',
  publishSummary: 'facilitator',
  recordLearning: 'facilitator',
  respondToInvitation: 'attendee',
  submitChronology: 'attendee',
  submitPreEvaluation: 'attendee',
  submitPostEvaluation: 'attendee',
};
const whoTakes = (step: StepId): Who => TAKERS[step] ?? 'administrator';

const ROWS = `SELECT (SELECT count(*) FROM case_event) || ' ' || (SELECT count(*) FROM answer) || ' '
  || (SELECT count(*) FROM timeline) || ' ' || (SELECT count(*) FROM outbox) || ' '
  || (SELECT count(*) FROM "case") || ' ' || (SELECT sum(version) FROM "case") AS rows`;
const written = async (): Promise<string> =>
  (await api.sql.query<{ rows: string }>(ROWS)).rows[0]?.rows ?? '';

/** Evenly taken from all of them. */
function some<T>(items: readonly T[], most: number): readonly T[] {
  const each = Math.max(1, Math.floor(items.length / most));
  return items.filter((_, index) => index % each === 0).slice(0, most);
}

const STEPS_JUDGED = STEPS.filter((step) => step !== 'sharePlanChanges');

describe('300 malformed bodies made from the schemas', () => {
  test.each(STEPS_JUDGED)('%s', async (step) => {
    const before = await written();
    const bodies = some(malformedBodies(step, today()), 12);
    expect(bodies.length).toBeGreaterThan(4);
    for (const { what, body, fields } of bodies) {
      const address = step === 'submitRequest' ? '/v1/requests' : `${path}/steps/${step}`;
      const answer = await api.as(whoTakes(step)).post(address, JSON.stringify(body));
      const named = namedIn(answer);
      expect({
        what,
        status: answer.status,
        missing: fields.filter((field) => !named.includes(field)),
      }).toEqual({
        what,
        status: 422,
        missing: [],
      });
    }
    expect(await written()).toBe(before);
  });

  test('are 300 in all', () => {
    const all = STEPS_JUDGED.flatMap((step) => some(malformedBodies(step, today()), 12));
    expect(all.length).toBeGreaterThanOrEqual(300);
  });
});

const namedIn = ({ body }: Answer): string[] =>
  ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field);

describe('bodies that try to upset whoever reads them', () => {
  const chronology = (body: string) => api.as('attendee').post(`${path}/steps/submitChronology`, body);
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

  test.each([
    ['nested deep', nested(2_000_000)],
    ['nested deep within a field', `{"entries":${nested(200_000)}}`],
    ['a prototype', '{"__proto__":{"nilReturn":true},"constructor":1,"reason":"x"}'],
    ['a number beyond all', '{"nilReturn":1e999,"reason":-0}'],
    ['half a character', String.raw`{"nilReturn":true,"reason":"\ud800"}`],
    ['a null character', String.raw`{"nilReturn":true,"reason":"a\u0000b"}`],
    ['a name of 100,000 letters', `{"${'x'.repeat(100_000)}":1}`],
    ['a name that is half a character', String.raw`{"\udfff":1}`],
    [
      'a hundred thousand names',
      `{${Array.from({ length: 100_000 }, (_, index) => `"n${index}":0`).join()}}`,
    ],
    ['an empty name', '{"":1}'],
    ['just true', 'true'],
  ])('%s', async (_what, body) => {
    const before = await written();
    const answer = await chronology(body);
    expect({ status: answer.status, type: (answer.body as { type: string }).type }).toEqual({
      status: 422,
      type: '/problems/invalid',
    });
    expect(answer.text.length).toBeLessThan(2_000_000);
    expect(await written()).toBe(before);
  });

  test('with an Idempotency-Key too', async () => {
    await chronology(nested(2_000_000)).set('Idempotency-Key', 'deep').expect(422);
  });

  test('on behalf of whatever', async () => {
    for (const onBehalfOf of [
      7,
      'p1',
      [],
      { participantId: 7 },
      { participantId: { a: 1 } },
      { participantId: '__proto__' },
    ]) {
      const body = JSON.stringify({ nilReturn: true, reason: 'x', onBehalfOf });
      await api.as('administrator').post(`${path}/steps/submitChronology`, body).expect(422);
      await chronology(body).expect(403);
    }
  });

  test('a packed body that unpacks to more than 8 MB', async () => {
    const call = api.as('attendee').post(`${path}/steps/submitChronology`);
    call.set('Content-Type', 'application/json').set('Content-Encoding', 'gzip');
    call.write(gzipSync(Buffer.alloc(50 * 1024 * 1024, ' ')));
    expect((await call).status).toBe(413);
  });

  test('a chronology of 500 full entries is taken', async () => {
    const entry = { on: today(), what: 'x'.repeat(10_000), significance: 'neutral', source: 's'.repeat(200) };
    const body = JSON.stringify({ entries: Array.from({ length: 500 }, () => entry) });
    expect(body.length).toBeGreaterThan(5_000_000);
    await chronology(body).expect(200);
  });
});
