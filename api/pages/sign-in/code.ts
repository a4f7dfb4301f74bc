/** The second page of signing in: the code that the email holds. */
import type { CodeUse } from '../../../records/types.ts';
import type { Services } from '../../services.ts';
import type { OpenCall, PageReply, PageRoute } from '../page.ts';
import { openPage } from '../page.ts';
import { only } from '../typed.ts';
import { letIn, noteRefusal } from './let-in.ts';
import { countFrom } from './limits.ts';
import { codeHash } from './send-code.ts';
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
    await noteRefusal(services, use.personId, why);
    return show(services, call, fault);
  }
  return (await letIn(services, call, use, thenOf(call))) ?? show(services, call, OVER);
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
