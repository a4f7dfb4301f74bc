/** Another authenticator app or passkey, for who has just passed the second step with the one that they have. */
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { page } from '../page.ts';
import { setUp, showSetUp } from '../sign-in/setting-up.ts';
import { withThen } from '../sign-in/then.ts';
import type { SecondStep } from '../../../records/types.ts';

const ADDRESS = '/account/second-step';
/** How long ago it may have been passed. */
const LATELY_MS = 5 * 60_000;

export const changeSecondStep = (services: Services): PageRoute =>
  page(ADDRESS, {
    GET: (call) =>
      afterPassing(services, call, (has) =>
        showSetUp(services, call, { person: call.person, has, first: false }),
      ),
    POST: (call) => afterPassing(services, call, (has) => change(services, call, has)),
  });

async function afterPassing(
  services: Services,
  { browser }: PageCall,
  answer: (has: SecondStep) => Promise<PageReply>,
): Promise<PageReply> {
  if (!services.secondStep) throw notFound();
  const has = await services.records.secondStepOf(browser.token);
  const passedLately = has.passedAt !== null && has.passedAt > services.now() - LATELY_MS;
  const hasOne = has.app !== null || has.passkeys.length > 0;
  return passedLately && hasOne ? answer(has) : { goTo: withThen('/sign-in/second-step', ADDRESS) };
}

async function change(services: Services, call: PageCall, has: SecondStep): Promise<PageReply> {
  const { person, browser } = call;
  const { records } = services;
  const by = await setUp(services, call, { person, has });
  if (by === null) {
    const fault = 'This is not right. Type the code that the app shows now, or make the passkey again';
    return showSetUp(services, call, { person, has, first: false, fault });
  }
  await records.keepInHand(browser.token, { appInHand: null, challenge: null });
  await records.audit({
    reference: null,
    personId: person.id,
    what: `second step changed: ${by}`,
    why: null,
  });
  return { goTo: '/account' };
}
