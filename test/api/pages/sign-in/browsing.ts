/** Browsers with cookies of their own, at network addresses of their own, that nobody has signed in yet. */
import { request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import type { RunningApi } from '../../running-api.ts';
import { until } from '../../../support/until.ts';

export interface Seen {
  readonly status: number;
  readonly text: string;
  /** Where it leads on to. */
  readonly location: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Browser {
  see(path: string): Promise<Seen>;
  /** Sends a form with the token of the page that was seen last. */
  send(path: string, fields: Readonly<Record<string, string>>): Promise<Seen>;
  /** What the cookie holds. */
  cookie(): string;
}

interface Visit {
  readonly port: number;
  readonly from: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function visit({ port, from, method, path, headers, body }: Visit): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, localAddress: from, method, path, headers, agent: false },
      (answer) => {
        textOf(answer).then((text) => {
          const { location = '' } = answer.headers;
          resolve({ status: answer.statusCode ?? 0, text, location, headers: answer.headers });
        }, reject);
      },
    );
    call.once('error', reject);
    call.end(body);
  });
}

let networks = 1;
/** An address of this machine that no other browser of this test file has. */
export const newNetwork = (): string => {
  networks += 1;
  return `127.0.${Math.floor(networks / 250)}.${networks % 250}`;
};

export function aBrowser(
  { port }: Pick<RunningApi, 'port'>,
  {
    from = newNetwork(),
    cookie = '',
    forwarded = '',
  }: { readonly from?: string; readonly cookie?: string; readonly forwarded?: string } = {},
): Browser {
  let kept = cookie;
  let csrf = '';
  const call = async (method: Visit['method'], path: string, body?: string): Promise<Seen> => {
    const seen = await visit({
      port,
      from,
      method,
      path,
      headers: {
        Accept: 'text/html',
        ...(kept === '' ? {} : { Cookie: kept }),
        ...(forwarded === '' ? {} : { 'X-Forwarded-For': forwarded }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const [set] = seen.headers['set-cookie'] ?? [];
    if (set !== undefined) kept = set.split(';')[0] ?? '';
    csrf = /name="_csrf" value="([^"]+)"/.exec(seen.text)?.[1] ?? csrf;
    return seen;
  };
  return {
    see: (path) => call('GET', path),
    send: (path, fields) => call('POST', path, new URLSearchParams({ _csrf: csrf, ...fields }).toString()),
    cookie: () => kept,
  };
}

export const wordsOf = ({ text }: Pick<Seen, 'text'>): string =>
  text
    .replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

/** The codes that were sent to an address, oldest first. */
export const codesTo = ({ mail }: Pick<RunningApi, 'mail'>, email: string): readonly string[] =>
  mail.received
    .filter(({ to }) => to.includes(email))
    .flatMap(({ source }) => /Your code is (\d{6})\./.exec(source)?.[1] ?? []);

/** Asks for a code in this browser, and gives what the email holds. */
export async function codeFor(api: RunningApi, browser: Browser, email: string, then = '/'): Promise<string> {
  const before = codesTo(api, email).length;
  await browser.see(`/sign-in?then=${encodeURIComponent(then)}`);
  const { status, location, text } = await browser.send('/sign-in', { email, _then: then });
  if (status !== 303) throw new Error(`${status} ${location} ${wordsOf({ text })}`);
  await browser.see(location);
  await until('the code is there', () => codesTo(api, email).length > before);
  return codesTo(api, email)[before] ?? '';
}

/** A browser in which this person has typed their code. */
export async function signedInAs(api: RunningApi, email: string): Promise<Browser> {
  const browser = aBrowser(api);
  const code = await codeFor(api, browser, email);
  await browser.send('/sign-in/code', { code });
  return browser;
}

/** The newest of the audit that is about no case, oldest first, without what is noted once codes are sent. */
export async function auditOf({
  sql,
}: RunningApi): Promise<readonly { what: string; person: string | null }[]> {
  const { rows } = await sql.query<{ what: string; person: string | null }>(
    `SELECT what, person_id::text AS person FROM audit WHERE reference = '' AND what <> 'code sent' ORDER BY id`,
  );
  return rows;
}

/** What the work put on the audit. */
export async function auditedBy(api: RunningApi, work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = (await auditOf(api)).length;
  await work();
  return (await auditOf(api)).slice(before).map(({ what }) => what);
}
