/**
 * A sign-in with OpenID Connect that is under way, kept in its own browser: encrypted, for ten minutes, for one answer.
 * A browser has one; a new one takes its place. The cookie comes along with what the provider's page posts, so it may
 * be sent by other sites (SameSite=None), which the session's may not.
 */
import type { CookieOptions, Request, Response } from 'express';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { z } from 'zod';
import type { Services } from '../../../services.ts';
import { keyedHash } from '../keyed.ts';
import { seal, unseal } from '../sealed.ts';
import type { Checks } from './provider.ts';

const LASTS_MS = 10 * 60_000;
/** A cookie has 4096 bytes: whoever goes to a longer address than this begins at home. */
const LONGEST_THEN = 1_000;
const USE = 'OpenID Connect';

const underWay = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** What the browser's own cookie held. */
  token: z.string(),
  /** Where to go on. */
  then: z.string(),
  /** Epoch ms. */
  begun: z.number(),
});
export type UnderWay = Checks & Readonly<z.infer<typeof underWay>>;

/** `__Host-` needs HTTPS, which a training installation on this machine does not have. */
export const underWayCookie = ({ installation }: Pick<Services, 'installation'>): string =>
  installation === 'live' ? '__Host-openid' : 'openid';

const COOKIE = { httpOnly: true, secure: true, sameSite: 'none', path: '/' } as const satisfies CookieOptions;

type Keeping = Pick<Services, 'installation' | 'sessionSecret' | 'now'>;

export const newUnderWay = (
  { now }: Pick<Services, 'now'>,
  { token, then }: Pick<UnderWay, 'token' | 'then'>,
): UnderWay => ({
  state: randomState(),
  nonce: randomNonce(),
  verifier: randomPKCECodeVerifier(),
  token,
  then: then.length > LONGEST_THEN ? '/' : then,
  begun: now(),
});

export function keep(services: Keeping, res: Response, begun: UnderWay): void {
  const sealed = seal(services, { use: USE, whose: '' }, JSON.stringify(begun));
  res.cookie(underWayCookie(services), sealed, { ...COOKIE, maxAge: LASTS_MS });
}

/** The one of this browser and this state, which is wiped; null where there is none, or none any more. */
export async function takeUnderWay(
  services: Keeping & Pick<Services, 'records'>,
  req: Request,
  res: Response,
  state: string,
): Promise<UnderWay | null> {
  const name = underWayCookie(services);
  const sealed = new RegExp(`(?:^|;\\s*)${name}=([A-Za-z0-9_-]+)(?:;|$)`).exec(req.headers.cookie ?? '')?.[1];
  const opened = sealed === undefined ? null : unseal(services, { use: USE, whose: '' }, sealed);
  if (opened === null) return null;
  const found = underWay.parse(JSON.parse(opened));
  // What another site posts in between ends nothing.
  if (found.state !== state) return null;
  res.clearCookie(name, COOKIE);
  if (services.now() >= found.begun + LASTS_MS) return null;
  // Counted for longer than it lasts, in one statement: of two answers at once, one is taken.
  const once = await services.records.countSignIn({ whose: keyedHash(services, 'openid', state), most: 1 });
  return once.taken ? found : null;
}
