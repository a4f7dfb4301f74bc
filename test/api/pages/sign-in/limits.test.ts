import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../../../api/main.ts';
import { networkOf } from '../../../../api/pages/sign-in/limits.ts';
import { freePort } from '../../../../tools/stack/ports.ts';
import type { RunningApi } from '../../running-api.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import { aBrowser, auditedBy, auditOf, codeFor, newNetwork, wordsOf } from './browsing.ts';

const MINUTE = 60_000;
const clock = { ahead: 0 };

let api: RunningApi;
beforeAll(async () => {
  api = await runApi({ now: () => Date.now() + clock.ahead });
});
afterAll(() => api.close());

async function ask(email: string, from = newNetwork()) {
  const browser = aBrowser(api, { from });
  await browser.see('/sign-in');
  return browser.send('/sign-in', { email });
}

/** So many calls, ten at a time. */
async function atOnce<T>(many: number, call: (each: number) => Promise<T>): Promise<readonly T[]> {
  const answers: T[] = [];
  for (let first = 0; first < many; first += 10) {
    const ten = Array.from({ length: Math.min(10, many - first) }, (_, place) => call(first + place));
    answers.push(...(await Promise.all(ten)));
  }
  return answers;
}

describe('Limits', () => {
  test('of five codes for an address in 15 minutes, the same for one that nobody has', async () => {
    for (const email of [PEOPLE.requester.email, 'nobody@nowhere.example']) {
      for (let codes = 0; codes < 5; codes += 1) expect((await ask(email)).status).toBe(303);
      const said = await auditedBy(api, async () => {
        const sixth = await ask(email.toUpperCase());
        expect(sixth.status).toBe(429);
        expect(wordsOf(sixth)).toMatch(/Too many tries Try again after \d+:\d\d[ap]m\./);
        expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(14 * 60);
      });
      expect(said).toContain('refused sign in: too many codes');
    }
    clock.ahead += 15 * MINUTE;
    expect((await ask(PEOPLE.requester.email)).status).toBe(303);
  });

  test('of five codes hold when they are asked for at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(PEOPLE.attendee.email)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7);
  });

  test('of a hundred tries from a network address in 15 minutes, and of a hundred askings', async () => {
    const from = newNetwork();
    const browser = aBrowser(api, { from });
    const code = await codeFor(api, browser, PEOPLE.leadProfessional.email);
    const wrong = { code: code === '111111' ? '222222' : '111111' };
    const tried = await atOnce(100, () => browser.send('/sign-in/code', wrong));
    expect(tried.map(({ status }) => status)).toEqual(tried.map(() => 400));
    const said = await auditedBy(api, async () => {
      expect((await browser.send('/sign-in/code', wrong)).status).toBe(429);
      // Nor with another code, which that network was given.
      const other = aBrowser(api, { from });
      const right = await codeFor(api, other, PEOPLE.leadProfessional.email);
      expect((await other.send('/sign-in/code', { code: right })).status).toBe(429);
    });
    expect(said).toEqual(['refused sign in: too many tries', 'refused sign in: too many tries']);

    const asked = await atOnce(98, (each) => browser.send('/sign-in', { email: `a${each}@nowhere.example` }));
    expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 303));
    expect((await ask('another@nowhere.example', from)).status).toBe(429);
    expect((await ask('another@nowhere.example')).status).toBe(303);
    clock.ahead += 15 * MINUTE;
    expect((await ask('another@nowhere.example', from)).status).toBe(303);
  });

  test('go by whom a proxy calls for, only where one stands before the service', async () => {
    const askThrough = async (port: number, forwarded: string): Promise<number> => {
      const browser = aBrowser({ port }, { from, forwarded });
      await browser.see('/sign-in');
      return (await browser.send('/sign-in/code', { code: '111111' })).status;
    };
    const from = newNetwork();
    const proxied = await startApi({
      ...api.settings,
      proxies: 1,
      port: await freePort(),
      metricsPort: await freePort(),
    });
    // What stands before the last, the caller may have made up.
    const tried = await atOnce(100, (each) => askThrough(proxied.port, `192.0.2.${each}, 198.51.100.1`));
    expect(tried).toEqual(tried.map(() => 400));
    expect(await askThrough(proxied.port, '198.51.100.1')).toBe(429);
    expect(await askThrough(proxied.port, '198.51.100.2')).toBe(400);
    expect(await askThrough(api.port, '198.51.100.1')).toBe(400);
    await proxied.close();
  });

  test('are forgotten when they are over, and so are codes', async () => {
    clock.ahead += 60 * MINUTE;
    await api.records.forgetWhatIsOver();
    for (const table of ['sign_in_limit', 'sign_in_code']) {
      expect((await api.sql.query(`SELECT FROM ${table}`)).rowCount).toBe(0);
    }
  });

  test('count an IPv6 network as one', () => {
    expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
    expect(networkOf('2001:db8:0:1::5')).toBe(networkOf('2001:0DB8::1:aaaa:bbbb:cccc:dddd'));
    expect(networkOf('2001:db8:0:1::5')).not.toBe(networkOf('2001:db8:0:2::5'));
    expect(networkOf('::1')).toBe('0:0:0:0');
  });
});

describe('How long an answer takes', () => {
  test('does not tell whether an address is known, whatever the mail server does', async () => {
    // It takes calls and never says a word: sending gives up after five seconds.
    const held = new Set<Socket>();
    const silent = createServer((socket) => {
      held.add(socket.on('error', () => undefined));
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const slow = await startApi({
      ...api.settings,
      smtpUrl: `smtp://127.0.0.1:${port}`,
      port: await freePort(),
      metricsPort: await freePort(),
    });
    const took = { known: [] as number[], unknown: [] as number[] };
    const measure = async (of: keyof typeof took, email: string): Promise<void> => {
      const browser = aBrowser(slow);
      await browser.see('/sign-in');
      const begun = performance.now();
      expect((await browser.send('/sign-in', { email })).status).toBe(303);
      took[of].push(performance.now() - begun);
    };
    for (const who of ['administrator', 'businessManager', 'operator', 'facilitator'] as const) {
      for (let times = 0; times < 3; times += 1) {
        await measure('known', PEOPLE[who].email);
        await measure('unknown', `${who}@nowhere.example`);
      }
    }
    const median = (times: number[]): number => times.sort((one, other) => one - other)[6] ?? NaN;
    expect(Math.abs(median(took.known) - median(took.unknown))).toBeLessThan(100);
    expect(median(took.known)).toBeLessThan(1_000);
    for (const socket of held) socket.destroy();
    silent.close();
    await slow.close();
    expect((await auditOf(api)).some(({ what }) => what === 'code not sent')).toBe(true);
  });
});
