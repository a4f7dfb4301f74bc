/** The second page of signing in: the code that the email holds. */
import type { CodeUse } from '../../../records/types.ts';
import type { Services } from '../../services.ts';
import type { OpenCall, PageReply, PageRoute } from '../page.ts';
import { openPage } from '../page.ts';
import { only } from '../typed.ts';
import { countFrom } from './limits.ts';
import { codeHash, isPartner } from './send-code.ts';
import { signIn } from './signing-in.ts';
import { thenOf, withThen } from './then.ts';

const NOT_SIX_DIGITS = 'Enter the six digits of the code';
const OVER = 'This code cannot be used, or not any more. Ask for another one below';
const REFUSED = {
  wrong: { why: 'wrong code', fault: 'This is not the code. Check it and type it again' },
  over: { why: 'code over', fault: OVER },
} as const;

export const codePage = (services: Services): PageRoute =>
  openPage('/sign-in/code', {
    GET: (call) => show(services, call),
    async POST(call) {
      const code = only(call.typed, 'code').replace(/[\s-]/g, '');
      if (!/^\d{6}$/.test(code)) return show(services, call, NOT_SIX_DIGITS);
      await countFrom(services, 'tries', call);
      const { token } = call.browser;
      const use = await services.records.useCode({ token, codeHash: codeHash(services, token, code) });
      return useOf(services, call, use);
    },
  });

async function useOf(services: Services, call: OpenCall, use: CodeUse): Promise<PageReply> {
  if (use.type !== 'right') {
    const { why, fault } = REFUSED[use.type];
    return refused(services, call, use.personId, why, fault);
  }
  const then = thenOf(call);
  const { account, email } = use;
  if (account?.disabled === false) return signIn(services, call, account.personId, then);
  if (account === null && isPartner(services, email)) return { goTo: withThen('/sign-in/register', then) };
  await services.records.removeCode(call.browser.token);
  const why = account === null ? 'unknown address' : 'disabled account';
  return refused(services, call, account?.personId ?? null, why, OVER);
}

async function refused(
  services: Services,
  call: OpenCall,
  personId: string | null,
  why: string,
  fault: string,
): Promise<PageReply> {
  await services.records.audit({ reference: null, personId, what: `refused sign in: ${why}`, why: null });
  services.metrics.signIn(why);
  return show(services, call, fault);
}

async function show(services: Services, call: OpenCall, fault?: string): Promise<PageReply> {
  const then = thenOf(call);
  const sentTo = await services.records.codeSentTo(call.browser.token);
  if (sentTo === null && fault === undefined) return { goTo: withThen('/sign-in', then) };
  return {
    view: 'sign-in/code.njk',
    title: 'Type your code',
    status: fault === undefined ? 200 : 400,
    data: {
      then,
      sentTo,
      startAgain: withThen('/sign-in', then),
      fault,
      errors: fault === undefined ? [] : [{ text: fault, href: '#code' }],
    },
  };
}
