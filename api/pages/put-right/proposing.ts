/** Proposing a repair of one case: what it does is shown first, then why is asked; a second person decides. */
import { APPROVAL_DETAILS, APPROVAL_TABLE, approvalWhy } from '../../../domain/approvals/kinds.ts';
import type { ApprovalDetails } from '../../../domain/approvals/kinds.ts';
import { STEP_TABLE } from '../../../domain/process/steps.ts';
import { CASE_REPAIRS } from '../../approvals.ts';
import type { CaseRepair } from '../../approvals.ts';
import { auditView, enterCase } from '../../json/case-view.ts';
import type { CaseSeen } from '../../json/case-view.ts';
import { requireMay } from '../../json/forbid.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { ownerWords } from '../case/case-words.ts';
import type { CaseShown } from '../case/case-words.ts';
import { shownCase } from '../case/seen.ts';
import { tabsOf } from '../case/tabs.ts';
import { dayFrom, partsOfDay } from '../form/dates.ts';
import { proposeFrom } from '../keeping/proposing.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { FormRefused, formShown, typedBefore } from '../small-form/small-form.ts';
import type { FieldFault } from '../small-form/small-form.ts';
import type { Typed } from '../typed.ts';
import { only } from '../typed.ts';
import { emailChoices } from './hanging-emails.ts';

const mayPropose = requireMay('proposeApprovals');

/** What stands in the form, as it was sent or as the address has it. */
interface Filled {
  readonly date: string;
  /** `YYYY-MM-DD`, or what stands in the boxes put together so. */
  readonly to: string;
  readonly emails: readonly string[];
  readonly version: string;
  readonly why: string;
}

interface Showing {
  readonly filled: Filled;
  readonly faults?: readonly FieldFault[];
  readonly restored?: boolean;
}

interface Entered {
  readonly kind: CaseRepair;
  readonly seen: CaseSeen;
}

