/** Of two faults, the answer is the one that is judged first. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ACCEPTANCE, accepted, requested } from './cases.ts';
import { runApi } from './running-api.ts';
import type { Answer, RunningApi } from './running-api.ts';

let api: RunningApi;
let inTriage: string;
let preparing: string;

beforeAll(async () => {
  api = await runApi();
  inTriage = await requested(api);
  preparing = await accepted(api);
});
afterAll(() => api.close());

function refusedAs(answer: Answer, status: number, name: string): void {
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status });
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.body).toMatchObject({ type: `/problems/${name}`, status });
}

const decide = () => `${inTriage}/steps/decideRequest`;

describe('401 comes first', () => {
  test.each(['/v1/nothing-here', '/v1/cases/MAS-2020-9999', '/v1/tracker?x=1', '/v1/%E0%A4%A', '/v1'])(
    '%s without a token',
    async (path) => {
      const answer = await api.stranger().put(path).send('{');
      refusedAs(answer, 401, 'unauthenticated');
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer /);
    },
  );

  test.each([
    'Bearer',
    'Bearer not-a-token',
    'Basic YTpi',
    'Bearer a b',
    'bearer \u00e9',
    `Bearer ${'x'.repeat(3000)}`,
  ])('a header of "%s" is no token', async (header) => {
    refusedAs(await api.stranger().get('/v1/me').set('Authorization', header), 401, 'unauthenticated');
  });

  test('a disabled account has no tokens any more', async () => {
    await api.records.addPerson({ email: 'gone@school.example', name: 'Gone', roles: [] });
    const token = (await api.records.makeToken('gone@school.example', 1)) ?? '';
    await api.stranger().get('/v1/me').set('Authorization', `Bearer ${token}`).expect(200);
    await api.records.disablePerson('gone@school.example');
    refusedAs(
      await api.stranger().get('/v1/me').set('Authorization', `Bearer ${token}`),
      401,
      'unauthenticated',
    );
  });
});

describe('404 comes before 405, and before what is in the body', () => {
  test.each([
    ['a path that is not there', () => '/v1/nothing-here'],
    ['a slash too many', () => '/v1/cases/'],
    ['a step that is none', () => `${inTriage}/steps/decide`],
    ['a case that is not there', () => '/v1/cases/MAS-2020-9999/steps/decideRequest'],
    ['what is no reference', () => "/v1/cases/'%20OR%201=1/steps/decideRequest"],
    ['a reference with a null character', () => '/v1/cases/MAS-2026-0001%00'],
    ['a file that is not there', () => `${inTriage}/files/00000000-0000-4000-8000-000000000000`],
    ['a file id that is none', () => `${inTriage}/files/%2e%2e%2fsecret`],
    ['a closure that is not there', () => '/v1/calendar/closures/2031-01-01'],
    ['a facilitator who is not there', () => '/v1/facilitators/nobody'],
  ])('%s', async (_what, path) => {
    refusedAs(await api.as('administrator').put(path()).send('{'), 404, 'not-found');
  });

  test('a case that exists, for somebody who is not on it, whatever the method and the body', async () => {
    const stranger = api.as('stranger');
    refusedAs(await stranger.get(inTriage), 404, 'not-found');
    refusedAs(await stranger.put(decide()), 404, 'not-found');
    refusedAs(await stranger.post(decide(), '{'), 404, 'not-found');
    refusedAs(await stranger.post(decide(), '{').set('Idempotency-Key', 'k'), 404, 'not-found');
    refusedAs(await stranger.post(`${inTriage}/files`), 404, 'not-found');
    refusedAs(await stranger.get(`${inTriage}/timeline?x=1`), 404, 'not-found');
    refusedAs(await stranger.post(`/v1/training${inTriage.slice(3)}/advance`, {}), 404, 'not-found');
  });

  test('a percent sign that decodes to nothing', async () => {
    refusedAs(await api.as('administrator').get('/v1/cases/%E0%A4%A'), 404, 'not-found');
  });
});

describe('405 comes before what is in the body', () => {
  test.each([
    ['put', '/v1/requests', 'POST'],
    ['delete', '/v1/cases', 'GET, HEAD'],
    ['patch', '/v1/me', 'GET, HEAD'],
    ['put', '/v1/facilitators', 'GET, HEAD, POST'],
    ['get', '/v1/cases/search', 'POST'],
  ] as const)('%s %s', async (method, path, allow) => {
    const token = await api.token('administrator');
    const answer = await api.stranger()[method](path).set('Authorization', `Bearer ${token}`).send('{');
    refusedAs(answer, 405, 'method-not-allowed');
    expect(answer.headers['allow']).toBe(allow);
  });

  test('a step is posted', async () => {
    refusedAs(await api.as('requester').get(decide()), 405, 'method-not-allowed');
  });

  test('OPTIONS says what there is, HEAD answers as GET without a body', async () => {
    const options = await api.as('requester').options(decide()).expect(204);
    expect(options.headers['allow']).toBe('POST');
    const head = await api.as('requester').head(inTriage).expect(200);
    expect(head.text).toBeFalsy();
    expect(head.headers['etag']).toMatch(/^"\d+"$/);
  });
});

describe('413, 415 and 400 come before 403', () => {
  // The requester may see the case, and may not decide on it.
  const post = (body: string | Buffer, headers: Record<string, string>) => {
    const call = api.as('requester').post(decide());
    for (const [name, value] of Object.entries(headers)) call.set(name, value);
    return call.send(body);
  };
  const JSON_TYPE = { 'Content-Type': 'application/json' };

  test('413 over 8 MB, whatever its type', async () => {
    const large = `"${'a'.repeat(8 * 1024 * 1024)}"`;
    refusedAs(await post(large, { 'Content-Type': 'text/plain' }), 413, 'too-large');
    refusedAs(await post(large, JSON_TYPE), 413, 'too-large');
  });

  test.each([
    ['text/plain', '{'],
    ['application/x-www-form-urlencoded', 'a=1'],
    ['application/json; charset=latin1', '{}'],
    ['application/json;charset=utf-16', '{}'],
    ['application/jsonx', '{}'],
  ])('415 for %s', async (type, body) => {
    refusedAs(await post(body, { 'Content-Type': type }), 415, 'unsupported-media-type');
  });

  test('415 for an encoding that nobody knows', async () => {
    refusedAs(
      await post('{}', { ...JSON_TYPE, 'Content-Encoding': 'snappy' }),
      415,
      'unsupported-media-type',
    );
  });

  test.each(['{', '', '{"a":}', 'undefined', "{'a':1}", '[1,]', '\u0000', '{} {}', 'NaN'])(
    '400 for %j',
    async (body) => {
      refusedAs(await post(body, JSON_TYPE), 400, 'not-json');
    },
  );

  test('400 for bytes that are no UTF-8, and for a packed body that is none', async () => {
    const bytes = api.as('requester').post(decide()).set(JSON_TYPE);
    bytes.write(Buffer.from([0x22, 0xff, 0xfe, 0x22]));
    refusedAs(await bytes, 400, 'not-json');
    const packed = api
      .as('requester')
      .post(decide())
      .set({ ...JSON_TYPE, 'Content-Encoding': 'gzip' });
    packed.write(Buffer.from('no gzip at all'));
    refusedAs(await packed, 400, 'not-json');
  });

  test.each(['', ' ', 'a b', 'ü', 'x'.repeat(201)])('400 for an Idempotency-Key of %j', async (key) => {
    // Node refuses to send what is no Latin-1; the others go out as they are.
    refusedAs(await post('{}', { ...JSON_TYPE, 'Idempotency-Key': key }), 400, 'invalid');
  });
});

describe('403 comes before 422', () => {
  test('a step of somebody else, with nothing in it', async () => {
    refusedAs(await api.as('requester').post(decide(), {}), 403, 'forbidden');
  });

  test('on behalf of somebody, by one who is no administrator', async () => {
    const onBehalfOf = { participantId: 'p3', receivedOn: 'yesterday', how: 'pigeon' };
    refusedAs(
      await api.as('attendee').post(`${preparing}/steps/submitChronology`, { onBehalfOf }),
      403,
      'forbidden',
    );
    refusedAs(await api.as('requester').post('/v1/requests', { onBehalfOf }), 403, 'forbidden');
  });

  test.each([
    ['post', '/v1/facilitators'],
    ['post', '/v1/calendar/closures'],
    ['post', '/v1/cases/search'],
    ['get', '/v1/tracker?x=1'],
    ['get', '/v1/learning?limit=0'],
    ['get', '/v1/facilitators?x=1'],
    ['get', '/v1/calendar/closures?x=1'],
  ] as const)('%s %s', async (method, path) => {
    const attendee = api.as('attendee');
    refusedAs(method === 'get' ? await attendee.get(path) : await attendee.post(path, {}), 403, 'forbidden');
  });
});

describe('422 comes before 412, the shape before ids that do not exist', () => {
  test('a shape at fault with a stale version', async () => {
    const answer = await api
      .as('administrator')
      .post(decide(), { decision: 'decline' })
      .set('If-Match', '"1"');
    refusedAs(answer, 422, 'invalid');
    expect(answer.body).toMatchObject({ errors: [{ field: 'reason' }] });
  });

  test('an id that does not exist with a stale version, in a stage where the step is not allowed', async () => {
    const call = api
      .as('administrator')
      .post(`${inTriage}/steps/appointFacilitators`, { facilitatorIds: ['nobody'] });
    const answer = await call.set('If-Match', '"1"');
    refusedAs(answer, 422, 'invalid');
    expect(answer.body).toMatchObject({ errors: [{ field: 'facilitatorIds[0]' }] });
  });

  test('an unknown query parameter with a body that is all right', async () => {
    refusedAs(await api.as('administrator').post(`${decide()}?force=true`, ACCEPTANCE), 422, 'invalid');
  });
});

describe('412 comes before 409', () => {
  test('a step that is not allowed any more, with a stale version', async () => {
    const again = api.as('administrator').post(`${preparing}/steps/decideRequest`, ACCEPTANCE);
    refusedAs(await again.set('If-Match', '"1"'), 412, 'version-changed');
  });

  test('409 says why, and what is allowed', async () => {
    const answer = await api.as('administrator').post(`${preparing}/steps/decideRequest`, ACCEPTANCE);
    refusedAs(answer, 409, 'step-not-allowed');
    const { body } = await api.as('administrator').get(preparing).expect(200);
    expect(answer.body).toMatchObject({
      detail: 'The request has been decided',
      allowedSteps: (body as { allowedSteps: string[] }).allowedSteps,
    });
  });
});
