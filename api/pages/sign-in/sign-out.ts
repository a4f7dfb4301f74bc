import type { Services } from '../../services.ts';
import type { PageRoute } from '../page.ts';
import { openPage } from '../page.ts';
import { signOut } from './signing-in.ts';
import { withThen } from './then.ts';

/** Also for who is only half signed in. */
export const signOutPage = (services: Services): PageRoute =>
  openPage('/sign-out', {
    async POST(call) {
      const personId = call.browser.session?.person.id;
      await signOut(services, call);
      if (personId !== undefined) {
        await services.records.audit({ reference: null, personId, what: 'sign out', why: null });
      }
      return { goTo: withThen('/sign-in', '/', 'out') };
    },
  });
