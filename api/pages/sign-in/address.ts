/** The first page of signing in: the email address. What follows is the same whoever has it. */
import { isOneAddress } from '../../../activities/email/index.ts';
import type { Role } from '../../../domain/process/vocabulary.ts';
import { SESSION_IDLE_MS } from '../../../records/index.ts';
import type { Services } from '../../services.ts';
import type { OpenCall, PageReply, PageRoute } from '../page.ts';
import { openPage } from '../page.ts';
import { only } from '../typed.ts';
import { countCode, countFrom } from './limits.ts';
import { sendCode } from './send-code.ts';
import { thenOf, withThen } from './then.ts';

const LONGEST_ADDRESS = 254;
/** Of each role, on the page of a training installation. */
const INVENTED_PEOPLE = 20;

const WHY: Readonly<Record<string, string>> = {
  lapsed: `You were signed out after ${SESSION_IDLE_MS / 60_000} minutes. What you typed is kept: it is there when you have signed in.`,
  out: 'You are signed out.',
  everywhere: 'You are signed out everywhere.',
  tries: 'There were too many tries. Start again with your email address.',
};

const GROUPS: readonly { readonly role: Role; readonly name: string }[] = [
  { role: 'administrator', name: 'Administrators' },
  { role: 'businessManager', name: 'Business manager' },
  { role: 'facilitator', name: 'Facilitators' },
  { role: 'practitioner', name: 'Practitioners' },
  { role: 'operator', name: 'Operators' },
];

export const addressPage = (services: Services): PageRoute =>
  openPage('/sign-in', {
    GET: async (call) =>
      call.person === null ? show(services, call) : Promise.resolve({ goTo: thenOf(call) }),
    async POST(call) {
      const email = only(call.typed, 'email').trim();
      if (!isAddress(email)) {
        return show(services, call, 'Enter your email address, like name@agency.example');
      }
      await countFrom(services, 'asks', call);
      await countCode(services, email);
      await sendCode(services, call, email);
      return { goTo: withThen('/sign-in/code', thenOf(call)) };
    },
  });

/** Whether somebody may have this address. */
export const isAddress = (text: string): boolean => text.length <= LONGEST_ADDRESS && isOneAddress(text);

async function show(services: Services, call: OpenCall, fault?: string): Promise<PageReply> {
  return {
    view: 'sign-in/sign-in.njk',
    title: 'Sign in',
    status: fault === undefined ? 200 : 400,
    data: {
      then: thenOf(call),
      why: WHY[call.query('why')],
      email: only(call.typed, 'email'),
      fault,
      openId: openIdShown(services, thenOf(call)),
      errors: fault === undefined ? [] : [{ text: fault, href: '#email' }],
      groups: await inventedPeople(services),
    },
  };
}

const openIdShown = ({ openId }: Services, then: string) =>
  openId === null ? null : { name: openId.name, begin: withThen('/sign-in/openid', then) };

async function inventedPeople({ records, installation }: Services) {
  if (installation !== 'training') return [];
  const people = await records.inventedPeople(INVENTED_PEOPLE);
  return GROUPS.map(({ role, name }) => ({
    name,
    people: people.filter((person) => person.role === role),
  })).filter((group) => group.people.length > 0);
}
