/** Somebody's browser, and all that must not happen in it: calls to others, errors, what the page's policy forbids. */
import type { Browser, BrowserContext, CDPSession, Locator, Page, Response } from 'playwright-core';

export interface Visit {
  /** Who it is, in words for faults. */
  readonly who: string;
  readonly page: Page;
  readonly context: BrowserContext;
  readonly javaScript: boolean;
  /** What must not have happened, in words. */
  readonly faults: readonly string[];
  /** Every address that was asked for. */
  readonly addresses: ReadonlySet<string>;
  /** @returns the status of the page that it leads to. */
  open(path: string): Promise<number>;
  /** @returns the status of the page that pressing it leads to. */
  press(what: Locator): Promise<number>;
  /** @returns the status of the page that doing it leads to. */
  pressing(act: () => Promise<void>): Promise<number>;
  /** Runs a test's own script also in a page whose scripts are off. */
  withScripts<T>(work: () => Promise<T>): Promise<T>;
}

const PATIENCE_MS = 30_000;
export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 320, height: 640 };

/**
 * @param address of the service: what is asked of any other host is a fault
 * @param also another to which it leads, whose pages are its own affair
 */
export async function visit(
  browser: Browser,
  address: string,
  { who, javaScript, also }: { readonly who: string; readonly javaScript: boolean; readonly also?: string },
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: address,
    javaScriptEnabled: javaScript,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
    viewport: WIDE,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  const addresses = new Set<string>();
  const fault = (what: string): void => {
    faults.push(`${who}, ${javaScript ? 'with' : 'without'} scripts, at ${page.url()}: ${what}`);
  };
  context.on('request', (request) => {
    addresses.add(request.url());
    if (![address, also].includes(new URL(request.url()).origin)) fault(`asks ${request.url()}`);
  });
  context.on('response', (response) => {
    if (new URL(response.url()).origin === also) return;
    if (response.request().isNavigationRequest()) {
      for (const each of faultsOfHeaders(response.headers())) fault(each);
    } else if (response.status() >= 400) fault(`${response.url()} is ${response.status()}`);
  });
  page.on('pageerror', (error) => {
    fault(error.message);
  });
  page.on('console', (message) => {
    // Chromium says so of every page that is no success; of what pages load it is told above.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
    fault(`says ${message.text()}`);
  });
  const pressing = async (act: () => Promise<void>): Promise<number> => {
    const [response] = await Promise.all([
      page.waitForResponse(isPage),
      page.waitForEvent('framenavigated'),
      act(),
    ]);
    await page.waitForLoadState('load');
    return response.status();
  };
  return {
    who,
    page,
    context,
    javaScript,
    faults,
    addresses,
    async open(path) {
      const response = await page.goto(path);
      return response?.status() ?? 0;
    },
    pressing,
    press: (what) => pressing(() => what.click()),
    withScripts: javaScript ? (work) => work() : await scriptsForTests(await context.newCDPSession(page)),
  };
}

/** Also for what the page's scripts do about it. */
export async function resize(page: Page, size: typeof WIDE): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
}

/** Whatever redirects lead to. */
const isPage = (response: Response): boolean =>
  response.request().isNavigationRequest() && (response.status() < 300 || response.status() >= 400);

/** The page's own scripts are past by then: they ran while it was read, or not at all. */
async function scriptsForTests(session: CDPSession): Promise<Visit['withScripts']> {
  const off = (value: boolean) => session.send('Emulation.setScriptExecutionDisabled', { value });
  // What this session has not turned off it cannot turn on.
  await off(true);
  return async (work) => {
    await off(false);
    try {
      return await work();
    } finally {
      await off(true);
    }
  };
}

function faultsOfHeaders(headers: Readonly<Record<string, string>>): readonly string[] {
  // A redirect shows nothing.
  if (headers['location'] !== undefined) return [];
  const policy = headers['content-security-policy'] ?? '';
  return [
    ...(/'nonce-[^']+'/.test(policy) ? [] : ['there is no nonce in its policy']),
    ...(/unsafe-|https?:|\*/.test(policy) ? [`its policy is ${policy}`] : []),
    ...(headers['cache-control'] === 'no-store' ? [] : ['it may be kept']),
  ];
}
