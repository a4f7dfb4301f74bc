/** Who saw or did what and when, newest first: of one case, and of what is about no case. For the business manager. */
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/types.ts';
import { BadCursor } from '../../../records/index.ts';
import type { AccessLogEntry, Page } from '../../../records/types.ts';
import { enterCase } from '../../json/case-view.ts';
import { requireMay } from '../../json/forbid.ts';
import { notFound } from '../../problem.ts';
import { isReference } from '../../reference.ts';
import type { Services } from '../../services.ts';
import { shownCase } from '../case/seen.ts';
import { tabsOf } from '../case/tabs.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import type { PageData } from '../rendering.ts';
import { auditWords, reasonWords } from './audit-words.ts';

const A_PAGE = 50;
const mayRead = requireMay('readAccessLog');

export function accessLogPages(services: Services): PageRoute[] {
  const { records } = services;

  /** A cursor that no page of ours gave leads to the first page. */
  async function entriesFrom(reference: string | null, cursor: string | null): Promise<Page<AccessLogEntry>> {
    try {
      return await records.accessLog(reference, cursor, A_PAGE);
    } catch (error) {
      if (error instanceof BadCursor) return records.accessLog(reference, null, A_PAGE);
      throw error;
    }
  }

  /** Looking at it is an entry of it, too. */
  async function entries(call: PageCall, reference: string | null, address: string): Promise<PageData> {
    const cursor = call.query('cursor') || null;
    await records.audit({ reference, personId: call.person.id, what: 'view access log', why: null });
    const { rows, next } = await entriesFrom(reference, cursor);
    return {
      entries: rows.map(({ number, at, who, byService, what, why }) => ({
        number,
        at: londonDateTime(Math.floor(at) as Instant),
        who: who === null ? withoutAccount(byService, what) : `${who.name}, ${who.email}`,
        what: auditWords(what),
        why: why === null ? null : reasonWords(why),
      })),
      first: cursor === null ? null : address,
      next: next === null ? null : `${address}?${new URLSearchParams({ cursor: next }).toString()}`,
    };
  }

  async function ofCase(call: PageCall): Promise<PageReply> {
    const seen = await enterCase(services, call);
    mayRead(call);
    const { reference } = seen.record.state;
    const shown = shownCase(services, call.person, seen, null);
    const [log, isWhole] = await Promise.all([
      entries(call, reference, `/cases/${reference}/access-log`),
      records.isAuditWhole(reference),
    ]);
    return {
      view: 'access-log/of-case.njk',
      title: `Access log: ${reference}`,
      data: { ...log, isWhole, heading: 'Access log', shown, tabs: tabsOf(seen, shown, '/access-log') },
    };
  }

  /** Of a case that was erased nothing else is left. */
  async function ofErased(call: PageCall): Promise<PageReply> {
    mayRead(call);
    const reference = call.param('reference');
    if (!isReference(reference) || !(await records.isErased(reference))) throw notFound();
    return {
      view: 'access-log/access-log.njk',
      title: `Access log: ${reference}`,
      data: { erased: reference, ...(await entries(call, reference, `/access-log/${reference}`)) },
    };
  }

  async function ofNoCase(call: PageCall): Promise<PageReply> {
    mayRead(call);
    return {
      view: 'access-log/access-log.njk',
      title: 'Access log',
      data: await entries(call, null, '/access-log'),
    };
  }

  return [
    page('/cases/:reference/access-log', { GET: ofCase }),
    page('/access-log', { GET: ofNoCase }),
    page('/access-log/:reference', { GET: ofErased }),
  ];
}

/** What commands do to accounts says so itself (`tools/command-line.ts`): nobody signs in there. */
function withoutAccount(byService: boolean, what: string): string {
  if (!byService) return 'Somebody whose account is gone';
  return what.includes(' at the command line') ? 'Somebody at the server' : 'The service';
}
