import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '../../domain/calendar/index.ts';
import { until } from '../support/until.ts';
import {
  ACCEPTANCE,
  A_CHRONOLOGY,
  aKey,
  aRequest,
  accepted,
  requested,
  take,
  today,
  withFacilitators,
} from './cases.ts';
import { runApi } from './running-api.ts';
import type { RunningApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.close());

const versionOf = async (path: string): Promise<number> => {
  const { body } = await api.as('administrator').get(path).expect(200);
  return (body as { version: number }).version;
};
const eventsOf = async (path: string): Promise<number> => {
  const { rows } = await api.sql.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM case_event WHERE reference = $1',
    [path.slice('/v1/cases/'.length)],
  );
  return rows[0]?.count ?? -1;
};

describe('a request', () => {
  test('is stored with a meeting identifier, its address and its version', async () => {
    const answer = await api.as('requester').post('/v1/requests', aRequest()).expect(201);
    const { reference, version } = answer.body as { reference: string; version: number };
    expect(reference).toMatch(/^MAS-\d{4}-\d{4,}$/);
    expect(answer.headers).toMatchObject({
      location: `/v1/cases/${reference}`,
      etag: `"${version}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const read = await api.as('requester').get(`/v1/cases/${reference}`).expect(200);
    expect(read.body).toEqual({ ...(answer.body as object), now: (read.body as { now: string }).now });
    expect(read.headers['etag']).toBe(answer.headers['etag']);
  });

  test('is the signed-in person’s own, unless an administrator gives it on behalf', async () => {
    const answer = await api.as('attendee').post('/v1/requests', aRequest()).expect(422);
    expect(answer.body).toMatchObject({ errors: [{ field: 'requester.email' }] });
    const onBehalfOf = { receivedOn: addDays(today(), -2), how: 'post' };
    const stored = await api.as('administrator').post('/v1/requests', aRequest({ onBehalfOf })).expect(201);
    expect(stored.body).toMatchObject({ requestedOn: onBehalfOf.receivedOn });
  });

  test('that may not be made says which route to take', async () => {
    const answer = await api
      .as('requester')
      .post('/v1/requests', aRequest({ immediateRiskNotReferred: true }));
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ field: 'immediateRiskNotReferred' }] });
  });
});

describe('If-Match', () => {
  test.each([
    ['the version', (version: number) => `"${version}"`, 200],
    ['any', () => '*', 200],
    ['a list with the version', (version: number) => `"1", "${version}"`, 200],
    ['an older version', () => '"1"', 412],
    ['a list without it', () => '"1", "2"', 412],
    ['a weak tag', (version: number) => `W/"${version}"`, 412],
    ['what is no tag', (version: number) => `${version}`, 412],
    ['something else', () => '"abc"', 412],
  ])('%s', async (_what, header, status) => {
    const path = await requested(api);
    const version = await versionOf(path);
    const answer = await api
      .as('administrator')
      .post(`${path}/steps/decideRequest`, ACCEPTANCE)
      .set('If-Match', header(version));
    expect(answer.status).toBe(status);
    expect(await eventsOf(path)).toBe(status === 200 ? await versionOf(path) : version);
    if (status === 200) expect(answer.headers['etag']).toBe(`"${await versionOf(path)}"`);
  });
});

describe('an Idempotency-Key', () => {
  test('five requests at once are one, with five equal answers', async () => {
    const [key, body] = [aKey(), aRequest({ reason: 'Five at once.' })];
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() => api.as('requester').post('/v1/requests', body).set('Idempotency-Key', key)),
    );
    const [first] = answers;
    expect(first?.status).toBe(201);
    for (const answer of answers) {
      expect(answer.text).toBe(first?.text);
      expect(answer.headers['location']).toBe(first?.headers['location']);
    }
    const { rows } = await api.sql.query(
      `SELECT 1 FROM answer WHERE step = 'submitRequest' AND body->>'reason' = 'Five at once.'`,
    );
    expect(rows).toHaveLength(1);
  });

  test('five equal steps at once, and again after the case moved on, are one', async () => {
    const path = await requested(api);
    const key = aKey();
    const decide = () =>
      api.as('administrator').post(`${path}/steps/decideRequest`, ACCEPTANCE).set('Idempotency-Key', key);
    const answers = await Promise.all([decide(), decide(), decide(), decide(), decide()]);
    const after = await versionOf(path);
    await take(api, 'attendee', path, 'submitChronology', A_CHRONOLOGY);
    answers.push(await decide());
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(answers[0].text);
      expect(answer.headers['etag']).toBe(`"${after}"`);
    }
    expect(await eventsOf(path)).toBe(await versionOf(path));
  });

  test('the same answers in another order are the same body; other answers are refused', async () => {
    const path = await accepted(api);
    const key = aKey();
    const chronology = (body: object) =>
      api.as('attendee').post(`${path}/steps/submitChronology`, body).set('Idempotency-Key', key);
    const first = await chronology({ nilReturn: true, reason: 'None.' }).expect(200);
    const again = await chronology({ reason: 'None.', nilReturn: true }).expect(200);
    expect(again.text).toBe(first.text);
    const other = await chronology({ nilReturn: true, reason: 'Some.' }).expect(422);
    expect(other.body).toMatchObject({ type: '/problems/idempotency-key-reused' });
  });

  test('belongs to the person and the address', async () => {
    const path = await accepted(api);
    const key = aKey();
    const first = await api
      .as('attendee')
      .post(`${path}/steps/submitChronology`, A_CHRONOLOGY)
      .set('Idempotency-Key', key)
      .expect(200);
    const theirs = await api
      .as('leadProfessional')
      .post(`${path}/steps/submitChronology`, A_CHRONOLOGY)
      .set('Idempotency-Key', key)
      .expect(200);
    expect(theirs.headers['etag']).not.toBe(first.headers['etag']);
    const other = await accepted(api);
    await api
      .as('attendee')
      .post(`${other}/steps/submitChronology`, A_CHRONOLOGY)
      .set('Idempotency-Key', key)
      .expect(200);
  });

  test('a refusal is not kept: what was refused may be given again', async () => {
    const path = await requested(api);
    const key = aKey();
    const invite = () =>
      api
        .as('administrator')
        .post(`${path}/steps/appointFacilitators`, { facilitatorIds: [api.personId('facilitator')] })
        .set('Idempotency-Key', key);
    await invite().expect(409);
    await take(api, 'administrator', path, 'decideRequest', ACCEPTANCE);
    await invite().expect(200);
  });

  test('is kept as a hash only', async () => {
    const key = 'a-key-that-nobody-may-read';
    await api.as('requester').post('/v1/requests', aRequest()).set('Idempotency-Key', key).expect(201);
    const { rows } = await api.sql.query<{ row: string }>('SELECT i::text AS row FROM idempotency i');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ row }) => row.includes(key))).toEqual([]);
  });

  test('a step that takes the case out of its taker’s sight is answered five times, and is out of sight', async () => {
    const path = await withFacilitators(api);
    const key = aKey();
    const declare = () =>
      api
        .as('facilitator')
        .post(`${path}/steps/declareIndependence`, { available: false, reason: 'On leave.' })
        .set('Idempotency-Key', key);
    const answers = await Promise.all([declare(), declare(), declare(), declare(), declare()]);
    const last = await declare();
    for (const answer of [...answers, last]) {
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(last.text);
    }
    expect(Object.keys(last.body as object).sort()).toEqual([
      'now',
      'outcome',
      'reference',
      'stage',
      'version',
    ]);
    await api.as('facilitator').get(path).expect(404);
    await api.as('facilitator').post(`${path}/steps/declareIndependence`, { independent: true }).expect(404);
  });
});

describe('two at the same moment', () => {
  test('one request is decided once: one is applied, one is refused', async () => {
    const path = await requested(api);
    const answers = await Promise.all([
      api.as('administrator').post(`${path}/steps/decideRequest`, ACCEPTANCE),
      api.as('businessManager').post(`${path}/steps/decideRequest`, { decision: 'decline', reason: 'No.' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('on behalf', () => {
  test('the answer is the participant’s, and names the administrator who typed it', async () => {
    const path = await accepted(api);
    const { body } = await api.as('administrator').get(path);
    const { participants } = body as { participants: { id: string; name: string }[] };
    const participantId = participants.find(({ name }) => name === 'Dunstan Vale')?.id;
    const onBehalfOf = { participantId, receivedOn: today(), how: 'email' };
    await take(api, 'administrator', path, 'submitChronology', { ...A_CHRONOLOGY, onBehalfOf });
    const answers = await api.as('attendee').get(`${path}/answers?step=submitChronology`).expect(200);
    expect(answers.body).toEqual({
      answers: [
        {
          id: expect.any(String),
          step: 'submitChronology',
          by: participantId,
          onBehalfOf: 'Asha Verma',
          receivedOn: today(),
          how: 'email',
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          formVersion: 1,
          version: 1,
          body: A_CHRONOLOGY,
        },
      ],
    });
  });

  test('of somebody who is not in the case is a fault of that field', async () => {
    const path = await accepted(api);
    const onBehalfOf = { participantId: 'p99', receivedOn: today(), how: 'email' };
    const answer = await api
      .as('administrator')
      .post(`${path}/steps/submitChronology`, { ...A_CHRONOLOGY, onBehalfOf })
      .expect(422);
    expect(answer.body).toMatchObject({ errors: [{ field: 'onBehalfOf.participantId' }] });
  });
});

describe('the workflow', () => {
  test('is told of a step behind the answer', async () => {
    const path = await accepted(api);
    const reference = path.slice('/v1/cases/'.length);
    const version = await versionOf(path);
    await until('the workflow is told', async () => {
      const { rows } = await api.sql.query<{ told: number }>(
        'SELECT told_version AS told FROM "case" WHERE reference = $1',
        [reference],
      );
      return rows[0]?.told === version;
    });
  });
});
