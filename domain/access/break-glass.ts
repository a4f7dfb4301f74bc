/**
 * Break-glass access: an operator looks into one case for an hour, for one of these reasons, and the business manager is
 * told. The reasons are fixed, so that what is kept of it names nobody.
 */
export const GLASS_REASONS = {
  childAtRisk: 'A child may be at risk now, and nobody who runs the process can be reached',
  cannotBeMended: 'Something is broken in this case and cannot be mended without looking into it',
  asked: 'The business manager asked for it',
} as const;
export type GlassReason = keyof typeof GLASS_REASONS;
export const GLASS_REASON_IDS = Object.keys(GLASS_REASONS) as readonly GlassReason[];

/** Milliseconds of real time. */
export const GLASS_OPEN_MS = 3_600_000;