export function proposingPages(services: Services): PageRoute[] {
  const { records } = services;

  /** @throws {Problem} 403, 404 */
  async function enter(call: PageCall): Promise<Entered> {
    const seen = await enterCase(services, call);
    mayPropose(call);
    const kind = CASE_REPAIRS.find((each) => each === call.param('repair'));
    if (kind === undefined) throw notFound();
    return { kind, seen };
  }

  async function show(
    call: PageCall,
    { kind, seen }: Entered,
    { filled, faults = [], restored = false }: Showing,
  ): Promise<PageReply> {
    const { reference } = seen.record.state;
    const shown = shownCase(services, call.person, seen, null);
    const [of, others] = await Promise.all([
      whatOf(kind, seen, shown, filled),
      records.othersWhoMayDecide(kind, call.person.id),
      auditView(services, call, seen.record, 'case'),
    ]);
    const all = [...faults, ...of.faults];
    return {
      view: 'put-right/propose.njk',
      title: `${APPROVAL_TABLE[kind].title}: ${reference}`,
      status: all.length === 0 ? 200 : 400,
      data: {
        ...formShown(all, { to: 'to-day', date: 'date', emails: 'emails' }),
        ...of,
        restored,
        heading: APPROVAL_TABLE[kind].title,
        purpose: APPROVAL_TABLE[kind].purpose,
        shown,
        tabs: tabsOf(seen, shown, '/put-right'),
        kind,
        filled: { ...filled, ...partsOfDay(filled.to) },
        others,
        address: `/cases/${reference}/put-right/${kind}`,
        back: `/cases/${reference}/put-right`,
      },
    };
  }

  /** What the page says and offers of this repair, as the case stands. */
  async function whatOf(kind: CaseRepair, seen: CaseSeen, shown: CaseShown, filled: Filled): Promise<Of> {
    const { reference } = seen.record.state;
    switch (kind) {
      case 'retryEmail':
      case 'skipEmail': {
        const emails = emailChoices(await records.emailsToRepair(reference), kind, shown);
        return {
          ...NOTHING,
          emails,
          nothing: emails.length === 0 ? 'There is no such email in this case.' : null,
        };
      }
      case 'undoStep': {
        const newest = await records.newestStep(reference);
        if (newest === null || newest.notThis !== null) {
          return { ...NOTHING, nothing: `${newest?.notThis ?? 'There is no step'}.` };
        }
        const step = {
          version: newest.version,
          title: STEP_TABLE[newest.step].title,
          by: ownerWords(newest.by, shown, null),
        };
        return { ...NOTHING, step, ...(await effectOf(kind, reference, { version: newest.version })) };
      }
      case 'rebuildWorkflow':
        return { ...NOTHING, ...(await effectOf(kind, reference, {})) };
      case 'putDateRight': {
        if (filled.date === '' && filled.to === '') return { ...NOTHING, asksFirst: true };
        const read = APPROVAL_DETAILS.putDateRight.safeParse({ date: filled.date, to: filled.to });
        const judged = read.success ? await effectOf(kind, reference, read.data) : null;
        if (judged?.misfit == null && judged !== null) return { ...NOTHING, ...judged };
        const faults =
          judged === null ? faultsIn(read.error?.issues ?? []) : [{ field: 'to', text: judged.misfit ?? '' }];
        return { ...NOTHING, asksFirst: true, faults };
      }
      default:
        return kind satisfies never;
    }
  }

  async function effectOf<K extends CaseRepair>(
    kind: K,
    reference: string,
    details: ApprovalDetails<K>,
  ): Promise<Pick<Of, 'effect' | 'misfit'>> {
    const judged = await records.judgeApproval({ kind, reference, details });
    return judged.type === 'fits'
      ? { effect: judged.effect, misfit: null }
      : { effect: [], misfit: judged.why };
  }

  async function look(call: PageCall): Promise<PageReply> {
    const entered = await enter(call);
    const typed = await typedBefore(records, call);
    const asked = filledOf(new Map(Object.entries(askedIn(call))));
    return typed === null
      ? show(call, entered, { filled: asked })
      : show(call, entered, { filled: filledOf(typed), restored: true });
  }

  async function send(call: PageCall): Promise<PageReply> {
    const entered = await enter(call);
    const filled = filledOf(call.typed);
    const { kind, seen } = entered;
    const details = APPROVAL_DETAILS[kind].safeParse(detailsIn(kind, filled));
    const why = approvalWhy.safeParse(filled.why);
    if (!details.success || !why.success) {
      const faults = [
        ...faultsIn(details.error?.issues ?? []),
        ...(why.error?.issues ?? []).slice(0, 1).map(({ message }) => ({ field: 'why', text: message })),
      ];
      return show(call, entered, { filled, faults });
    }
    try {
      const goTo = await proposeFrom(services, call, {
        kind,
        reference: seen.record.state.reference,
        details: details.data,
        why: why.data,
      });
      await records.removeDraft({ personId: call.person.id, page: call.req.originalUrl });
      return { goTo };
    } catch (error) {
      if (!(error instanceof FormRefused)) throw error;
      return show(call, entered, { filled, faults: [error.fault] });
    }
  }

  return [page('/cases/:reference/put-right/:repair', { GET: look, POST: send })];
}

interface Of {
  /** The wrong date has to be named before it can be said what its change does. */
  readonly asksFirst: boolean;
  readonly effect: readonly string[];
  readonly misfit: string | null;
  readonly emails: ReturnType<typeof emailChoices>;
  readonly step: { readonly version: number; readonly title: string; readonly by: string } | null;
  /** Why there is nothing to propose; null where there is. */
  readonly nothing: string | null;
  readonly faults: readonly FieldFault[];
}
const NOTHING: Of = {
  asksFirst: false,
  effect: [],
  misfit: null,
  emails: [],
  step: null,
  nothing: null,
  faults: [],
};

const ASKED = ['date', 'to.day', 'to.month', 'to.year'] as const;
const askedIn = (call: PageCall): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(ASKED.map((name) => [name, [call.query(name)]]));

function filledOf(typed: Typed): Filled {
  const [day, month, year] = ['to.day', 'to.month', 'to.year'].map((name) => only(typed, name));
  return {
    date: only(typed, 'date'),
    to: dayFrom({ day: day ?? '', month: month ?? '', year: year ?? '' }) ?? '',
    emails: typed.get('emails') ?? [],
    version: only(typed, 'version'),
    why: only(typed, 'why'),
  };
}

function detailsIn(kind: CaseRepair, { date, to, emails, version }: Filled): object {
  switch (kind) {
    case 'putDateRight':
      return { date, to };
    case 'retryEmail':
    case 'skipEmail':
      return { emails };
    case 'undoStep':
      return { version: Number(version) };
    case 'rebuildWorkflow':
      return {};
    default:
      return kind satisfies never;
  }
}

/** One for each field. */
const faultsIn = (issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) =>
  issues
    .map(({ path, message }) => ({ field: String(path[0] ?? 'form'), text: message }))
    .filter(({ field }, index, all) => all.findIndex((each) => each.field === field) === index);
