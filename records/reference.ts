/** Meeting identifiers: `MAS-2026-0001`, by London's year of the submission; unique, in order, with gaps. */
import { londonDate } from '../domain/calendar/index.ts';
import type { Instant } from '../domain/calendar/types.ts';
import type { Statements } from './statements.ts';

export interface NextReference {
  readonly reference: string;
  /** Of the calendar now. */
  readonly calendarVersion: number;
}

/**
 * Outside of the submission's transaction: whoever else submits would wait for its end. A submission that is refused,
 * or turns out to be a repeat, leaves a gap.
 */
export async function nextReference(db: Statements, at: Instant): Promise<NextReference> {
  const year = Number(londonDate(at).slice(0, 4));
  const [row] = await db.$queryRaw<{ last: number; calendarVersion: number }[]>`
    INSERT INTO reference_counter AS r (year, last) VALUES (${year}, 1)
    ON CONFLICT (year) DO UPDATE SET last = r.last + 1
    RETURNING last, (SELECT version FROM calendar_version) AS "calendarVersion"`;
  if (row === undefined) throw new Error('No meeting identifier could be made');
  const { last, calendarVersion } = row;
  return { reference: `MAS-${year}-${String(last).padStart(4, '0')}`, calendarVersion };
}
