/** What can be put right in a case: a page for those who look after it, which leads to the steps that do so. */
import { may } from '../../../domain/access/index.ts';
import { APPROVAL_TABLE } from '../../../domain/approvals/kinds.ts';
import type { Approval } from '../../../records/types.ts';
import { CASE_REPAIRS } from '../../approvals.ts';
import { actorOf, auditView, enterCase } from '../../json/case-view.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { shownCase } from '../case/seen.ts';
import { tabsOf } from '../case/tabs.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { repairsOf } from './repairs.ts';
import { mayPutRight } from './may-put-right.ts';

export function putRightPages(services: Services): PageRoute[] {
  async function show(call: PageCall): Promise<PageReply> {
    const seen = await enterCase(services, call);
    const { record, viewer } = seen;
    const mayPropose = may(call.person, 'proposeApprovals');
    const { reference } = record.state;
    const [request, open] = await Promise.all([
      services.records.newestRequest(reference),
      mayPropose ? services.records.openApprovals(reference) : [],
      auditView(services, call, record, 'case'),
    ]);
    const shown = shownCase(services, call.person, seen, request);
    if (!mayPropose && !mayPutRight(shown)) throw notFound();
    return {
      view: 'put-right/put-right.njk',
      title: `Put right: ${shown.reference}`,
      data: {
        heading: 'Put right',
        shown,
        tabs: tabsOf(seen, shown, '/put-right'),
        home: `/cases/${shown.reference}`,
        byTwo: mayPropose ? repairsByTwo(reference, open) : [],
        repairs: repairsOf(record, actorOf(call.person), shown, viewer.participantId),
      },
    };
  }
  return [page('/cases/:reference/put-right', { GET: show })];
}

/** What one person proposes and a second one agrees to; what waits already leads to where it is decided. */
const repairsByTwo = (reference: string, open: readonly Approval[]) =>
  CASE_REPAIRS.map((kind) => {
    const waiting = open.find((each) => each.kind === kind);
    return {
      ...APPROVAL_TABLE[kind],
      href: waiting === undefined ? `/cases/${reference}/put-right/${kind}` : `/approvals/${waiting.id}`,
      waits: waiting !== undefined,
    };
  });
