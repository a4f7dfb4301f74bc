/** One page of the site: its address, and what it answers to looking at it and to sending its form. */
import type { Express, Request, Response } from 'express';
import type { Role } from '../../domain/process/vocabulary.ts';
import type { Person } from '../../records/types.ts';
import { answeredAs } from '../middleware/request-log.ts';
import { Problem } from '../problem.ts';
import type { Services } from '../services.ts';
import { SOME_BROWSER, browserOf, isOwnForm } from './browser.ts';
import type { Browser } from './browser.ts';
import { readPosted } from './posted.ts';
import type { PostedFile } from './posted.ts';
import type { PageData, Rendering } from './rendering.ts';
import type { Typed } from './typed.ts';
import { only, typedAsRecord } from './typed.ts';

/** A call of somebody who has signed in. */
export interface PageCall {
  readonly person: Person;
  /** Roles in which they see this case besides their own: of whoever broke the glass. They do nothing in them. */
  readonly seesAs?: readonly Role[];
  readonly req: Request;
  readonly res: Response;
  readonly browser: Browser;
  /** A part of the address, or an empty text. */
  param(name: string): string;
  /** A parameter of the address, or an empty text. */
  query(name: string): string;
  /** What was posted; empty for a page that is looked at. */
  readonly typed: Typed;
  readonly files: ReadonlyMap<string, PostedFile>;
}

export type PageReply =
  | {
      /** Path of the template below `api/pages`. */
      readonly view: string;
      /** Of the browser's window: never holds personal data. */
      readonly title: string;
      readonly data?: PageData;
      readonly status?: 200 | 400 | 403 | 404 | 409 | 429 | 503;
    }
  | { readonly goTo: string }
  | { readonly file: Buffer; readonly headers: Readonly<Record<string, string>> };

/** A call of anybody; `person` only of somebody who is signed in past every step. */
export type OpenCall = Omit<PageCall, 'person'> & { readonly person: Person | null };

type Answer<Call> = (call: Call) => Promise<PageReply>;
interface Answers<Call> {
  readonly GET?: Answer<Call>;
  readonly POST?: Answer<Call>;
}

export interface PageRoute {
  /** As Express writes it: `/cases/:reference`. */
  readonly path: string;
  /** For anybody, strangers and those half signed in among them. */
  readonly open: boolean;
  /** Whether a page of another site posts to it: then neither the cookie nor the token of a form of ours comes along. */
  readonly fromElsewhere?: true;
  readonly answers: Answers<OpenCall>;
}

/** A page for those who have signed in, second step included; it leads a stranger to the sign-in. */
export function page(path: string, answers: Answers<PageCall>): PageRoute {
  const signedIn =
    (answer: Answer<PageCall>): Answer<OpenCall> =>
    ({ person, ...call }) => {
      if (person === null) throw new Error(`${path} was shown to a stranger`);
      return answer({ ...call, person });
    };
  const { GET, POST } = answers;
  return {
    path,
    open: false,
    answers: {
      ...(GET === undefined ? {} : { GET: signedIn(GET) }),
      ...(POST === undefined ? {} : { POST: signedIn(POST) }),
    },
  };
}

export const openPage = (path: string, answers: Answers<OpenCall>): PageRoute => ({
  path,
  open: true,
  answers,
});

/** A page to which another site has the browser post. What shows whose browser it is, the answer itself has to ask. */
export const returnPage = (path: string, answer: Answer<OpenCall>): PageRoute => ({
  ...openPage(path, { POST: answer }),
  fromElsewhere: true,
});

export function mountPages(
  app: Express,
  routes: readonly PageRoute[],
  services: Services,
  rendering: Rendering,
): void {
  for (const route of routes) {
    app.all(route.path, async (req, res) => {
      answeredAs(req, route.path);
      send(await answerOf(route, services, req, res), req, res, rendering);
    });
  }
}

