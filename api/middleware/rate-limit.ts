import type { Express } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../problem.ts';
import { callerOf } from './bearer.ts';

/** What each token may ask of this process. */
const RATE_LIMITS = { perSecond: 100, perMinute: 6000 } as const;

export function setUpRateLimit(app: Express): void {
  const limits = [
    new RateLimiterMemory({ points: RATE_LIMITS.perSecond, duration: 1 }),
    new RateLimiterMemory({ points: RATE_LIMITS.perMinute, duration: 60 }),
  ];
  app.use('/v1', async (req, _res, next) => {
    const { tokenHash } = callerOf(req);
    for (const limit of limits) {
      await limit.consume(tokenHash).catch((refusal: unknown) => {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw new Problem('too-many-requests', `Try again in ${seconds} s.`, {
          headers: { 'Retry-After': String(seconds) },
        });
      });
    }
    next();
  });
}
