/** Which cookies the service sets, for strangers too. */
import type { Services } from '../../services.ts';
import { cookieName } from '../browser.ts';
import { openPage } from '../page.ts';
import type { PageRoute } from '../page.ts';
import { underWayCookie } from '../sign-in/openid/under-way.ts';

export const cookiesPages = (services: Pick<Services, 'installation' | 'openId'>): PageRoute[] => [
  openPage('/cookies', {
    GET: () =>
      Promise.resolve({
        view: 'cookies/cookies.njk',
        title: 'Cookies',
        data: {
          cookie: cookieName(services),
          openId: services.openId && { name: services.openId.name, cookie: underWayCookie(services) },
        },
      }),
  }),
];
