/** Serves `GET /metrics` and nothing else, on a port of its own that is not for the public. */
import type { Server } from 'node:http';
import { createServer } from 'node:http';

/** Of Prometheus' text format. */
const TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** @param text made anew for each scrape */
export function metricsServer(text: () => Promise<string>): Server {
  return createServer((req, res) => {
    if (req.method !== 'GET' || req.url?.split('?')[0] !== '/metrics') {
      res.writeHead(404).end();
      return;
    }
    text().then(
      (answer) => res.writeHead(200, { 'Content-Type': TYPE }).end(answer),
      () => res.writeHead(500).end(),
    );
  });
}
