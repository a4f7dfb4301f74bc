/** Which cookies the service sets, for strangers too. */
import { SESSION_IDLE_MS, SESSION_LONGEST_MS } from '../../../records/index.ts';
import type { Services } from '../../services.ts';
import { cookieName } from '../browser.ts';
import { openPage } from '../page.ts';
import type { PageRoute } from '../page.ts';

const MINUTE_MS = 60_000;

export const cookiesPages = (services: Pick<Services, 'installation'>): PageRoute[] => [
  openPage('/cookies', {
    GET: () =>
      Promise.resolve({
        view: 'cookies/cookies.njk',
        title: 'Cookies',
        data: {
          cookie: cookieName(services),
          idleMinutes: SESSION_IDLE_MS / MINUTE_MS,
          longestHours: SESSION_LONGEST_MS / (60 * MINUTE_MS),
        },
      }),
  }),
];
