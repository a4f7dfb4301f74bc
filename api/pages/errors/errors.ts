/** What goes wrong, as a page in the site's layout. */
import type { Request, Response } from 'express';
import { requestId } from '../../middleware/request-id.ts';
import type { Problem } from '../../problem.ts';
import type { Rendering } from '../rendering.ts';
import type { Typed } from '../typed.ts';

interface Words {
  readonly title: string;
  readonly detail: string;
}

const NOT_FOUND: Words = {
  title: 'Page not found',
  detail: 'There is nothing here for you. If you typed the address, check that it is right.',
};

function wordsFor(problem: Problem): Words {
  switch (problem.status) {
    case 404:
      return NOT_FOUND;
    case 403:
      return { title: 'You cannot do this', detail: problem.message };
    case 405:
      return { title: 'This page does not take this', detail: 'Go back and use the form of the page.' };
    case 409:
      return { title: 'This cannot be done now', detail: problem.message };
    case 413:
      return { title: 'Too large', detail: problem.message };
    case 429:
      return { title: 'Too many tries', detail: problem.message };
    case 503:
      return {
        title: 'The service cannot answer just now',
        detail: 'Its records cannot be reached. This usually lasts a moment: try again in a minute.',
      };
    case 500:
      return {
        title: 'Something went wrong here',
        detail: 'This was not your doing. It has been noted; try again later.',
      };
    default:
      return { title: 'This could not be read', detail: problem.message };
  }
}

/** Whether somebody may want to look it up: a page that is not there tells its own story. */
const isForTheLog = ({ status }: Problem): boolean => status !== 404 && status !== 405;

/** Where the records were away, the page holds what was typed and sends it again. */
export function showProblem(rendering: Rendering, req: Request, res: Response, problem: Problem): void {
  for (const [name, value] of Object.entries(problem.parts.headers ?? {})) res.setHeader(name, value);
  const typed = res.locals['typed'] as Typed | undefined;
  const again =
    problem.status === 503 && typed !== undefined && typed.size > 0
      ? [...typed].flatMap(([name, values]) => values.map((value) => ({ name, value })))
      : null;
  const { title, detail } = wordsFor(problem);
  rendering.show(req, res, {
    view: 'errors/error.njk',
    title,
    status: problem.status,
    data: { detail, again, address: req.originalUrl, quote: isForTheLog(problem) ? requestId(req) : null },
  });
}
