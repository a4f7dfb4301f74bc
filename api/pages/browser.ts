/**
 * Whose browser this is. Each has a cookie of chance; a session in the records says who signed in with it. The token
 * against forged forms is made from the cookie, so nothing more is kept for it.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { BrowserSession } from '../../records/types.ts';
import type { Services } from '../services.ts';

export interface Browser {
  /** What the cookie holds. */
  readonly token: string;
  readonly csrf: string;
  /** Null for a stranger. */
  readonly session: BrowserSession | null;
}

const TOKEN = '[A-Za-z0-9_-]{43}';
/** `__Host-` needs HTTPS, which a training installation on this machine does not have. */
export const cookieName = ({ installation }: Pick<Services, 'installation'>): string =>
  installation === 'live' ? '__Host-session' : 'session';

function csrfOf({ sessionSecret }: Pick<Services, 'sessionSecret'>, token: string): string {
  return createHmac('sha256', sessionSecret).update(`form ${token}`).digest('base64url');
}

/** Gives the browser a new cookie: on its first page, and whenever somebody signs in or out. */
export function newCookie(services: Pick<Services, 'installation'>, res: Response): string {
  const token = randomBytes(32).toString('base64url');
  res.cookie(cookieName(services), token, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: services.installation === 'live',
  });
  return token;
}

export async function browserOf(services: Services, req: Request, res: Response): Promise<Browser> {
  const name = cookieName(services);
  const found = new RegExp(`(?:^|;\\s*)${name}=(${TOKEN})(?:;|$)`).exec(req.headers.cookie ?? '')?.[1];
  if (found === undefined) {
    const token = newCookie(services, res);
    return { token, csrf: csrfOf(services, token), session: null };
  }
  return {
    token: found,
    csrf: csrfOf(services, found),
    session: await services.records.useSession(found),
  };
}

/** A browser of which nothing is known, and to which no cookie is given. */
export const SOME_BROWSER: Browser = { token: '', csrf: '', session: null };

/** Whether nothing says that another site leads here. */
export function isFromHere(req: Request): boolean {
  const site = req.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Whether the form was sent from a page of ours to this very browser. */
export function isOwnForm(req: Request, browser: Browser, sent: string): boolean {
  if (!isFromHere(req)) return false;
  const [one, other] = [Buffer.from(sent), Buffer.from(browser.csrf)];
  return one.length === other.length && timingSafeEqual(one, other);
}
