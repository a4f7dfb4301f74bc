/** The calendar that due dates are counted by: public holidays, local closures, and what a change of them would move. */
import type { z } from 'zod';
import { addMonths, londonDate, plainDate, workingCalendar } from '../../../domain/calendar/index.ts';
import type { Instant, PlainDate } from '../../../domain/calendar/index.ts';
import { newClosure } from '../../json/closures.ts';
import { requireMay } from '../../json/forbid.ts';
import { carryToCases } from '../../carry-calendar.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { dayFrom, partsOfDay } from '../form/dates.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import {
  FormRefused,
  firstValues,
  formShown,
  readSmallForm,
  takenOnce,
  typedBefore,
} from '../small-form/small-form.ts';
import type { FieldFault } from '../small-form/small-form.ts';
import type { Typed } from '../typed.ts';
import { effectShown } from './effect.ts';

const MONTHS_SHOWN = 18;
const ASK = { date: 'Enter the date', why: 'Say why it is not a working day' };
const KNOWN: FieldFault = { field: 'date', text: 'This date is a local closure already' };
const DONE_WORDS: Readonly<Record<string, string>> = {
  added: 'The closure was added. Open cases have their new dates within a few seconds.',
  removed: 'The closure was taken away. Open cases have their new dates within a few seconds.',
};
const mayRead = requireMay('readClosures');
const mayChange = requireMay('changeClosures');

interface Filled {
  /** `YYYY-MM-DD`, or what stands in the boxes put together so. */
  readonly date: string;
  readonly why: string;
}

export function calendarPages(services: Services): PageRoute[] {
  const { records } = services;

  async function show(
    call: PageCall,
    filled: Filled,
    faults: readonly FieldFault[] = [],
    restored = false,
  ): Promise<PageReply> {
    const today = londonDate(Date.now() as Instant);
    const closures = await records.closures();
    return {
      view: 'calendar/calendar.njk',
      title: 'Calendar',
      status: faults.length === 0 ? 200 : 400,
      data: {
        ...formShown(faults, { date: 'date-day' }),
        done: DONE_WORDS[call.query('done')],
        restored,
        holidays: holidaysFrom(today),
        closures: closures.filter(({ date }) => date >= today),
        past: closures.filter(({ date }) => date < today).reverse(),
        filled: { ...filled, ...partsOfDay(filled.date) },
      },
    };
  }

  function holidaysFrom(today: PlainDate): readonly PlainDate[] {
    const last = addMonths(today, MONTHS_SHOWN);
    const [from, to] = [today, last].map((date) => Number(date.slice(0, 4)));
    const years = Array.from({ length: (to ?? 0) - (from ?? 0) + 1 }, (_, index) => (from ?? 0) + index);
    return years
      .flatMap((year) => records.publicHolidays(year))
      .filter((date) => date >= today && date <= last);
  }

  async function look(call: PageCall): Promise<PageReply> {
    mayRead(call);
    const typed = await typedBefore(records, call);
    return show(call, filledOf(typed ?? new Map()), [], typed !== null);
  }

  /** The effect first; nothing is written yet. */
  async function preview(call: PageCall): Promise<PageReply> {
    mayChange(call);
    const filled = filledOf(call.typed);
    const read = readClosure(filled);
    if (!read.ok) return show(call, filled, read.faults);
    const { date, why } = read.body;
    const closures = await records.closures();
    if (closures.some((closure) => closure.date === date)) return show(call, filled, [KNOWN]);
    const effect = await records.calendarEffect({ date, closed: true });
    const calendar = workingCalendar(records.publicHolidays(Number(date.slice(0, 4))), []);
    return {
      view: 'calendar/effect.njk',
      title: 'Add a local closure',
      data: {
        ...formShown(),
        adds: true,
        date,
        why,
        parts: partsOfDay(date),
        isFree: !calendar.isWorkingDay(date),
        effect: effectShown(effect),
      },
    };
  }

  async function add(call: PageCall): Promise<PageReply> {
    mayChange(call);
    const filled = filledOf(call.typed);
    const read = readClosure(filled);
    if (!read.ok) return show(call, filled, read.faults);
    const { date, why } = read.body;
    const reply = await takenOnce(records, call, {
      body: read.body,
      work: async () => {
        if (!(await records.addClosure(date, why))) throw new FormRefused(KNOWN);
        await audit(call, `add closure ${date}`);
        return '/calendar?done=added';
      },
      again: (fault) => show(call, filled, [fault]),
    });
    if ('goTo' in reply) carryToCases(services);
    return reply;
  }

  /** Who comes back to this address finds the calendar. */
  function toCalendar(call: PageCall): Promise<PageReply> {
    mayRead(call);
    return Promise.resolve({ goTo: '/calendar' });
  }

  const audit = (call: PageCall, what: string): Promise<void> =>
    records.audit({ reference: null, personId: call.person.id, what, why: null });

  /** @throws {Problem} 403, 404 */
  async function closureIn(call: PageCall): Promise<{ readonly date: PlainDate; readonly why: string }> {
    mayChange(call);
    const date = plainDate(call.param('date'));
    const closures = date === null ? [] : await records.closures();
    const closure = closures.find((each) => each.date === date);
    if (closure === undefined) throw notFound();
    return closure;
  }

  async function askRemoving(call: PageCall): Promise<PageReply> {
    const closure = await closureIn(call);
    const effect = await records.calendarEffect({ date: closure.date, closed: false });
    return {
      view: 'calendar/effect.njk',
      title: 'Take away a local closure',
      data: { ...formShown(), adds: false, ...closure, effect: effectShown(effect) },
    };
  }

  /** Sent twice it finds the closure gone, and leads on as at first. */
  async function remove(call: PageCall): Promise<PageReply> {
    mayChange(call);
    const date = plainDate(call.param('date'));
    if (date === null) throw notFound();
    if (await records.removeClosure(date)) {
      await audit(call, `remove closure ${date}`);
      carryToCases(services);
    }
    return { goTo: '/calendar?done=removed' };
  }

  return [
    page('/calendar', { GET: look, POST: preview }),
    page('/calendar/closures', { GET: toCalendar, POST: add }),
    page('/calendar/closures/:date', { GET: askRemoving, POST: remove }),
  ];
}

function filledOf(typed: Typed): Filled {
  const {
    'date.day': day = '',
    'date.month': month = '',
    'date.year': year = '',
    why = '',
  } = firstValues(typed);
  return { date: dayFrom({ day, month, year }) ?? '', why };
}

function readClosure(filled: Filled): ReturnType<typeof readSmallForm<z.infer<typeof newClosure>>> {
  const read = readSmallForm(newClosure, { ...filled }, ASK);
  if (read.ok || filled.date === '') return read;
  // The shape speaks to programs.
  const real = 'Date must be a real date, like 27 3 2026';
  return {
    ok: false,
    faults: read.faults.map((fault) => (fault.field === 'date' ? { ...fault, text: real } : fault)),
  };
}
