/** Staying signed in while a page is open: the call itself is use of the session. */
import { ownPage, page } from '../page.ts';
import type { PageRoute } from '../page.ts';
import { only } from '../typed.ts';

/** A script gets an empty answer; without scripts the page that asked comes back. */
export const staySignedIn: PageRoute = page('/account/stay-signed-in', {
  POST: ({ req, typed }) =>
    Promise.resolve(
      req.headers['sec-fetch-mode'] === 'navigate' || req.accepts(['text', 'html']) === 'html'
        ? { goTo: ownPage(only(typed, '_then')) }
        : { file: Buffer.alloc(0), headers: { 'Content-Type': 'text/plain; charset=utf-8' } },
    ),
});
