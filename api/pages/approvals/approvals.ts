/** What waits for a second person, and what was decided: the list, and one of them with its decision. */
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { APPROVAL_TABLE, approvalNote, mayDecide, maySeeApproval } from '../../../domain/approvals/kinds.ts';
import type { Decision } from '../../../domain/approvals/kinds.ts';
import type { Approval, CaseRecord, Person } from '../../../records/types.ts';
import { decide } from '../../approvals.ts';
import { auditView } from '../../json/case-view.ts';
import { requireMay } from '../../json/forbid.ts';
import { Problem, notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { firstValues, formShown, typedBefore } from '../small-form/small-form.ts';
import type { FieldFault } from '../small-form/small-form.ts';
import { only } from '../typed.ts';

const MOST_DECIDED = 20;
const DECISIONS: readonly Decision[] = ['approved', 'refused', 'withdrawn'];
const DECISION_WORDS: Readonly<Record<Decision, string>> = {
  approved: 'Agreed to',
  refused: 'Refused',
  withdrawn: 'Withdrawn',
};
const mayRead = requireMay('readApprovals');
const mayChange = requireMay('decideApprovals');

export function approvalPages(services: Services): PageRoute[] {
  const { records } = services;

  async function list(call: PageCall): Promise<PageReply> {
    mayRead(call);
    const [open, decided] = await Promise.all([
      records.openApprovals(),
      records.decidedApprovals(MOST_DECIDED),
    ]);
    const lines = (approvals: readonly Approval[]) =>
      approvals
        .filter(({ kind }) => maySeeApproval(kind, call.person))
        .map((each) => lineOf(each, call.person));
    return {
      view: 'approvals/approvals.njk',
      title: 'Approvals',
      data: { open: lines(open), decided: lines(decided), most: MOST_DECIDED },
    };
  }

  /** @throws {Problem} 403, 404 */
  async function named(call: PageCall): Promise<Approval> {
    mayRead(call);
    const approval = await records.findApproval(call.param('id'));
    if (approval === null || !maySeeApproval(approval.kind, call.person)) throw notFound();
    return approval;
  }

  async function show(
    call: PageCall,
    approval: Approval,
    { note, faults = [], restored = false }: Showing = {},
  ): Promise<PageReply> {
    const { id, reference, kind, details, decided, proposedBy, retentionSetBy } = approval;
    const isOpen = decided === null && details !== null;
    const [record, judged, others] = await Promise.all([
      reference === null ? null : records.findCase(reference),
      isOpen ? records.judgeApproval({ kind, reference, details }) : null,
      isOpen ? records.othersWhoMayDecide(kind, proposedBy?.id ?? null) : 0,
    ]);
    if (record !== null) await auditView(services, call, record, 'case');
    const named = (text: string): string => withNames(text, record);
    return {
      view: 'approvals/approval.njk',
      title: APPROVAL_TABLE[kind].title,
      status: faults.length === 0 ? 200 : 400,
      data: {
        ...formShown(faults),
        restored,
        note: note ?? '',
        shown: { ...lineOf(approval, call.person), why: approval.why, outcome: sentence(approval.outcome) },
        purpose: APPROVAL_TABLE[kind].purpose,
        approverSays: APPROVAL_TABLE[kind].approverSays,
        // Of a case that was erased nothing is left to look at.
        caseHref: record === null ? null : `/cases/${record.state.reference}`,
        packHref: kind === 'releasePack' ? `/packs/${id}` : null,
        effect: judged?.type === 'fits' ? judged.effect.map(named) : [],
        misfit: judged?.type === 'misfit' ? named(judged.why) : null,
        isOwn: proposedBy?.id === call.person.id,
        mayDecide: mayDecide(kind, proposedBy?.id ?? null, call.person),
        mayOnlyRefuse: retentionSetBy === call.person.id,
        others,
      },
    };
  }

  async function look(call: PageCall): Promise<PageReply> {
    const approval = await named(call);
    const typed = approval.decided === null ? await typedBefore(records, call) : null;
    return typed === null
      ? show(call, approval)
      : show(call, approval, { note: firstValues(typed)['note'] ?? '', restored: true });
  }

  async function send(call: PageCall): Promise<PageReply> {
    mayChange(call);
    const approval = await named(call);
    const decision = DECISIONS.find((each) => each === only(call.typed, 'decision'));
    const typed = only(call.typed, 'note');
    if (decision === undefined) return show(call, approval, { note: typed });
    const note = approvalNote.safeParse(typed);
    const agrees = decision === 'approved';
    const isNeeded = agrees
      ? APPROVAL_TABLE[approval.kind].approverSays !== undefined
      : decision === 'refused';
    if (!note.success && (isNeeded || typed.trim() !== '')) {
      const text = note.error.issues[0]?.message ?? '';
      const fault = agrees
        ? { field: 'checked', text: typed.trim() === '' ? 'Say how you checked it' : text }
        : { field: 'note', text };
      return show(call, approval, { note: typed, faults: [fault] });
    }
    try {
      await decide(services, call.person, {
        id: approval.id,
        decision,
        note: note.success ? note.data : null,
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.problem !== 'step-not-allowed') throw error;
      const now = await named(call);
      return show(call, now, { note: typed, faults: [{ field: 'form', text: error.message }] });
    }
    await records.removeDraft({ personId: call.person.id, page: call.req.originalUrl });
    return { goTo: `/approvals/${approval.id}` };
  }

  return [page('/approvals', { GET: list }), page('/approvals/:id', { GET: look, POST: send })];
}

interface Showing {
  readonly note?: string;
  readonly faults?: readonly FieldFault[];
  readonly restored?: boolean;
}

function lineOf(approval: Approval, person: Person) {
  const { id, kind, reference, proposedBy, proposedAt, decided, details, outcome } = approval;
  return {
    id,
    title: APPROVAL_TABLE[kind].title,
    reference,
    proposedBy: proposedBy === null ? 'The service' : proposedBy.name || 'Somebody whose account is gone',
    proposedAt: londonDateTime(proposedAt as Instant),
    waitsOnThem: decided === null && details !== null && mayDecide(kind, proposedBy?.id ?? null, person),
    decided:
      decided === null
        ? null
        : {
            words: DECISION_WORDS[decided.decision],
            by: decided.by.name,
            at: londonDateTime(decided.at as Instant),
            note: decided.note,
            isUnderWay: decided.decision === 'approved' && outcome === null,
          },
  };
}

const sentence = (words: string | null): string | null =>
  words === null ? null : `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;

/** Those who decide know the people of the case. */
const withNames = (text: string, record: CaseRecord | null): string =>
  text.replaceAll(
    /\bp\d+\b/g,
    (id) => record?.state.participants.find((each) => each.id === id)?.name ?? 'somebody on the case',
  );
