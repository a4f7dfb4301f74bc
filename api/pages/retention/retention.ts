/** How long closed cases are kept, by outcome: what is set, what is due, what was erased. */
import { z } from 'zod';
import { may } from '../../../domain/access/index.ts';
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { MOST_MONTHS } from '../../../domain/keeping/retention.ts';
import type { Retention } from '../../../domain/keeping/retention.ts';
import { OUTCOMES } from '../../../domain/process/vocabulary.ts';
import type { Outcome } from '../../../domain/process/vocabulary.ts';
import { requireMay } from '../../json/forbid.ts';
import type { Services } from '../../services.ts';
import { OUTCOME_WORDS } from '../case/case-words.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { firstValues, formShown, readSmallForm, takenOnce, typedBefore } from '../small-form/small-form.ts';
import type { FieldFault } from '../small-form/small-form.ts';
import type { Typed } from '../typed.ts';

const mayKeep = requireMay('keepCases');
const ERASED_SHOWN = 50;
const DONE_WORDS: Readonly<Record<string, string>> = { set: 'How long cases are kept is set.' };

const MONTHS = `Enter a whole number of months from 1 to ${MOST_MONTHS}, or leave it empty`;
/** Empty: kept for ever. */
const months = z
  .string()
  .trim()
  .regex(/^\d{0,4}$/, MONTHS)
  .transform((text) => (text === '' ? null : Number(text)))
  .refine((count) => count === null || (count >= 1 && count <= MOST_MONTHS), MONTHS);
const retentionForm = z.strictObject({
  completed: months,
  declined: months,
  redirected: months,
  withdrawn: months,
  cancelled: months,
} satisfies Record<Outcome, typeof months>);

export function retentionPages({ records }: Services): PageRoute[] {
  async function show(
    call: PageCall,
    filled: Readonly<Record<string, string>> | null,
    faults: readonly FieldFault[] = [],
  ): Promise<PageReply> {
    const [kept, erased] = await Promise.all([records.keptCases(), records.erasedCases(ERASED_SHOWN)]);
    const countOf = (outcome: Outcome) => kept.find((each) => each.outcome === outcome);
    return {
      view: 'retention/retention.njk',
      title: 'Keeping and erasing',
      status: faults.length === 0 ? 200 : 400,
      data: {
        ...formShown(faults),
        done: DONE_WORDS[call.query('done')],
        restored: filled !== null && faults.length === 0,
        outcomes: OUTCOMES.map((outcome) => ({
          outcome,
          words: OUTCOME_WORDS[outcome],
          months: filled === null ? String(countOf(outcome)?.months ?? '') : (filled[outcome] ?? ''),
          closed: countOf(outcome)?.closed ?? 0,
          proposed: countOf(outcome)?.proposed ?? 0,
          onHold: countOf(outcome)?.onHold ?? 0,
        })),
        erased: erased.map((each) => ({
          ...each,
          words: OUTCOME_WORDS[each.outcome],
          erasedAt: londonDateTime(each.erasedAt as Instant),
        })),
        readsLog: may(call.person, 'readAccessLog'),
        most: ERASED_SHOWN,
      },
    };
  }

  async function look(call: PageCall): Promise<PageReply> {
    mayKeep(call);
    const typed = await typedBefore(records, call);
    return show(call, typed === null ? null : filledOf(typed));
  }

  async function set(call: PageCall): Promise<PageReply> {
    mayKeep(call);
    const filled = filledOf(call.typed);
    const read = readSmallForm(retentionForm, filled, {});
    if (!read.ok) return show(call, filled, read.faults);
    const retention: Retention = Object.fromEntries(
      Object.entries(read.body).filter(([, count]) => count !== null),
    );
    return takenOnce(records, call, {
      body: read.body,
      work: async () => {
        await records.setRetention({ months: retention, personId: call.person.id });
        const what = OUTCOMES.map((outcome) => `${outcome} ${retention[outcome] ?? 'for ever'}`).join(', ');
        await records.audit({
          reference: null,
          personId: call.person.id,
          what: `set retention: ${what}`,
          why: null,
        });
        return '/retention?done=set';
      },
      again: (fault) => show(call, filled, [fault]),
    });
  }

  return [page('/retention', { GET: look, POST: set })];
}

function filledOf(typed: Typed): Readonly<Record<string, string>> {
  const values = firstValues(typed);
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, values[outcome] ?? '']));
}