async function answerOf(
  route: PageRoute,
  services: Services,
  req: Request,
  res: Response,
): Promise<PageReply> {
  const method = req.method === 'HEAD' ? 'GET' : req.method;
  const answer = method === 'GET' || method === 'POST' ? route.answers[method] : undefined;
  if (answer === undefined) {
    const allow = ['GET', 'POST'].filter((each) => Object.hasOwn(route.answers, each)).join(', ');
    throw new Problem('method-not-allowed', `Use ${allow}.`, { headers: { Allow: allow } });
  }
  const browser = route.fromElsewhere ? SOME_BROWSER : await knownBrowser(route, services, req, res);
  res.locals['browser'] = browser;
  const { session } = browser;
  // What a stranger sends to a page that is not for strangers is not read.
  if (session === null && !route.open) return { goTo: signInThen(req, route, null) };
  const posted =
    method === 'POST'
      ? await readPosted(req, route.open ? 'anybody' : 'known')
      : { typed: new Map(), files: new Map() };
  // What another site posts is good for once: no page of an error sends it again.
  if (!route.fromElsewhere) res.locals['typed'] = posted.typed;
  if (method === 'POST' && !route.fromElsewhere && !isOwnForm(req, browser, only(posted.typed, '_csrf'))) {
    const personId = session?.person.id ?? null;
    await services.records.audit({ reference: null, personId, what: 'refused form: not ours', why: null });
    throw new Problem(
      'forbidden',
      'This form is not from a page of ours, or the page is too old. Go back, reload it and send it again.',
    );
  }
  const call = { req, res, browser, ...posted, param: paramOf(req), query: queryOf(req) };
  const isIn = session?.state === 'active' && (session.secondStep || !services.secondStep);
  if (isIn && only(posted.typed, '_keep') !== '') {
    await keepTyped(services, session.person, req, posted.typed);
    return { file: Buffer.alloc(0), headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
  }
  if (isIn) {
    return audited(services, req, session.person, () => answer({ ...call, person: session.person }));
  }
  if (route.open || session === null) return answer({ ...call, person: null });
  if (session.state === 'active') return { goTo: signInThen(req, route, null, '/sign-in/second-step') };
  if (method === 'POST') await keepTyped(services, session.person, req, posted.typed);
  return { goTo: signInThen(req, route, 'lapsed') };
}

async function knownBrowser(
  { open }: PageRoute,
  services: Services,
  req: Request,
  res: Response,
): Promise<Browser> {
  return browserOf(services, req, res).catch(async (error: unknown) => {
    // The page that says so carries what was typed.
    if (req.method === 'POST')
      res.locals['typed'] = (await readPosted(req, open ? 'anybody' : 'typed')).typed;
    throw error;
  });
}

/** Who may not do what they asked for is put on the audit. */
async function audited(
  { records }: Services,
  req: Request,
  person: Person,
  work: () => Promise<PageReply>,
): Promise<PageReply> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem && error.problem === 'forbidden') {
      const { reference } = req.params;
      await records.audit({
        reference: typeof reference === 'string' && /^MAS-[\d-]+$/.test(reference) ? reference : null,
        personId: person.id,
        what: `refused ${req.method} page: forbidden`,
        why: null,
      });
    }
    throw error;
  }
}

/** What was typed while the session lapsed, or was sent with the mark `_keep` to be kept and not taken, waits for its writer on the same page. */
async function keepTyped(services: Services, person: Person, req: Request, typed: Typed): Promise<void> {
  await services.records.keepDraft({
    personId: person.id,
    page: req.originalUrl,
    typed: typedAsRecord(typed),
  });
}

/** The page comes back after signing in. Addresses hold no personal data, so this one may hold an address. */
function signInThen(req: Request, route: PageRoute, why: 'lapsed' | null, to = '/sign-in'): string {
  const comesBack = req.method === 'GET' || (why === 'lapsed' && route.answers.GET !== undefined);
  const then = comesBack ? req.originalUrl : '/';
  const query = new URLSearchParams({
    ...(then === '/' ? {} : { then }),
    ...(why === null ? {} : { why }),
  }).toString();
  return query === '' ? to : `${to}?${query}`;
}

/** Where to go on after signing in: a page of this site, or home. @param then what an address asked for */
export function ownPage(then: string): string {
  const base = 'http://own.invalid';
  if (!/^\/(?![/\\])/.test(then) || !URL.canParse(then, base)) return '/';
  const url = new URL(then, base);
  return url.origin === base ? `${url.pathname}${url.search}` : '/';
}

const paramOf =
  (req: Request) =>
  (name: string): string => {
    const value = req.params[name];
    return typeof value === 'string' ? value : '';
  };
const queryOf =
  (req: Request) =>
  (name: string): string => {
    const value = req.query[name];
    return typeof value === 'string' ? value : '';
  };

function send(reply: PageReply, req: Request, res: Response, rendering: Rendering): void {
  if ('goTo' in reply) {
    res.redirect(303, reply.goTo);
  } else if ('file' in reply) {
    for (const [name, value] of Object.entries(reply.headers)) res.setHeader(name, value);
    res.send(reply.file);
  } else {
    rendering.show(req, res, reply);
  }
}
