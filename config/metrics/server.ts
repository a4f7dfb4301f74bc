/** Serves `GET /metrics` and, of a process that has no other port, `GET /healthz`: on a port that is not for the public. */
import type { Server } from 'node:http';
import { createServer } from 'node:http';

/** Of Prometheus' text format. */
const TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * @param text made anew for each scrape
 * @param isWell what `/healthz` says: 200 or 503; without it there is no such address
 */
export function metricsServer(text: () => Promise<string>, isWell?: () => Promise<boolean>): Server {
  return createServer((req, res) => {
    const path = req.method === 'GET' ? req.url?.split('?')[0] : undefined;
    if (path === '/healthz' && isWell !== undefined) {
      isWell().then(
        (well) => res.writeHead(well ? 200 : 503).end(),
        () => res.writeHead(503).end(),
      );
      return;
    }
    if (path !== '/metrics') {
      res.writeHead(404).end();
      return;
    }
    text().then(
      (answer) => res.writeHead(200, { 'Content-Type': TYPE }).end(answer),
      () => res.writeHead(500).end(),
    );
  });
}
