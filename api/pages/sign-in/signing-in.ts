/** Begins a session, always under a new cookie: one that somebody else may have put into the browser is worth nothing. */
import type { Services } from '../../services.ts';
import { newCookie } from '../browser.ts';
import type { OpenCall, PageReply } from '../page.ts';
import { withThen } from './then.ts';

export async function signIn(
  services: Services,
  { browser, res }: Pick<OpenCall, 'browser' | 'res'>,
  personId: string,
  then: string,
): Promise<PageReply> {
  const { records } = services;
  const token = newCookie(services, res);
  await records.beginSession({ personId, token });
  await records.endSession(browser.token);
  await records.removeCode(browser.token);
  await records.audit({ reference: null, personId, what: 'sign in', why: null });
  services.metrics.signIn('signedIn');
  return { goTo: services.secondStep ? withThen('/sign-in/second-step', then) : then };
}

/** Ends this browser's session; the page after it is a stranger's. */
export async function signOut(
  services: Services,
  { browser, res }: Pick<OpenCall, 'browser' | 'res'>,
): Promise<void> {
  newCookie(services, res);
  await services.records.endSession(browser.token);
}
