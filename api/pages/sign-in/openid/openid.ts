/**
 * Signing in with OpenID Connect: the browser is led to the provider, whose page posts it back here with a code. Whoever
 * the provider's word says it is goes on as with a right code by email (docs/decisions/0028-openid-connect.md).
 */
import { randomBytes } from 'node:crypto';
import type { CodeUse } from '../../../../records/types.ts';
import type { Services } from '../../../services.ts';
import { isFromHere } from '../../browser.ts';
import type { OpenCall, PageReply, PageRoute } from '../../page.ts';
import { openPage, returnPage } from '../../page.ts';
import { only } from '../../typed.ts';
import { isAddress } from '../address.ts';
import { letIn, noteRefusal } from '../let-in.ts';
import { countFrom } from '../limits.ts';
import { codeHash } from '../send-code.ts';
import { thenOf, withThen } from '../then.ts';
import { OpenIdFailure } from './failure.ts';
import type { OpenIdProvider } from './provider.ts';
import { keep, newUnderWay, takeUnderWay } from './under-way.ts';
import type { UnderWay } from './under-way.ts';

/** Where the provider sends people back to, below PUBLIC_URL. */
export const OPENID_RETURN = '/sign-in/openid/return';

export function openIdPages(services: Services): readonly PageRoute[] {
  const provider = services.openId;
  if (provider === null) return [];
  return [
    openPage('/sign-in/openid', { GET: (call) => leave(services, provider, call) }),
    returnPage(OPENID_RETURN, (call) => comeBack(services, provider, call)),
  ];
}

async function leave(services: Services, provider: OpenIdProvider, call: OpenCall): Promise<PageReply> {
  const then = thenOf(call);
  if (call.person !== null) return { goTo: then };
  // Another site leads nobody to the provider.
  if (!isFromHere(call.req)) return { goTo: withThen('/sign-in', then) };
  await countFrom(services, 'asks', call);
  const begun = newUnderWay(services, { token: call.browser.token, then });
  try {
    const address = await provider.addressFor(begun);
    keep(services, call.res, begun);
    return { goTo: address.href };
  } catch (error) {
    return failed(services, provider, error, then);
  }
}

async function comeBack(services: Services, provider: OpenIdProvider, call: OpenCall): Promise<PageReply> {
  await countFrom(services, 'tries', call);
  const begun = await takeUnderWay(services, call.req, call.res, only(call.typed, 'state'));
  if (begun === null) {
    await noteRefusal(services, null, 'OpenID Connect over');
    return notSignedIn(provider, 400, 'over', '/');
  }
  const { then } = begun;
  try {
    const claims = await provider.claimsOf(answerIn(call), begun);
    const email = addressIn(claims);
    if (email === null) throw new OpenIdFailure('refused', 'no verified address');
    const browser = { ...call.browser, token: begun.token };
    const shown = await showAddress(services, begun, email);
    const reply = await letIn(services, { browser, res: call.res }, shown, then);
    return reply ?? notSignedIn(provider, 400, 'notAllowed', then);
  } catch (error) {
    return failed(services, provider, error, then);
  }
}

const answerIn = ({ typed }: Pick<OpenCall, 'typed'>): URLSearchParams =>
  new URLSearchParams(
    [...typed].flatMap(([name, values]) => values.map((value): [string, string] => [name, value])),
  );

/** Null where there is none, or the provider does not vouch for it. */
function addressIn({ email, email_verified: verified }: Readonly<Record<string, unknown>>): string | null {
  // Some leave it out who vouch for all addresses, and some write it as a text.
  const isVerified = verified === undefined || verified === true || verified === 'true';
  return typeof email === 'string' && isVerified && isAddress(email) ? email : null;
}

/** Keeps it as that of a code which was sent and typed, so that all that follows is the same. */
async function showAddress(
  services: Services,
  { token }: UnderWay,
  email: string,
): Promise<Extract<CodeUse, { readonly type: 'right' }>> {
  const hash = codeHash(services, token, randomBytes(32).toString('base64url'));
  await services.records.keepCode({ token, email, codeHash: hash });
  const use = await services.records.useCode({ token, codeHash: hash });
  if (use.type !== 'right') throw new OpenIdFailure('refused', 'another code meanwhile');
  return use;
}

async function failed(
  services: Services,
  provider: OpenIdProvider,
  error: unknown,
  then: string,
): Promise<PageReply> {
  if (!(error instanceof OpenIdFailure)) throw error;
  const { kind, result, cause } = error;
  services.log.warn('nobody was signed in with OpenID Connect', { kind, result, error: cause ?? error });
  await noteRefusal(services, null, `OpenID Connect ${kind}`);
  return notSignedIn(provider, kind === 'away' ? 503 : 400, 'failed', then);
}

function notSignedIn(
  { name }: OpenIdProvider,
  status: 400 | 503,
  why: 'over' | 'notAllowed' | 'failed',
  then: string,
): PageReply {
  return {
    view: 'sign-in/openid/not-signed-in.njk',
    title: 'You are not signed in',
    status,
    data: { name, why, signIn: withThen('/sign-in', then) },
  };
}
