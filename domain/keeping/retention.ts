/**
 * How long a closed case is kept. The guidance and the law name no figure: the partnership sets one for each outcome, and
 * an outcome without one is kept for ever.
 */
import { addMonths } from '../calendar/index.ts';
import type { PlainDate } from '../calendar/types.ts';
import type { Outcome } from '../process/vocabulary.ts';

/** Months after closing; an outcome that is not there has no figure. */
export type Retention = Readonly<Partial<Record<Outcome, number>>>;

/** Half a century: of a case closed in 2050 the last day is still one of the calendar, which ends with 2100. */
export const MOST_MONTHS = 600;

/** The first day on which nothing of the case need be kept any more. A refusal to erase begins the months anew. */
export function keptUntil(
  { closedOn, refusedOn }: { readonly closedOn: PlainDate; readonly refusedOn: PlainDate | null },
  months: number,
): PlainDate {
  return addMonths(refusedOn ?? closedOn, months);
}
