import type { Express, Request } from 'express';
import type { Log } from '../../config/log.ts';
import { STEPS } from '../../domain/process/vocabulary.ts';
import type { Metrics } from '../metrics.ts';
import { requestId } from './request-id.ts';

interface Noted {
  readonly route: string;
  /** Of the case and the step that the address names, where it names one as we write them. */
  readonly reference?: string;
  readonly step?: string;
}
const noted = new WeakMap<Request, Noted>();

/** Longer than anybody likes to wait, in milliseconds. */
const SLOW_MS = 2_000;
/** Asked every few seconds by whatever watches, or beside every page. */
const OFTEN = new Set(['/healthz', '/readyz', '/assets/:version/:name']);

/**
 * Notes under which route pattern a call is answered, and of which case (never its path: that may hold anything). To be
 * called by the route itself: afterwards the parts of the address are not known any more.
 */
export function answeredAs(req: Request, route: string): void {
  const { reference, step } = req.params;
  const known = STEPS.find((each) => each === step);
  noted.set(req, {
    route,
    ...(typeof reference === 'string' && /^MAS-\d{4}-\d{4,9}$/.test(reference) && { reference }),
    ...(known !== undefined && { step: known }),
  });
}

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS']);

/**
 * One line and one measurement per call: method, route pattern, status, milliseconds, request id, and the case and step
 * that it was about. A warning where it was slow, an error where we failed; what is asked all the time is for debugging.
 */
export function setUpRequestLog(app: Express, { log, metrics }: { log: Log; metrics: Metrics }): void {
  app.use((req, res, next) => {
    const started = performance.now();
    res.once('close', () => {
      const ms = performance.now() - started;
      const method = KNOWN_METHODS.has(req.method) ? req.method : 'other';
      const about = noted.get(req) ?? { route: 'none' };
      const { route } = about;
      // 499: the caller went away before the answer was written.
      const status = res.writableFinished ? res.statusCode : 499;
      metrics.request(method, route, status, ms);
      const fields = { method, ...about, status, ms: Math.round(ms * 10) / 10, requestId: requestId(req) };
      log[levelOf(route, status, ms)]('call answered', fields);
    });
    next();
  });
}

function levelOf(route: string, status: number, ms: number): 'debug' | 'info' | 'warn' | 'error' {
  // Not ready is an answer like another, said once a second while something is away.
  if (status >= 500) return route === '/readyz' ? 'debug' : 'error';
  if (ms > SLOW_MS) return 'warn';
  return OFTEN.has(route) ? 'debug' : 'info';
}
