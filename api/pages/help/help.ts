/** Help, for strangers too: what the service is, what happens when, what each role does and sees. */
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { openPage } from '../page.ts';
import type { OpenCall, PageReply, PageRoute } from '../page.ts';
import { FIGURES, stagesInWords, waitsAtAnyTime } from './process.ts';
import { ROLES_HELPED } from './roles.ts';

export function helpPages({ openId }: Pick<Services, 'openId'>): PageRoute[] {
  function help(): Promise<PageReply> {
    return Promise.resolve({
      view: 'help/help.njk',
      title: 'Help',
      data: {
        roles: ROLES_HELPED,
        stages: stagesInWords,
        atAnyTime: waitsAtAnyTime,
        figures: FIGURES,
        openIdName: openId?.name ?? null,
      },
    });
  }

  function roleHelp(call: OpenCall): Promise<PageReply> {
    const role = ROLES_HELPED.find(({ slug }) => slug === call.param('role'));
    if (role === undefined) throw notFound();
    return Promise.resolve({
      view: 'help/role.njk',
      title: `Help: ${role.title}`,
      data: { role, others: ROLES_HELPED.filter(({ slug }) => slug !== role.slug), figures: FIGURES },
    });
  }

  return [openPage('/help', { GET: help }), openPage('/help/:role', { GET: roleHelp })];
}
