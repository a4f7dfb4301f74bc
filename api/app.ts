/** The web process's application: each middleware set up in turn, then every route. */
import type { Express } from 'express';
import express from 'express';
import { setUpAssets } from './assets/asset-routes.ts';
import type { Assets } from './assets/assets.ts';
import { aboutRoutes } from './json/about.ts';
import { answerRoutes } from './json/answers.ts';
import { approvalRoutes } from './json/approvals.ts';
import { caseRoutes } from './json/cases.ts';
import { closureRoutes } from './json/closures.ts';
import { facilitatorRoutes } from './json/facilitators.ts';
import { fileRoutes } from './json/files/files.ts';
import { keepingRoutes } from './json/keeping.ts';
import { logRoutes } from './json/logs.ts';
import { setUpOpenRoutes } from './json/open-routes.ts';
import type { Route } from './json/resource.ts';
import { mount } from './json/resource.ts';
import { stepRoutes } from './json/steps.ts';
import { taskRoutes } from './json/tasks.ts';
import { trainingRoutes } from './json/training.ts';
import { setUpBackPressure, setUpRoomForKnown } from './middleware/back-pressure.ts';
import { setUpBearer } from './middleware/bearer.ts';
import { setUpErrors } from './middleware/errors.ts';
import { securePage } from './middleware/page-security.ts';
import { setUpRateLimit } from './middleware/rate-limit.ts';
import { setUpRequestIds } from './middleware/request-id.ts';
import { setUpRequestLog } from './middleware/request-log.ts';
import { setUpSecurityHeaders } from './middleware/security-headers.ts';
import { pagesOf } from './pages/index.ts';
import { mountPages } from './pages/page.ts';
import { createRendering } from './pages/rendering.ts';
import type { Services } from './services.ts';

/** Every route under `/v1` that needs a token. */
function routesOf(services: Services): readonly Route[] {
  return [
    ...stepRoutes(services),
    ...caseRoutes(services),
    ...answerRoutes(services),
    ...fileRoutes(services),
    ...taskRoutes(services),
    ...facilitatorRoutes(services),
    ...closureRoutes(services),
    ...approvalRoutes(services),
    ...logRoutes(services),
    ...keepingRoutes(services),
    ...aboutRoutes(),
    ...trainingRoutes(services),
  ];
}

export function createApp(services: Services, assets: Assets): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Whom a call comes from, when a proxy says so; what more there is in the header, anybody can write.
  app.set('trust proxy', services.proxies);
  // One address each: what differs in case or by a slash at the end is another one.
  app.enable('case sensitive routing');
  app.enable('strict routing');

  setUpRequestIds(app);
  setUpRequestLog(app, services);
  setUpSecurityHeaders(app);
  setUpOpenRoutes(app, services);
  setUpBackPressure(app);
  setUpBearer(app, services.records);
  setUpRateLimit(app);
  setUpRoomForKnown(app);
  mount(app, routesOf(services), services.records);
  const rendering = createRendering(services, assets);
  setUpAssets(app, assets);
  app.use(securePage);
  mountPages(app, pagesOf(services), services, rendering);
  setUpErrors(app, services.log, rendering);
  return app;
}
