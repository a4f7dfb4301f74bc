/** Limits, what is no HTTP, what a live installation leaves out, what is measured, and ending in order. */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import express from 'express';
import supertest from 'supertest';
import { startApi } from '../../api/main.ts';
import { setUpBackPressure, setUpRoomForKnown } from '../../api/middleware/back-pressure.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { until } from '../support/until.ts';
import { accepted, aRequest, requested } from './cases.ts';
import { runApi } from './running-api.ts';
import type { RunningApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.close());

const FORM = 'application/x-www-form-urlencoded';
const ALL_BUT_TIMEOUTS = [
  ...(['Date', 'performance', 'hrtime', 'nextTick', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
];
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

/** What the service says to bytes, until it ends the line or has said enough. */
function say(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(api.port, '127.0.0.1');
    let heard = '';
    socket.setTimeout(5_000, () => socket.destroy(new Error(`nothing more after: ${heard}`)));
    socket.on('data', (chunk) => {
      heard += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(heard);
    });
    socket.write(bytes);
  });
}

describe('what is no call', () => {
  const CLOSE = 'Host: x\r\nConnection: close\r\n\r\n';
  test.each([
    ['no HTTP', 'HELLO\r\n\r\n', 400],
    ['huge headers', `GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Large: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
    ['CONNECT', `CONNECT example:443 HTTP/1.1\r\n${CLOSE}`, 405],
    ['an unknown method', `FETCH /v1/me HTTP/1.1\r\n${CLOSE}`, 400],
    ['an address of another host', `GET http://[::bad/v1/me HTTP/1.1\r\n${CLOSE}`, 400],
    [
      'two lengths',
      `POST /v1/requests HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`,
      400,
    ],
    ['an expectation', `GET /healthz HTTP/1.1\r\nExpect: miracles\r\n${CLOSE}`, 417],
    ['TRACE', `TRACE /v1/me HTTP/1.1\r\n${CLOSE}`, 401],
  ])('%s', async (_what, bytes, status) => {
    const heard = await say(bytes);
    expect(heard.split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(heard).toContain('application/problem+json');
  });

  test.each([
    ['a star', `OPTIONS * HTTP/1.1\r\n${CLOSE}`],
    ['a path above all', `GET /../../etc/passwd HTTP/1.1\r\n${CLOSE}`],
  ])('%s is no page', async (_, bytes) => {
    const heard = await say(bytes);
    expect(heard).toMatch(/^HTTP\/1\.1 404 /);
    expect(heard).toContain('Page not found');
  });
});

describe('without a token', () => {
  test.each(['/healthz', '/readyz', '/v1/openapi.json'])('%s answers, and takes GET only', async (path) => {
    const answer = await api.stranger().get(path);
    expect([200, 503]).toContain(answer.status);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    const posted = await api.stranger().post(path).expect(405);
    expect(posted.headers['allow']).toBe('GET, HEAD');
    await api.stranger().head(path);
  });

  test.each(['/v1/nothing', '/healthz/', '/readyz/x'])('%s is not found', async (path) => {
    const answer = await api.as('stranger').get(path).expect(404);
    expect(answer.body).toMatchObject({ type: '/problems/not-found' });
  });

  test.each(['/nothing', '/v1x', '/V1/me', '/metrics', '/%ff', '/v1%2fme'])(
    '%s is a page that says that nothing is there, in the site’s layout',
    async (path) => {
      const answer = await api.stranger().get(path).expect(404);
      expect(answer.headers['content-type']).toMatch(/^text\/html/);
      expect(answer.text).toContain('Page not found');
    },
  );
});

describe('the limit of a token', () => {
  test('100 a second are answered, then 429 says when to come back; another token is not held back', async () => {
    const token = await api.token('stranger');
    const call = (bearer: string) => api.stranger().get('/v1/me').set('Authorization', `Bearer ${bearer}`);
    await call(token).expect(200);
    // However slow this machine is: rounds until one of them came within a second.
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(Array.from({ length: 160 }, () => call(token)));
      const refused = answers.filter(({ status }) => status === 429);
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(60);
      if (refused.length === 0) continue;
      expect(refused[0]?.body).toMatchObject({ type: '/problems/too-many-requests', status: 429 });
      expect(refused[0]?.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      await call(await api.token('stranger')).expect(200);
      return;
    }
    throw new Error('never more than 100 within a second');
  });
});

describe('a live installation', () => {
  test('has no training calls, and does not describe them', async () => {
    const live = await runApi({ installation: 'live' });
    try {
      const path = await requested(live);
      await live
        .as('administrator')
        .post(`/v1/training${path.slice(3)}/advance`, { days: 1 })
        .expect(404);
      const { text } = await live.stranger().get('/v1/openapi.json').expect(200);
      expect(text).not.toContain('/v1/training');
    } finally {
      await live.close();
    }
  });
});

describe('metrics', () => {
  test('are on their own port, and hold ids and patterns only', async () => {
    const path = await accepted(api);
    await api.as('administrator').post(`${path}/steps/decideRequest`, {}).expect(422);
    await api.as('administrator').get('/v1/nothing-here/secret').expect(404);
    const metrics = supertest(`http://127.0.0.1:${api.settings.metricsPort}`);
    const { text } = await metrics.get('/metrics').expect(200);
    expect(text).toMatch(/mas_steps_total\{step="decideRequest",result="taken"\} [1-9]/);
    expect(text).toMatch(/mas_steps_total\{step="decideRequest",result="invalid"\} [1-9]/);
    expect(text).toMatch(
      /mas_request_duration_seconds_count\{method="POST",route="\/v1\/cases\/:reference\/steps\/:step",status="422"\} 1/,
    );
    expect(text).toMatch(/mas_refusals_total\{route="\/v1",status="404"\} [1-9]/);
    expect(text).toMatch(/^mas_cases_not_told \d+$/m);
    expect(text).toMatch(/^mas_outbox_oldest_seconds [\d.e-]+$/m);
    expect(text).not.toMatch(/MAS-\d{4}|secret|example/);
    await metrics.get('/').expect(404);
  });
});

describe('ending', () => {
  test('finishes the call in hand, and takes no other', async () => {
    const running = await startApi({ ...api.settings, port: 0, metricsPort: 0 });
    const token = await api.token('requester');
    const body = JSON.stringify(aRequest());
    let ending: Promise<void> | undefined;
    const answered = new Promise<number>((resolve, reject) => {
      const call = httpRequest(
        {
          port: running.port,
          host: '127.0.0.1',
          method: 'POST',
          path: '/v1/requests',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      call.on('error', reject);
      call.write(body.slice(0, 20));
      // The call has begun when its first bytes are there; it is ended while half of it is still to come.
      call.once('socket', (socket) => {
        socket.once('connect', () => {
          setImmediate(() => {
            ending = running.close();
            call.end(body.slice(20));
          });
        });
      });
    });
    expect(await answered).toBe(201);
    await ending;
    await expect(fetch(`http://127.0.0.1:${running.port}/healthz`)).rejects.toThrow();
  });

  test('is not ready first, and each answer is the last on its connection', async () => {
    const running = await startApi({ ...api.settings, port: 0, metricsPort: 0 });
    const calls = supertest(`http://127.0.0.1:${running.port}`);
    const before = await calls.get('/readyz').set('Connection', 'keep-alive');
    expect(before.headers['connection']).toBe('keep-alive');
    const ending = running.close(500);
    const leaving = await calls.get('/readyz').set('Connection', 'keep-alive').expect(503);
    expect(leaving.headers['connection']).toBe('close');
    await calls.get('/healthz').expect(503, { status: 'leaving' });
    const me = await calls.get('/v1/me').set('Authorization', `Bearer ${await api.token('requester')}`);
    expect([me.status, me.headers['connection']]).toEqual([200, 'close']);
    await ending;
    await expect(fetch(`http://127.0.0.1:${running.port}/healthz`)).rejects.toThrow();
  });

  test('a port that is taken is named by its setting', async () => {
    await expect(startApi({ ...api.settings, metricsPort: 0 })).rejects.toThrow(/^PORT \d+ is taken/);
    await expect(startApi({ ...api.settings, port: 0 })).rejects.toThrow(/^METRICS_PORT \d+ is taken/);
  });
});

describe('more than it can take in hand', () => {
  test('503 at once that says when to come back; those in hand are answered, and then all are taken again', async () => {
    const token = await api.token('requester');
    const body = JSON.stringify({});
    const half = `POST /v1/requests HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 8388608\r\n\r\n`;
    const large = new Set<Socket>();
    const hold = (): void => {
      const socket = connect(api.port, '127.0.0.1').on('error', () => undefined);
      large.add(socket);
      // Refused: it came while one of the calls below had the last of the room.
      socket.once('data', () => {
        large.delete(socket.destroy());
        hold();
      });
      socket.write(half);
    };
    for (let held = 0; held < 16; held += 1) hold();
    const answer = () => api.as('requester').post('/v1/requests', body);
    const refused = await until('it says so', async () => {
      const tried = await answer();
      return tried.status === 503 ? tried : null;
    });
    expect(refused.headers['retry-after']).toBe('2');
    expect(refused.body).toMatchObject({ type: '/problems/unavailable' });
    await api.stranger().get('/healthz').expect(200);
    for (const socket of large) socket.destroy();
    await until('it takes calls again', async () => (await answer()).status === 422);
  });

  test('whoever is not signed in sends a small form, and takes no room from others, whatever they announce', async () => {
    const chunked = `Content-Type: ${FORM}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nemail\r\n`;
    const strangers = Array.from({ length: 3 }, () => {
      const socket = connect(api.port, '127.0.0.1').on('error', () => undefined);
      socket.write(`POST /sign-in HTTP/1.1\r\nHost: x\r\n${chunked}`);
      return socket;
    });
    await Promise.all(strangers.map((socket) => once(socket, 'connect')));
    const answer = await api
      .as('requester')
      .post('/v1/requests', JSON.stringify({ purpose: 'a'.repeat(1_000_000) }));
    expect(answer.status).toBe(422);
    for (const socket of strangers) socket.destroy();

    const form = `email=${'a'.repeat(110_000)}`;
    const announced = await api.stranger().post('/sign-in').set('Content-Type', FORM).send(form);
    expect([announced.status, announced.text]).toEqual([413, expect.stringContaining('Too large')]);
    const unannounced = api
      .stranger()
      .post('/sign-in')
      .set('Content-Type', FORM)
      .set('Transfer-Encoding', 'chunked');
    unannounced.write(Buffer.from(form));
    expect((await unannounced).status).toBe(413);
  });

  test('and sends it within a quarter of a minute, or keeps its place no longer', async () => {
    jest.useFakeTimers({ doNotFake: ALL_BUT_TIMEOUTS });
    const timeouts = jest.spyOn(globalThis, 'setTimeout');
    const slow = say(
      `POST /sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${FORM}\r\nContent-Length: 90000\r\n\r\nemail`,
    );
    await until('its time is taken', () => timeouts.mock.calls.some(([, ms]) => ms === 15_000));
    jest.advanceTimersByTime(14_999);
    await api.stranger().get('/healthz').expect(200);
    expect(await Promise.race([slow, Promise.resolve('nothing')])).toBe('nothing');
    jest.advanceTimersByTime(1);
    expect(await slow).toMatch(/^HTTP\/1.1 400 [^]*The form took too long to arrive/);
  });

  test('a call that was sent behind another one gives its place back when their connection breaks', async () => {
    const app = express();
    setUpBackPressure(app);
    setUpRoomForKnown(app);
    let inHand = 0;
    app.use(() => {
      inHand += 1;
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const call = (): Promise<number | 'in hand'> =>
      fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'x', signal: AbortSignal.timeout(300) }).then(
        ({ status }) => status,
        () => 'in hand',
      );
    const two = `GET / HTTP/1.1\r\nHost: x\r\n\r\nPOST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 8388608\r\n\r\n`;
    const sockets = Array.from({ length: 16 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    for (const socket of sockets) socket.write(two);
    await until('all are in hand', () => inHand === 32);
    expect(await call()).toBe(503);
    for (const socket of sockets) socket.destroy();
    await until('their places are free', async () => (await call()) === 'in hand');
    server.closeAllConnections();
    server.close();
  });
});

describe('the database away', () => {
  test('at the start: it lives, is not ready, and begins when the database is there', async () => {
    const [port, databasePort] = [await freePort(), await freePort()];
    const { databaseUrl } = api.settings;
    const late = new URL(databaseUrl);
    late.port = String(databasePort);
    const starting = startApi({ ...api.settings, databaseUrl: late.href, port, metricsPort: 0 });
    const calls = supertest(`http://127.0.0.1:${port}`);
    await until('it answers', () =>
      calls.get('/healthz').then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    await calls.get('/readyz').expect(503, { status: 'notReady', dependencies: { database: 'away' } });
    const refused = await calls.get('/v1/me').expect(503);
    expect(refused.headers['content-type']).toBe('application/problem+json');
    await calls.get('/').expect(503, /Try again/);

    const database = createServer((socket) => {
      const real = connect(Number(new URL(databaseUrl).port), new URL(databaseUrl).hostname);
      socket.pipe(real).pipe(socket);
      for (const end of [socket, real]) end.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => database.listen(databasePort, '127.0.0.1', resolve));
    const running = await starting;
    const token = await api.token('requester');
    await calls.get('/v1/me').set('Authorization', `Bearer ${token}`).expect(200);
    await running.close();
    await new Promise((resolve) => database.close(resolve));
  });

  test('503 that says when to come back, and nothing is kept', async () => {
    const other = await runApi();
    const token = await other.token('requester');
    const { port } = other;
    await other.dropDatabase();
    const answer = await supertest(`http://127.0.0.1:${port}`)
      .get('/v1/me')
      .set('Authorization', `Bearer ${token}`);
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ type: '/problems/unavailable' });
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    const ready = await supertest(`http://127.0.0.1:${port}`).get('/readyz').expect(503);
    expect(ready.body).toMatchObject({ dependencies: { database: 'away' } });
    await other.close();
  });
});
