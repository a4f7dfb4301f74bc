import { randomBytes } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';

const nonces = new WeakMap<Response, string>();

/** Of this answer, for the one script that stands in the page itself. */
export function nonceOf(res: Response): string {
  const known = nonces.get(res);
  if (known !== undefined) return known;
  const made = randomBytes(16).toString('base64');
  nonces.set(res, made);
  return made;
}

const source = (_req: unknown, res: unknown): string => `'nonce-${nonceOf(res as Response)}'`;

/** A page loads its own style, scripts and pictures from here, and nothing else from anywhere. */
const headers = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'", source],
      'style-src': ["'self'"],
      'img-src': ["'self'"],
      'font-src': ["'self'"],
      'connect-src': ["'self'"],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    },
  },
  referrerPolicy: { policy: 'same-origin' },
});

export function securePage(req: Request, res: Response, next: NextFunction): void {
  headers(req, res, next);
}
