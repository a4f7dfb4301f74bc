/** What somebody has begun to fill in and not sent yet, as lines that lead back to it. */
import { addDays, londonDate, londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { POLICY } from '../../../domain/process/policy.ts';
import { STEP_TABLE } from '../../../domain/process/steps.ts';
import { STEPS } from '../../../domain/process/vocabulary.ts';
import type { DraftPage } from '../../../records/types.ts';

interface BegunLine {
  readonly title: string;
  readonly href: string;
  readonly reference: string | null;
  readonly child: string | null;
  readonly changedAt: string;
  readonly keptUntil: string;
}

const REQUEST = /^\/requests\/drafts\/[0-9a-f-]{36}$/;
const STEP = /^\/cases\/(MAS-\d{4}-\d{4,9})\/steps\/(\w+)(?:\?|$)/;

/** What was kept of other pages while a session lapsed is found there, and not here. */
export function begunLines(drafts: readonly DraftPage[]): readonly BegunLine[] {
  return drafts.flatMap(({ page, keptAt, child }) => {
    const [, reference = null, id] = STEP.exec(page) ?? [];
    const step = REQUEST.test(page) ? 'submitRequest' : STEPS.find((one) => one === id);
    if (step === undefined) return [];
    const at = keptAt as Instant;
    return [
      {
        title: STEP_TABLE[step].title,
        href: page,
        reference,
        child,
        changedAt: londonDateTime(at),
        keptUntil: addDays(londonDate(at), POLICY.draftDays),
      },
    ];
  });
}
