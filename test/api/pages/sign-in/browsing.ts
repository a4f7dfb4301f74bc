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
  see(path: string, headers?: Readonly<Record<string, string>>): Promise<Seen>;
  /** Sends a form with the token of the page that was seen last. */
  send(path: string, fields: Readonly<Record<string, string>>): Promise<Seen>;
  /** What a page of another site has it send: without our token, with those cookies alone that may come along. */
  sendFromElsewhere(path: string, fields: Readonly<Record<string, string>>): Promise<Seen>;
  /** What its cookies hold. */
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
    goesAlong = false,
    forwarded = '',
  }: {
    readonly from?: string;
    readonly cookie?: string;
    /** Whether that cookie is sent by pages of other sites too. */
    readonly goesAlong?: boolean;
    readonly forwarded?: string;
  } = {},
): Browser {
  const jar = cookieJar();
  if (cookie !== '') for (const pair of cookie.split('; ')) jar.keep(pair, goesAlong);
  let csrf = '';
  const call = async (
    method: Visit['method'],
    path: string,
    { body, headers = {} }: { readonly body?: string; readonly headers?: Visit['headers'] } = {},
  ): Promise<Seen> => {
    const sent = jar.sent(method === 'POST' && headers['Sec-Fetch-Site'] === 'cross-site');
    const seen = await visit({
      port,
      from,
      method,
      path,
      headers: {
        Accept: 'text/html',
        ...(sent === '' ? {} : { Cookie: sent }),
        ...(forwarded === '' ? {} : { 'X-Forwarded-For': forwarded }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const set of seen.headers['set-cookie'] ?? []) jar.keep(set);
    csrf = /name="_csrf" value="([^"]+)"/.exec(seen.text)?.[1] ?? csrf;
    return seen;
  };
  const encoded = (fields: Readonly<Record<string, string>>): string =>
    new URLSearchParams(fields).toString();
  return {
    see: (path, headers) => call('GET', path, headers === undefined ? {} : { headers }),
    send: (path, fields) => call('POST', path, { body: encoded({ _csrf: csrf, ...fields }) }),
    sendFromElsewhere: (path, fields) =>
      call('POST', path, {
        body: encoded(fields),
        headers: { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://elsewhere.example' },
      }),
    cookie: () => jar.sent(),
  };
}

function cookieJar() {
  const kept = new Map<string, { readonly pair: string; readonly goesAlong: boolean }>();
  return {
    /** @param set as a header sets it; an empty one is wiped */
    keep(set: string, goesAlong = /; SameSite=None/i.test(set) && /; Secure/i.test(set)): void {
      const [pair = ''] = set.split(';');
      const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
      if (value === '') kept.delete(name);
      else kept.set(name, { pair, goesAlong });
    },
    /** @param fromElsewhere only those that a page of another site may send */
    sent: (fromElsewhere = false): string =>
      [...kept.values()]
        .filter(({ goesAlong }) => goesAlong || !fromElsewhere)
        .map(({ pair }) => pair)
        .join('; '),
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
