import type { Express, Request } from 'express';
import type { Log } from '../../config/log.ts';
import type { Metrics } from '../metrics.ts';
import { requestId } from './request-id.ts';

const patterns = new WeakMap<Request, string>();

/** Notes under which route pattern a call is answered (never its path: that may hold anything). */
export function answeredAs(req: Request, pattern: string): void {
  patterns.set(req, pattern);
}

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS']);

/** One line and one measurement per call: method, route pattern, status, milliseconds, request id. Nothing else. */
export function setUpRequestLog(app: Express, { log, metrics }: { log: Log; metrics: Metrics }): void {
  app.use((req, res, next) => {
    const started = performance.now();
    res.once('close', () => {
      const ms = performance.now() - started;
      const method = KNOWN_METHODS.has(req.method) ? req.method : 'other';
      const route = patterns.get(req) ?? 'none';
      // 499: the caller went away before the answer was written.
      const status = res.writableFinished ? res.statusCode : 499;
      metrics.request(method, route, status, ms);
      const fields = { method, route, status, ms: Math.round(ms * 10) / 10, requestId: requestId(req) };
      if (status >= 500) log.error('call answered', fields);
      else log.info('call answered', fields);
    });
    next();
  });
}
