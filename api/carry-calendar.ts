/** Lets a changed calendar reach the dates of open cases, behind the answer to whoever changed it. */
import type { Services } from './services.ts';

/** Where Temporal is away, its schedule finds the cases with the older calendar. */
export function carryToCases({ engine, log }: Pick<Services, 'engine' | 'log'>): void {
  engine.startCalendarChange().catch((error: unknown) => {
    log.warn('a calendar change could not be started; it will be carried later', { error });
  });
}
