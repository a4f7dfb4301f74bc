import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { Metrics } from './metrics.ts';

/** Serves `GET /metrics` and nothing else, on a port of its own that is not for the public. */
export function metricsServer({ registry }: Metrics): Server {
  return createServer((req, res) => {
    if (req.method !== 'GET' || req.url?.split('?')[0] !== '/metrics') {
      res.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => res.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => res.writeHead(500).end(),
    );
  });
}
