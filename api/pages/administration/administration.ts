/** Leads to what is looked after beside the cases, for those who run the process. */
import { may } from '../../../domain/access/index.ts';
import { requireMay } from '../../json/forbid.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { ADMINISTRATION_PAGES } from './listed.ts';

const mayRead = requireMay('changePeople');

export function administrationPages(): PageRoute[] {
  function show(call: PageCall): Promise<PageReply> {
    mayRead(call);
    return Promise.resolve({
      view: 'administration/administration.njk',
      title: 'Administration',
      data: { pages: ADMINISTRATION_PAGES.filter((each) => may(call.person, each.call)) },
    });
  }
  return [page('/administration', { GET: show })];
}
