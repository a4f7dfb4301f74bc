/** Templates, and what every page shows around its own: the bar, who is signed in, the training notice, the footer. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Request, Response } from 'express';
import nunjucks from 'nunjucks';
import { dateInWords, plainDate } from '../../domain/calendar/index.ts';
import { SESSION_IDLE_MS, SESSION_LONGEST_MS } from '../../records/index.ts';
import { govukFrontend, mojFrontend } from '../assets/assets.ts';
import type { Assets } from '../assets/assets.ts';
import { nonceOf } from '../middleware/page-security.ts';
import type { Services } from '../services.ts';
import type { Browser } from './browser.ts';
import { dateTimeInWords } from './form/dates.ts';
import { linksFor } from './navigation.ts';

export type PageData = Readonly<Record<string, unknown>>;

export interface Rendering {
  /** A template without the site around it: for tests of parts. */
  part(view: string, data: PageData): string;
  show(
    req: Request,
    res: Response,
    page: {
      readonly view: string;
      readonly title: string;
      readonly data?: PageData;
      readonly status?: number;
    },
  ): void;
}

const MINUTE_MS = 60_000;
/** How long somebody stays signed in. */
const TIMES = {
  idleMinutes: SESSION_IDLE_MS / MINUTE_MS,
  longestHours: SESSION_LONGEST_MS / (60 * MINUTE_MS),
};
const EMAIL = /^[^\s<>@]+@[^\s<>@]+$/;

export function createRendering(services: Services, assets: Assets): Rendering {
  const environment = templates();
  return {
    part: (view, data) => environment.render(view, data),
    show(req, res, { view, title, data = {}, status = 200 }) {
      // A page of an error may be shown before anybody knows whose browser it is.
      const browser = res.locals['browser'] as Browser | undefined;
      const session = browser?.session?.state === 'active' ? browser.session : null;
      const isIn = session !== null && (session.secondStep || !services.secondStep);
      const html = environment.render(view, {
        ...data,
        title,
        path: req.path,
        person: session?.person ?? null,
        // Before the second step nothing of it leads anywhere.
        navigation: isIn ? linksFor(session.person, req.path) : [],
        csrf: browser?.csrf ?? '',
        csrfField: `<input type="hidden" name="_csrf" value="${browser?.csrf ?? ''}">`,
        cspNonce: nonceOf(res),
        assets: `/assets/${assets.version}`,
        contact: services.helpContact,
        contactIsEmail: EMAIL.test(services.helpContact ?? ''),
        isIn,
        times: TIMES,
        training: services.installation === 'training' ? services.trainingLinks : null,
      });
      res.status(status).type('html').send(html);
    },
  };
}

/** Pages and the components of others are found from here; everything shown is escaped unless a template says otherwise. */
export function templates(): nunjucks.Environment {
  const environment = new nunjucks.Environment(
    new nunjucks.FileSystemLoader([
      fileURLToPath(new URL('.', import.meta.url)),
      govukFrontend,
      mojFrontend,
      join(govukFrontend, 'govuk'),
    ]),
    { autoescape: true, throwOnUndefined: false, trimBlocks: true, lstripBlocks: true },
  );
  environment.addFilter('date', (value: unknown) => inWords(value, dateInWords));
  environment.addFilter('shortDate', (value: unknown) =>
    inWords(value, (date) => dateInWords(date).replace(/^\w+ /, '')),
  );
  environment.addFilter('dateTime', (value: unknown) =>
    typeof value === 'string' ? dateTimeInWords(value) : '',
  );
  return environment;
}

function inWords(value: unknown, words: (date: NonNullable<ReturnType<typeof plainDate>>) => string): string {
  const date = typeof value === 'string' ? plainDate(value) : null;
  return date === null ? '' : words(date);
}
