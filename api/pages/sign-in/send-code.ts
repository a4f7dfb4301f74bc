/** Makes a code for this browser, and sends it after the answer where somebody may sign in with it. */
import { randomInt } from 'node:crypto';
import type { Person } from '../../../records/types.ts';
import type { Services } from '../../services.ts';
import type { OpenCall } from '../page.ts';
import { keyedHash } from './keyed.ts';

/** Bound to the browser by its cookie. */
export const codeHash = (services: Services, token: string, code: string): string =>
  keyedHash(services, 'code', `${token} ${code}`);

/** Whether whoever has this address may register. */
export function isPartner({ partnerDomains }: Pick<Services, 'partnerDomains'>, email: string): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return partnerDomains.some((each) => each.toLowerCase() === domain);
}

/** Does the same for every address, as far as the answer can tell. */
export async function sendCode(
  services: Services,
  { browser, res }: Pick<OpenCall, 'browser' | 'res'>,
  email: string,
): Promise<void> {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await services.records.keepCode({
    token: browser.token,
    email,
    codeHash: codeHash(services, browser.token, code),
  });
  res.once('close', () => {
    services.later('a code was not sent', () => sendWhereAllowed(services, email, code));
  });
}

async function sendWhereAllowed(services: Services, email: string, code: string): Promise<void> {
  const { records, sendAccountEmail } = services;
  const person = await records.findPersonByEmail(email);
  const refusal = refusalOf(services, person, email);
  // To the address that is kept: what was typed may only look like it.
  const sent =
    refusal === null && (await sendAccountEmail(person?.email ?? email, { kind: 'signInCode', code }));
  const outcome = refusal === null ? (sent ? 'code sent' : 'code not sent') : `refused code: ${refusal}`;
  await records.audit({ reference: null, personId: person?.id ?? null, what: outcome, why: null });
}

function refusalOf(services: Services, person: Person | null, email: string): string | null {
  if (person === null) return isPartner(services, email) ? null : 'unknown address';
  return person.disabled ? 'disabled account' : null;
}
