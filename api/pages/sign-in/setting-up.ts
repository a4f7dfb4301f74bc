/** Setting up a second step: an authenticator app, or a passkey where the browser can make one. */
import type { Person, SecondStep } from '../../../records/types.ts';
import type { Services } from '../../services.ts';
import type { OpenCall, PageReply } from '../page.ts';
import { only } from '../typed.ts';
import { appShown, newAppSecret, sealApp, stepOfCode, unsealApp } from './authenticator-app.ts';
import { madePasskey, optionsToMake } from './passkey.ts';
import { thenOf } from './then.ts';

/** @param first whether they have none yet */
export async function showSetUp(
  services: Services,
  call: OpenCall,
  {
    person,
    has,
    first,
    fault,
  }: {
    readonly person: Person;
    readonly has: SecondStep;
    readonly first: boolean;
    readonly fault?: string | undefined;
  },
): Promise<PageReply> {
  const inHand = secretOf(services, person, has.appInHand);
  const secret = inHand ?? newAppSecret();
  const options = await optionsToMake(services, person, has.passkeys);
  await services.records.keepInHand(call.browser.token, {
    appInHand: inHand === null ? sealApp(services, person.id, secret) : has.appInHand,
    challenge: options?.challenge ?? null,
  });
  return {
    view: 'sign-in/set-up.njk',
    title: 'Set up a second step',
    status: fault === undefined ? 200 : 400,
    data: {
      then: thenOf(call),
      first,
      hasApp: has.app !== null,
      app: appShown(person, secret),
      options: options === null ? null : JSON.stringify(options),
      fault,
      errors: fault === undefined ? [] : [{ text: fault, href: '#code' }],
    },
  };
}

/** Keeps what was set up; null where the code or the passkey is not right. */
export async function setUp(
  services: Services,
  { typed }: Pick<OpenCall, 'typed'>,
  { person, has }: { readonly person: Person; readonly has: SecondStep },
): Promise<'app' | 'passkey' | null> {
  const { records, now } = services;
  const posted = only(typed, 'passkey');
  const personId = person.id;
  const alone = only(typed, 'alone') === 'yes';
  if (posted !== '') {
    const passkey = await madePasskey(services, posted, has.challenge);
    if (passkey === null) return null;
    await records.keepPasskey({ ...passkey, personId, alone });
    return 'passkey';
  }
  const secret = secretOf(services, person, has.appInHand);
  if (secret === null) return null;
  const step = stepOfCode(secret, only(typed, 'code'), now());
  if (step === null) return null;
  await records.keepApp({ personId, secret: sealApp(services, personId, secret), step, alone });
  return 'app';
}

const secretOf = (services: Services, { id }: Person, sealed: string | null): string | null =>
  sealed === null ? null : unsealApp(services, id, sealed);
