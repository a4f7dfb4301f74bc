/** A person's own account: who they are here, their second step, and where they are signed in. */
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/types.ts';
import type { SignedIn } from '../../../records/types.ts';
import type { Services } from '../../services.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { page } from '../page.ts';
import { rolesInWords } from '../people/person-words.ts';
import { signOut } from '../sign-in/signing-in.ts';
import { withThen } from '../sign-in/then.ts';
import { changeSecondStep } from './change-second-step.ts';
import { staySignedIn } from './stay.ts';

export const accountPages = (services: Services): readonly PageRoute[] => [
  page('/account', { GET: (call) => show(services, call) }),
  changeSecondStep(services),
  page('/account/sign-out-everywhere', { POST: (call) => signOutEverywhere(services, call) }),
  staySignedIn,
];

async function show(services: Services, { person, browser }: PageCall): Promise<PageReply> {
  const { records, secondStep } = services;
  const { app, passkeys } = await records.secondStepOf(browser.token);
  const signedIn = await records.signedInOf({ personId: person.id, token: browser.token });
  return {
    view: 'account/account.njk',
    title: 'Your account',
    data: {
      roles: rolesInWords(person.roles),
      secondStep,
      hasApp: app !== null,
      passkeys: passkeys.length,
      signedIn: signedIn.map(inWords),
    },
  };
}

const inWords = ({ startedAt, usedAt, isThis }: SignedIn) => ({
  since: londonDateTime(startedAt as Instant),
  used: londonDateTime(usedAt as Instant),
  isThis,
});

async function signOutEverywhere(services: Services, call: PageCall): Promise<PageReply> {
  const { records } = services;
  const personId = call.person.id;
  await records.endSessionsOf(personId);
  await signOut(services, call);
  await records.audit({ reference: null, personId, what: 'sign out everywhere', why: null });
  return { goTo: withThen('/sign-in', '/', 'everywhere') };
}
