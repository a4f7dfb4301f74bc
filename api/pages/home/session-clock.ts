/** The working days that a case has left until its session is due, by its own clock. */
import { londonDate, workingDaysBetween } from '../../../domain/calendar/index.ts';
import type { WorkingCalendar } from '../../../domain/calendar/index.ts';
import { policyOf } from '../../../domain/process/policy.ts';
import type { CaseRecord } from '../../../records/types.ts';

export interface SessionClock {
  readonly isPast: boolean;
  /** So few that administrators and the business manager are reminded. */
  readonly isShort: boolean;
  readonly words: string;
}

/** Null where the case has no such date. */
export function sessionClock({ state, now }: CaseRecord, calendar: WorkingCalendar): SessionClock | null {
  if (state.sessionDueOn === null) return null;
  const today = londonDate(now);
  const left = workingDaysBetween(calendar, today, state.sessionDueOn);
  const { before } = policyOf(state.policyVersion).sessionDueReminders;
  const isPast = state.sessionDueOn < today;
  return { isPast, isShort: left <= Math.max(...before), words: inWords(left, isPast) };
}

function inWords(left: number, isPast: boolean): string {
  const days = Math.abs(left) === 1 ? 'working day' : 'working days';
  if (isPast) return left === 0 ? 'Past its date' : `${-left} ${days} past its date`;
  return left === 0 ? 'Due today' : `${left} ${days} left`;
}
