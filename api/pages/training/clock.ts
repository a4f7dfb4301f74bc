/** Moving a training case's clock by a form: to what is due next, by days, or to a date. */
import type { Fault } from '../../../domain/forms/index.ts';
import type { KeptAnswer } from '../../../records/types.ts';
import { enterCase } from '../../json/case-view.ts';
import type { CaseSeen } from '../../json/case-view.ts';
import { checkShape } from '../../json/shape.ts';
import { onceOnly } from '../../middleware/idempotency.ts';
import { advance, moveClock } from '../../moving-clock.ts';
import { Problem, notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { dayFrom } from '../form/dates.ts';
import { formKey, newFormKey, onceByForm } from '../once.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { only } from '../typed.ts';
import type { Typed } from '../typed.ts';
import { SINCE, clockForm, mayMoveClock } from './case-clock.ts';

const TITLE = 'Move this case’s clock';

export function trainingPages(services: Services): PageRoute[] {
  const { records, installation } = services;
  if (installation === 'live') return [];

  async function enter(call: PageCall): Promise<CaseSeen> {
    if (!mayMoveClock(services, call.person)) throw notFound();
    return enterCase(services, call);
  }

  async function form(
    call: PageCall,
    { record }: CaseSeen,
    more: { readonly key: string; readonly faults?: readonly Fault[]; readonly refusal?: string },
    status: 200 | 400 | 409 | 503 = 200,
  ): Promise<PageReply> {
    const { reference } = record.state;
    const { faults = [], refusal = null } = more;
    return {
      view: 'training/clock.njk',
      title: `${TITLE}: ${reference}`,
      status,
      data: {
        heading: TITLE,
        reference,
        form: await clockForm(services, record, more.key),
        typed: typedClock(call.typed),
        refusal,
        errors: faults.map(({ field, message }) => ({
          text: message,
          href: `#${FIRST_BOX[field] ?? 'how'}`,
        })),
        faults: Object.fromEntries(faults.map(({ field, message }) => [field, { text: message }])),
      },
    };
  }

  async function show(call: PageCall): Promise<PageReply> {
    return form(call, await enter(call), { key: newFormKey() });
  }

  async function move(call: PageCall): Promise<PageReply> {
    const seen = await enter(call);
    const body = readClock(call.typed);
    if (body === null) return form(call, seen, { key: formKey(call), faults: [NOT_CHOSEN] }, 400);
    try {
      const asked = checkShape(advance, body);
      const answer = await onceOnly(records, onceByForm(call, body), async () => {
        await moveClock(services, seen.record, asked);
        return ledBack(seen);
      });
      return { goTo: answer.headers['Location'] ?? '/' };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { problem, message, parts } = error;
      if (problem === 'invalid') {
        return form(call, seen, { key: formKey(call), faults: faultsOnPage(parts.errors ?? []) }, 400);
      }
      if (problem === 'idempotency-key-reused') {
        return form(call, seen, { key: newFormKey(), refusal: TAKEN_ALREADY }, 409);
      }
      if (problem === 'step-not-allowed') {
        return form(call, seen, { key: newFormKey(), refusal: message }, 409);
      }
      if (problem === 'unavailable') {
        return form(call, seen, { key: formKey(call), refusal: message }, 503);
      }
      throw error;
    }
  }

  return [page('/cases/:reference/clock', { GET: show, POST: move })];
}

const TAKEN_ALREADY =
  'This form was sent before with other answers, and the clock was moved by those. Send it again to move it once more.';

/** Back to the case, which tells what happened since. */
const ledBack = ({ record: { state, now } }: CaseSeen): KeptAnswer => ({
  status: 303,
  headers: { Location: `/cases/${state.reference}?${SINCE}=${now}` },
  body: null,
});

const FIRST_BOX: Readonly<Record<string, string>> = { how: 'how', days: 'days', to: 'to-day' };

interface TypedClock {
  readonly how: string;
  readonly days: string;
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

const typedClock = (typed: Typed): TypedClock => ({
  how: only(typed, 'how') || 'nextDue',
  days: only(typed, 'days'),
  day: only(typed, 'to.day'),
  month: only(typed, 'to.month'),
  year: only(typed, 'to.year'),
});

/** As the JSON API takes it; null where nothing was chosen. */
function readClock(typed: Typed): object | null {
  const { days, ...rest } = typedClock(typed);
  switch (only(typed, 'how')) {
    case 'nextDue':
      return { toNextDue: true };
    case 'days':
      return { days: /^\d{1,5}$/.test(days.trim()) ? Number(days) : days };
    case 'date':
      return { to: dayFrom(rest) ?? '' };
    default:
      return null;
  }
}

const NOT_CHOSEN: Fault = { field: 'how', message: 'Choose how far to move the clock' };

const faultsOnPage = (faults: readonly Fault[]): readonly Fault[] =>
  faults.map(({ field, message }) =>
    field === 'to' ? { field, message: 'Enter a real date, like 27 3 2026' } : { field, message },
  );
