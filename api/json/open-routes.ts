/** What needs no token: health, readiness and the description of the API. */
import type { Express } from 'express';
import { answeredAs } from '../middleware/request-log.ts';
import { Problem } from '../problem.ts';
import type { Services } from '../services.ts';
import { readinessAnswer } from './health.ts';
import { openApiDocument } from './openapi/document.ts';

export function setUpOpenRoutes(app: Express, services: Services): void {
  const document = JSON.stringify(openApiDocument(services.installation));

  const open = (
    path: string,
    answer: () => Promise<{ readonly status: number; readonly json: string }>,
  ): void => {
    app.all(path, async (req, res) => {
      answeredAs(req, path);
      if (req.method === 'OPTIONS') {
        res.setHeader('Allow', 'GET, HEAD').status(204).end();
        return;
      }
      if (req.method !== 'GET' && req.method !== 'HEAD') {
        throw new Problem('method-not-allowed', 'Use GET.', { headers: { Allow: 'GET, HEAD' } });
      }
      const { status, json } = await answer();
      res.status(status).type('application/json').send(json);
    });
  };

  open('/healthz', () => Promise.resolve({ status: 200, json: '{"status":"live"}' }));
  open('/readyz', async () => {
    const readiness = await services.readiness();
    return { status: readiness.ready ? 200 : 503, json: JSON.stringify(readinessAnswer(readiness)) };
  });
  open('/v1/openapi.json', () => Promise.resolve({ status: 200, json: document }));
}
