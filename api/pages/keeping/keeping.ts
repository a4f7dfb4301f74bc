/** How long one case is kept: a legal hold, and erasing it, for those who run the process. */
import { z } from 'zod';
import { isAdministrator } from '../../../domain/case/index.ts';
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { approvalWhy } from '../../../domain/approvals/kinds.ts';
import type { ApprovalKind } from '../../../domain/approvals/kinds.ts';
import type { CaseKeeping } from '../../../records/types.ts';
import { auditView, enterCase } from '../../json/case-view.ts';
import type { CaseSeen } from '../../json/case-view.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { shownCase } from '../case/seen.ts';
import { tabsOf } from '../case/tabs.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { FormRefused, formShown, readSmallForm, takenOnce, typedBefore } from '../small-form/small-form.ts';
import type { FieldFault } from '../small-form/small-form.ts';
import type { Typed } from '../typed.ts';
import { only } from '../typed.ts';
import { proposeFrom } from './proposing.ts';

const ASK = { why: 'Say why' };
const reasonForm = z.strictObject({ why: approvalWhy });
const DONE_WORDS: Readonly<Record<string, string>> = { held: 'The legal hold is set.' };

/** What the page offers, each with a box for its reason. */
const FORMS = ['hold', 'lift', 'erase'] as const;
type Form = (typeof FORMS)[number];
const formIn = (typed: Typed): Form | undefined => FORMS.find((each) => each === only(typed, 'form'));
const PROPOSED_BY: Readonly<Record<Exclude<Form, 'hold'>, Extract<ApprovalKind, 'liftHold' | 'erase'>>> = {
  lift: 'liftHold',
  erase: 'erase',
};

interface Entered {
  readonly seen: CaseSeen;
  readonly keeping: CaseKeeping;
}

interface Showing {
  readonly form: Form;
  readonly why: string;
  /** None where it is what they had typed when their session ended. */
  readonly faults: readonly FieldFault[];
}

export function keepingPages(services: Services): PageRoute[] {
  const { records } = services;

  /** @throws {Problem} 404 for everybody but those who run the process */
  async function enter(call: PageCall): Promise<Entered> {
    const seen = await enterCase(services, call);
    const { reference } = seen.record.state;
    const keeping = isAdministrator(call.person) ? await records.keeping(reference) : null;
    if (keeping === null) throw notFound();
    return { seen, keeping };
  }

  async function show(call: PageCall, { seen, keeping }: Entered, showing?: Showing): Promise<PageReply> {
    const { reference } = seen.record.state;
    const shown = shownCase(services, call.person, seen, null);
    const [open, setBy] = await Promise.all([
      records.openApprovals(reference),
      keeping.hold === null ? null : records.findPerson(keeping.hold.setBy),
      auditView(services, call, seen.record, 'case'),
    ]);
    const waiting = (kind: ApprovalKind): string | null =>
      open.find((each) => each.kind === kind)?.id ?? null;
    return {
      view: 'keeping/keeping.njk',
      title: `Keeping and erasing: ${reference}`,
      status: showing === undefined || showing.faults.length === 0 ? 200 : 400,
      data: {
        ...formShown(showing?.faults, { why: `${showing?.form ?? ''}-why`, form: showing?.form ?? '' }),
        heading: 'Keeping and erasing',
        shown,
        tabs: tabsOf(seen, shown, '/keeping'),
        done: DONE_WORDS[call.query('done')],
        keeping,
        hold:
          keeping.hold === null
            ? null
            : { ...keeping.hold, setAt: londonDateTime(keeping.hold.setAt as Instant), setBy: setBy?.name },
        waiting: { lift: waiting('liftHold'), erase: waiting('erase'), pack: waiting('releasePack') },
        showing,
        restored: showing?.faults.length === 0,
      },
    };
  }

  async function look(call: PageCall): Promise<PageReply> {
    const entered = await enter(call);
    const typed = await typedBefore(records, call);
    const form = typed === null ? undefined : formIn(typed);
    return typed === null || form === undefined
      ? show(call, entered)
      : show(call, entered, { form, why: only(typed, 'why'), faults: [] });
  }

  async function send(call: PageCall): Promise<PageReply> {
    const entered = await enter(call);
    const { reference } = entered.seen.record.state;
    const form = formIn(call.typed);
    if (form === undefined) return show(call, entered);
    const filled = { why: only(call.typed, 'why') };
    const again = (faults: readonly FieldFault[]): Promise<PageReply> =>
      show(call, entered, { form, ...filled, faults });
    const read = readSmallForm(reasonForm, filled, ASK);
    if (!read.ok) return again(read.faults);
    const { why } = read.body;
    try {
      if (form !== 'hold') {
        const kind = PROPOSED_BY[form];
        const goTo = await proposeFrom(services, call, { kind, reference, details: {}, why });
        await records.removeDraft({ personId: call.person.id, page: call.req.originalUrl });
        return { goTo };
      }
      return await takenOnce(records, call, {
        body: read.body,
        work: async () => {
          switch (await records.setHold({ reference, why, personId: call.person.id })) {
            case 'set':
              return `/cases/${reference}/keeping?done=held`;
            case 'already':
              throw new FormRefused({ field: 'form', text: 'A legal hold is set on this case already' });
            case 'notFound':
              throw notFound();
          }
        },
        again: (fault) => again([fault]),
      });
    } catch (error) {
      if (error instanceof FormRefused) return again([error.fault]);
      throw error;
    }
  }

  return [page('/cases/:reference/keeping', { GET: look, POST: send })];
}
