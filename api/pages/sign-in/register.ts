/** Whoever typed the code that went to an address of a partner agency, and has no account yet, gets one. */
import type { Services } from '../../services.ts';
import type { OpenCall, PageReply, PageRoute } from '../page.ts';
import { openPage } from '../page.ts';
import { only } from '../typed.ts';
import { isPartner } from './send-code.ts';
import { signIn } from './signing-in.ts';
import { thenOf, withThen } from './then.ts';

const LONGEST_NAME = 200;

export const registerPage = (services: Services): PageRoute =>
  openPage('/sign-in/register', {
    async GET(call) {
      const email = await provedAddress(services, call);
      return email === null ? startAgain(call) : show(call, email);
    },
    async POST(call) {
      const email = await provedAddress(services, call);
      if (email === null) return startAgain(call);
      const name = only(call.typed, 'name').trim();
      const fault = faultOf(name);
      if (fault !== null) return show(call, email, fault);
      const { records } = services;
      const known = await records.findPersonByEmail(email);
      // Adding a person enables an account again: whoever was disabled is not added here.
      if (known?.disabled === true) return startAgain(call);
      const person = known ?? (await records.addPerson({ email, name, roles: [] }));
      if (known === null) {
        await records.audit({ reference: null, personId: person.id, what: 'register', why: null });
      }
      return signIn(services, call, person.id, thenOf(call));
    },
  });

async function provedAddress(services: Services, { browser }: OpenCall): Promise<string | null> {
  const email = await services.records.provedAddress(browser.token);
  return email !== null && isPartner(services, email) ? email : null;
}

const startAgain = (call: OpenCall): PageReply => ({ goTo: withThen('/sign-in', thenOf(call)) });

function faultOf(name: string): string | null {
  if (name === '') return 'Enter your first and last name';
  if (name.length > LONGEST_NAME) return `Your name may have ${LONGEST_NAME} characters at most`;
  return /\p{Cc}/u.test(name) ? 'Your name has a character that cannot be kept' : null;
}

function show(call: OpenCall, email: string, fault?: string): PageReply {
  return {
    view: 'sign-in/register.njk',
    title: 'Register',
    status: fault === undefined ? 200 : 400,
    data: {
      then: thenOf(call),
      email,
      name: only(call.typed, 'name'),
      fault,
      errors: fault === undefined ? [] : [{ text: fault, href: '#name' }],
    },
  };
}
