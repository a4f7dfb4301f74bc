/**
 * The second step of signing in, before any child's data: what somebody set up before, or setting it up for the first
 * time. Whoever has passed it may pass it again, as is asked before changing it.
 */
import type { Person, SecondStep } from '../../../records/types.ts';
import type { Services } from '../../services.ts';
import type { OpenCall, PageReply, PageRoute } from '../page.ts';
import { openPage } from '../page.ts';
import { only } from '../typed.ts';
import { stepOfCode, unsealApp } from './authenticator-app.ts';
import { optionsToUse, usedPasskey } from './passkey.ts';
import { setUp, showSetUp } from './setting-up.ts';
import { signOut } from './signing-in.ts';
import { thenOf, withThen } from './then.ts';

/** Then the session ends. */
const TRIES = 5;

export const secondStepPage = (services: Services): PageRoute =>
  openPage('/sign-in/second-step', {
    GET: (call) => ofSomebody(services, call, (person, has) => show(services, call, person, has)),
    POST: (call) => ofSomebody(services, call, (person, has) => pass(services, call, person, has)),
  });

const hasOne = (has: SecondStep): boolean => has.app !== null || has.passkeys.length > 0;

/** For who has typed their code; others start at the beginning. */
async function ofSomebody(
  services: Services,
  call: OpenCall,
  answer: (person: Person, has: SecondStep) => Promise<PageReply>,
): Promise<PageReply> {
  const { session, token } = call.browser;
  if (session?.state !== 'active') return { goTo: withThen('/sign-in', thenOf(call)) };
  if (!services.secondStep) return { goTo: thenOf(call) };
  return answer(session.person, await services.records.secondStepOf(token));
}

async function show(
  services: Services,
  call: OpenCall,
  person: Person,
  has: SecondStep,
  fault?: string,
): Promise<PageReply> {
  if (!hasOne(has)) return showSetUp(services, call, { person, has, first: true, fault });
  const options = await optionsToUse(services, has.passkeys);
  await services.records.keepInHand(call.browser.token, {
    appInHand: null,
    challenge: options?.challenge ?? null,
  });
  return {
    view: 'sign-in/second-step.njk',
    title: 'Second step',
    status: fault === undefined ? 200 : 400,
    data: {
      then: thenOf(call),
      hasApp: has.app !== null,
      options: options === null ? null : JSON.stringify(options),
      fault,
      errors: fault === undefined ? [] : [{ text: fault, href: has.app === null ? '#passkey' : '#code' }],
    },
  };
}

async function pass(services: Services, call: OpenCall, person: Person, has: SecondStep): Promise<PageReply> {
  const { records } = services;
  const { token } = call.browser;
  const first = !hasOne(has);
  const tries = await records.countSecondStepTry(token);
  const by = tries > TRIES ? null : await (first ? setUp : use)(services, call, { person, has });
  if (by !== null) {
    await records.passSecondStep(token);
    await note(services, person, `second step ${first ? 'set up' : 'passed'}: ${by}`);
    return { goTo: thenOf(call) };
  }
  services.metrics.signIn('second step refused');
  await note(services, person, `refused second step${tries < TRIES ? '' : ': too many tries'}`);
  if (tries < TRIES) {
    return show(services, call, person, has, faultOf(call, first));
  }
  await signOut(services, call);
  return { goTo: withThen('/sign-in', thenOf(call), 'tries') };
}

function faultOf({ typed }: OpenCall, first: boolean): string {
  if (only(typed, 'passkey') !== '') return 'Your passkey was not accepted. Try again';
  return first
    ? 'This is not the code that the app shows now. Type it again, or scan the picture once more'
    : 'This is not the code that your app shows now. Each code can be used once: wait for the next one';
}

async function use(
  services: Services,
  { typed }: OpenCall,
  { person, has }: { readonly person: Person; readonly has: SecondStep },
): Promise<'app' | 'passkey' | null> {
  const { records, now } = services;
  const posted = only(typed, 'passkey');
  if (posted !== '') {
    const passkey = await usedPasskey(services, posted, has);
    if (passkey === null) return null;
    await records.usePasskey(passkey);
    return 'passkey';
  }
  const secret = has.app === null ? null : unsealApp(services, person.id, has.app);
  const step = secret === null ? null : stepOfCode(secret, only(typed, 'code'), now());
  if (step === null) return null;
  return (await records.useAppCode({ personId: person.id, step })) ? 'app' : null;
}

const note = ({ records }: Services, { id }: Person, what: string): Promise<void> =>
  records.audit({ reference: null, personId: id, what, why: null });
