/**
 * One address of the JSON API and its methods, judged in the order that is promised to callers:
 * 404 (what the address names) · 405 · 413, 415, 400 (the body) · 403 · 422 · 412 · 409.
 */
import type { IRouter, Request, Response } from 'express';
import type { z } from 'zod';
import type { Role } from '../../domain/process/vocabulary.ts';
import type { KeptAnswer, Person, Records } from '../../records/types.ts';
import { callerOf } from '../middleware/bearer.ts';
import { idempotencyScope, keyReused, onceOnly } from '../middleware/idempotency.ts';
import { readJson } from '../middleware/json-body.ts';
import { answeredAs } from '../middleware/request-log.ts';
import { Problem } from '../problem.ts';
import { checkShape, readQuery } from './shape.ts';

export interface Call {
  readonly req: Request;
  readonly res: Response;
  readonly person: Person;
  /** Roles in which they see this case besides their own: of whoever broke the glass. They do nothing in them. */
  readonly seesAs?: readonly Role[];
  /** A part of the address, or an empty text where the pattern has none of this name. */
  param(name: string): string;
}

/** What goes back; `body` as JSON, a Buffer as it is, undefined as nothing. */
export type Reply = KeptAnswer;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
export type Answer<Found> = (call: Call, found: Found) => Promise<Reply>;

export interface Route {
  /** As Express writes it: `/v1/cases/:reference`. */
  readonly path: string;
  readonly methods: readonly Method[];
  readonly handle: (req: Request, res: Response) => Promise<void>;
}

/** @param find what the address names. @throws {Problem} 404 where there is none, or none for this caller. */
export function resource<Found>(
  path: string,
  find: (call: Call) => Promise<Found>,
  answers: Readonly<Partial<Record<Method, Answer<Found>>>>,
): Route {
  const methods = (['GET', 'POST', 'PATCH', 'DELETE'] as const).filter(
    (method) => answers[method] !== undefined,
  );
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return {
    path,
    methods,
    async handle(req, res) {
      answeredAs(req, path);
      const call: Call = {
        req,
        res,
        person: callerOf(req).person,
        param: (name) => {
          const value = req.params[name];
          return typeof value === 'string' ? value : '';
        },
      };
      const found = await find(call);
      const asked = req.method === 'HEAD' ? 'GET' : req.method;
      const method = methods.find((known) => known === asked);
      const answer = method === undefined ? undefined : answers[method];
      if (answer === undefined) {
        if (asked === 'OPTIONS') {
          send(res, { status: 204, headers: { Allow: allow }, body: undefined });
          return;
        }
        throw new Problem('method-not-allowed', `Use ${allow}.`, { headers: { Allow: allow } });
      }
      send(res, await answer(call, found));
    },
  };
}

/** For addresses that name nothing in particular. */
export const anywhere = (): Promise<null> => Promise.resolve(null);

/** Who may not do what they asked for is put on the audit. */
export function mount(router: IRouter, routes: readonly Route[], records: Pick<Records, 'audit'>): void {
  for (const { path, handle } of routes) {
    router.all(path, async (req, res) => {
      try {
        await handle(req, res);
      } catch (error) {
        if (error instanceof Problem && error.problem === 'forbidden') {
          const { reference } = req.params;
          await records.audit({
            reference: typeof reference === 'string' ? reference : null,
            personId: callerOf(req).person.id,
            what: `refused ${req.method} ${path}: forbidden`,
            why: null,
          });
        }
        throw error;
      }
    });
  }
}

function send(res: Response, reply: Reply): void {
  for (const [name, value] of Object.entries(reply.headers)) res.setHeader(name, value);
  res.status(reply.status);
  if (reply.body === undefined) res.end();
  else if (Buffer.isBuffer(reply.body)) res.send(reply.body);
  else res.json(reply.body);
}

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status: 200,
  headers,
  body,
});

/** A call that only reads (or takes away). @param may throws 403. */
export function reads<Found, Query>(call: {
  readonly may?: (call: Call, found: Found) => void;
  readonly query: z.ZodType<Query>;
  readonly answer: (call: Call, found: Found, query: Query) => Promise<Reply>;
}): Answer<Found> {
  return async (asked, found) => {
    call.may?.(asked, found);
    return call.answer(asked, found, readQuery(asked.req, call.query));
  };
}

/** A call with a JSON body. A POST's `Idempotency-Key` is honoured; a refusal is not kept. @param may throws 403. */
export function writes<Found, Body>(
  records: Pick<Records, 'once' | 'keptAnswer'>,
  call: {
    readonly may?: (call: Call, found: Found) => void;
    readonly body: z.ZodType<Body>;
    readonly answer: (call: Call, found: Found, body: Body) => Promise<Reply>;
    /** Once it is kept. */
    readonly afterwards?: () => void;
  },
): Answer<Found> {
  return async (asked, found) => {
    const { req } = asked;
    const raw = await readJson(req, asked.res);
    const scope = req.method === 'POST' ? idempotencyScope(req, raw) : null;
    call.may?.(asked, found);
    const kept = scope === null ? null : await records.keptAnswer(scope);
    if (kept?.type === 'repeated') return kept.answer;
    if (kept?.type === 'keyReused') throw keyReused();
    readQuery(req);
    const body = checkShape(call.body, raw);
    const reply = await onceOnly(records, scope, () => call.answer(asked, found, body));
    call.afterwards?.();
    return reply;
  };
}
