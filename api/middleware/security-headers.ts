import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Express } from 'express';
import helmet from 'helmet';

const secure = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"], sandbox: [] },
  },
  referrerPolicy: { policy: 'no-referrer' },
});

/** An API answers data, never a page: nothing may be loaded, framed, sniffed, cached or run. */
export function setUpSecurityHeaders(app: Express): void {
  const headers = [...headersOnce(), ['Cache-Control', 'no-store'] as const];
  app.use((_req, res, next) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  });
}

/** What helmet sets is the same on every answer, so it is asked once: its dozen middlewares take longer than the rest. */
function headersOnce(): readonly (readonly [name: string, value: string])[] {
  const req = new IncomingMessage(new Socket());
  const res = new ServerResponse(req);
  secure(req, res, (error) => {
    if (error !== undefined) throw new Error('The security headers cannot be set', { cause: error });
  });
  return res.getHeaderNames().map((name) => [name, String(res.getHeader(name))]);
}
