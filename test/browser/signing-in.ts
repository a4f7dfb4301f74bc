/** Signing in by the pages: the address, the code that the email brings, the code of an authenticator app. */
import { simpleParser } from 'mailparser';
import { Secret, TOTP } from 'otpauth';
import type { TestMailServer } from '../support/mail-server.ts';
import { until } from '../support/until.ts';
import type { Visit } from './visit.ts';

const MAIL_MS = 30_000;

/** Called on each page on the way. */
type Look = (visit: Visit, state: string) => Promise<void>;

/** @returns signs in whoever it is told, one after the other, with an app that each sets up the first time. */
export type SignIn = (visit: Visit, email: string) => Promise<void>;

export function signingIn(mail: TestMailServer, look: Look): SignIn {
  const apps = new Map<string, AuthenticatorApp>();
  let last: Promise<void> = Promise.resolve();

  async function signIn(visit: Visit, email: string): Promise<void> {
    const { page } = visit;
    await withCode(visit, email, mail, look);
    const known = apps.get(email);
    await look(visit, known === undefined ? 'the first time' : 'known');
    const app = known ?? appFor(await page.locator('code').innerText());
    apps.set(email, app);
    const [label, send] =
      known === undefined
        ? ['Code that the app shows', 'Use this app']
        : ['Code of your authenticator app', 'Continue'];
    await page.getByLabel(label).fill(app());
    await visit.press(page.getByRole('button', { name: send, exact: true }));
  }

  return (visit, email) => {
    last = last.then(() => signIn(visit, email));
    return last;
  };
}

/** The first two pages. */
export async function withCode(
  visit: Visit,
  email: string,
  mail: TestMailServer,
  look: Look = () => Promise.resolve(),
): Promise<void> {
  const { page } = visit;
  await visit.open('/');
  await look(visit, 'a stranger');
  await page.getByLabel('Email address').fill(email);
  const before = mail.received.length;
  await visit.press(page.getByRole('button', { name: 'Send me a code' }));
  await look(visit, 'a stranger');
  await page.getByLabel('Code', { exact: true }).fill(await codeFor(email, mail, before));
  await visit.press(page.getByRole('button', { name: 'Sign in', exact: true }));
}

async function codeFor(email: string, mail: TestMailServer, after: number): Promise<string> {
  const isMeant = (to: string): boolean => to.toLowerCase() === email.toLowerCase();
  const { source } = await until(
    'the code has come',
    () => mail.received.slice(after).find(({ to }) => to.some(isMeant)),
    MAIL_MS,
  );
  const { text = '' } = await simpleParser(source);
  return /\b\d{6}\b/.exec(text)?.[0] ?? '';
}

/** The code that it shows now; one that was used it does not show again. */
type AuthenticatorApp = () => string;

/** @param letters as the page shows them, to be typed into the app */
function appFor(letters: string): AuthenticatorApp {
  const totp = new TOTP({ secret: Secret.fromBase32(letters.replaceAll(' ', '')) });
  let used = 0;
  return () => {
    used = Math.max(totp.counter(), used + 1);
    return totp.generate({ timestamp: used * 30_000 });
  };
}
