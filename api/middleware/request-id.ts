import { randomUUID } from 'node:crypto';
import type { Express, Request } from 'express';

const ids = new WeakMap<Request, string>();

/** The id of this call, the same in its answer's `X-Request-Id` and in the log. */
export const requestId = (req: Request): string => ids.get(req) ?? 'none';

/** Gives every call an id of our own: one from outside could carry data into the log. */
export function setUpRequestIds(app: Express): void {
  app.use((req, res, next) => {
    const id = randomUUID();
    ids.set(req, id);
    res.setHeader('X-Request-Id', id);
    next();
  });
}
