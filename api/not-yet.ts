/** What is answered until the database is there: that the process lives, and that nothing can be done yet. */
import type { RequestListener } from 'node:http';
import { unavailable } from './problem.ts';

const refusal = unavailable('The service is waiting for its database.');

export const notYet: RequestListener = (req, res) => {
  const path = req.url?.split('?')[0];
  const json = (status: number, body: object, type = 'application/json'): void => {
    res.writeHead(status, { ...refusal.parts.headers, 'Content-Type': type, 'Cache-Control': 'no-store' });
    res.end(JSON.stringify(body));
  };
  if (path === '/healthz') json(200, { status: 'live' });
  else if (path === '/readyz') json(503, { status: 'notReady', dependencies: { database: 'away' } });
  else if (path?.startsWith('/v1') === true) json(refusal.status, refusal.body, 'application/problem+json');
  else {
    res.writeHead(refusal.status, { ...refusal.parts.headers, 'Content-Type': 'text/plain; charset=utf-8' });
    res.end('The service is starting. Try again in a moment.\n');
  }
};
