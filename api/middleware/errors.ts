import type { ErrorRequestHandler, Express, Response } from 'express';
import type { Log } from '../../config/log.ts';
import { BadCursor, Unavailable } from '../../records/index.ts';
import { showProblem } from '../pages/errors/errors.ts';
import type { Rendering } from '../pages/rendering.ts';
import { Problem, invalid, notFound, unavailable } from '../problem.ts';
import { requestId } from './request-id.ts';

/** What programs call; everything else is for people. */
const FOR_PROGRAMS = /^\/(?:v1|healthz|readyz)(?:\/|$)/;

/** Whatever no route answered, and every error: as problem+json to programs, as a page to people. Set up last. */
export function setUpErrors(app: Express, log: Log, rendering: Rendering): void {
  app.use(() => {
    throw notFound();
  });
  const answerError: ErrorRequestHandler = (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const problem = problemOf(error);
    if (problem.status === 500) log.error('call failed', { requestId: requestId(req), error });
    if (FOR_PROGRAMS.test(req.path)) writeProblem(res, problem);
    else showProblem(rendering, req, res, problem);
  };
  app.use(answerError);
}

function writeProblem(res: Response, problem: Problem): void {
  for (const [name, value] of Object.entries(problem.parts.headers ?? {})) res.setHeader(name, value);
  // As bytes: a text would be given a charset, which this media type does not have.
  res.setHeader('Content-Type', 'application/problem+json');
  res.status(problem.status).send(Buffer.from(JSON.stringify(problem.body)));
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Unavailable) return unavailable('The records cannot be reached.');
  if (error instanceof BadCursor)
    return invalid([{ field: 'cursor', message: 'Use the `next` of the page before' }]);
  // The router could not decode the address: there is nothing at such an address.
  if (error instanceof URIError) return notFound();
  return new Problem('internal', 'This was not your doing. It has been noted.');
}
