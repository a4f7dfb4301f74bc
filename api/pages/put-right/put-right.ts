/** What can be put right in a case: a page for those who look after it, which leads to the steps that do so. */
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
    const [request] = await Promise.all([
      services.records.newestRequest(record.state.reference),
      auditView(services, call, record, 'case'),
    ]);
    const shown = shownCase(services, call.person, seen, request);
    if (!mayPutRight(shown)) throw notFound();
    return {
      view: 'put-right/put-right.njk',
      title: `Put right: ${shown.reference}`,
      data: {
        heading: 'Put right',
        shown,
        tabs: tabsOf(seen, shown, '/put-right'),
        home: `/cases/${shown.reference}`,
        repairs: repairsOf(record, actorOf(call.person), shown, viewer.participantId),
      },
    };
  }
  return [page('/cases/:reference/put-right', { GET: show })];
}
