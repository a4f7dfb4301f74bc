/** Moving one case's clock forward, in a training installation only: by the JSON API, or by a page. */
import { z } from 'zod';
import { addDays, instantOf, londonDate, londonDateTime, plainTime } from '../domain/calendar/index.ts';
import type { Instant } from '../domain/calendar/index.ts';
import { nextStop } from '../domain/case/index.ts';
import { policyOf } from '../domain/process/policy.ts';
import type { CaseRecord, Records } from '../records/types.ts';
import { untilDateOrTime, wholeNumber } from './json/shape.ts';
import { Problem, unavailable } from './problem.ts';
import type { Services } from './services.ts';

export const advance = z
  .strictObject({
    days: wholeNumber(1, 400).optional(),
    toNextDue: z.literal(true, 'Use true, or leave this out').optional(),
    to: untilDateOrTime.optional(),
  })
  .refine((body) => Object.values(body).filter((value) => value !== undefined).length === 1, {
    message: 'Give exactly one of days, toNextDue and to',
  });
type Advance = z.output<typeof advance>;

const MINUTE_MS = 60_000;
/** So that what is due at the stop has happened. */
const JUST_AFTER_MS = 1;

/**
 * Everything due on the way has happened when this returns.
 * @returns now by the case's clock
 * @throws {Problem} 409 where the clock cannot move so; 503 where the engine is away
 */
export async function moveClock(services: Services, record: CaseRecord, asked: Advance): Promise<Instant> {
  const { records, engine, log } = services;
  if (record.state.stage === 'closed') throw refused('The case is closed.');
  const until = await target(records, record, asked);
  if (until <= record.now) throw refused('This is not ahead of the case’s own time.');
  const { reference } = record.state;
  const moved = await engine.advance(reference, until).catch((error: unknown) => {
    log.warn('a clock could not be moved', { reference, error });
    throw unavailable('The clock cannot be moved just now; ask again for the same.');
  });
  switch (moved.type) {
    case 'reached':
      return moved.caseTime as Instant;
    case 'notAhead':
      throw refused('This is not ahead of the case’s own time.');
    case 'busy':
      throw refused('Another call is moving this case’s clock.');
    case 'notOpen':
      throw refused('The case is closed.');
    case 'unavailable':
      throw unavailable('This Temporal server does not move clocks.', 60);
  }
}

/** The next moment at which something falls due, by the case's clock; null where nothing does. */
export async function nextStopOf(
  records: Pick<Records, 'calendar'>,
  { state, now }: CaseRecord,
): Promise<Instant | null> {
  return nextStop(state, policyOf(state.policyVersion), await records.calendar(), now);
}

const refused = (why: string): Problem => new Problem('step-not-allowed', why, { allowedSteps: [] });

/** Where to, by the case's clock. @throws {Problem} 409 where nothing is due. */
async function target(
  records: Pick<Records, 'calendar'>,
  record: CaseRecord,
  { days, to }: Advance,
): Promise<Instant> {
  const { now } = record;
  if (to !== undefined) return to;
  if (days !== undefined) return sameTimeLater(now, days);
  const stop = await nextStopOf(records, record);
  if (stop === null) throw refused('Nothing is due in this case.');
  // What is due already, and has not been come to yet, is come to by this.
  return later(stop > now ? stop : now, JUST_AFTER_MS);
}

/** So many calendar days later, at the same time of day in London, to the millisecond. */
function sameTimeLater(now: Instant, days: number): Instant {
  const time = plainTime(londonDateTime(now).slice(11));
  if (time === null) throw new Error('a date and time has a time');
  return later(instantOf(addDays(londonDate(now), days), time), now % MINUTE_MS);
}

const later = (instant: Instant, ms: number): Instant => (instant + ms) as Instant;
