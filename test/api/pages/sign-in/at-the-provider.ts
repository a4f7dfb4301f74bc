/** A browser on its way through the provider, up to the form that the provider's page would have it post back. */
import type { TestProvider } from '../../../support/openid-provider.ts';
import type { Browser, Seen } from './browsing.ts';

/** What goes back to the service, and where to. */
export interface Answer {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Leaves for the provider from the sign-in page. @returns the address that the browser is led to */
export async function leave(browser: Browser, then = '/'): Promise<URL> {
  const page = await browser.see(`/sign-in?then=${encodeURIComponent(then)}`);
  const begin = /href="(\/sign-in\/openid[^"]*)"/.exec(page.text)?.[1] ?? '';
  const { status, location } = await browser.see(begin.replaceAll('&amp;', '&'));
  if (status !== 303) throw new Error(`${begin} is answered ${status}`);
  return new URL(location);
}

/** Says there who it is, `cancel` to turn back. */
export async function answerOf(address: URL, account: string): Promise<Answer> {
  const kept = new Map<string, string>();
  const call = async (url: URL, body?: URLSearchParams): Promise<Response> => {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { Cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body === undefined ? {} : { body }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      kept.set(name, value);
    }
    const location = response.headers.get('location');
    return location === null ? response : call(new URL(location, url));
  };
  const who = await call(address);
  const last = await call(new URL(who.url), new URLSearchParams({ account }));
  const html = await last.text();
  const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
  if (action === undefined) throw new Error(`${last.status} ${html}`);
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return {
    path: new URL(action).pathname,
    fields: Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value])),
  };
}

/** The whole way. */
export async function throughProvider(
  browser: Browser,
  account: string,
  then = '/',
): Promise<Seen & { readonly answer: Answer }> {
  const answer = await answerOf(await leave(browser, then), account);
  return { ...(await browser.sendFromElsewhere(answer.path, answer.fields)), answer };
}

/** Where the service of a test is reached, as the provider knows it. */
export const RETURN_TO = 'http://supervision.example/sign-in/openid/return';

export const behaveAgain = (provider: TestProvider): void => {
  provider.verified = true;
  provider.claims = (said) => said;
  provider.signsWrongly = false;
  provider.before = () => Promise.resolve(false);
};
