/** Breaking the glass: an operator says why they must look into a case, and may for an hour. */
import { GLASS_REASONS, GLASS_REASON_IDS } from '../../../domain/access/index.ts';
import { seeCase } from '../../json/case-view.ts';
import { requireMay } from '../../json/forbid.ts';
import type { Services } from '../../services.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { formShown } from '../small-form/small-form.ts';
import { only } from '../typed.ts';

const mayBreak = requireMay('breakGlass');

export function breakGlassPages(services: Services): PageRoute[] {
  const { records, engine } = services;

  async function referenceOf(call: PageCall): Promise<string> {
    const { record } = await seeCase(services, call);
    mayBreak(call);
    return record.state.reference;
  }

  const form = (reference: string, fault?: string): PageReply => ({
    view: 'break-glass/break-glass.njk',
    title: `Look into a case in an emergency: ${reference}`,
    status: fault === undefined ? 200 : 400,
    data: {
      ...formShown(fault === undefined ? [] : [{ field: 'reason', text: fault }]),
      reference,
      reasons: GLASS_REASON_IDS.map((value) => ({ value, text: GLASS_REASONS[value] })),
    },
  });

  async function take(call: PageCall): Promise<PageReply> {
    const reference = await referenceOf(call);
    const reason = GLASS_REASON_IDS.find((id) => id === only(call.typed, 'reason'));
    if (reason === undefined) return form(reference, 'Say why you must look into this case');
    const toTell = await records.breakGlass({ reference, personId: call.person.id, reason });
    if (toTell !== null) void engine.tell({ ...toTell, step: null });
    return { goTo: `/cases/${reference}` };
  }

  return [
    page('/cases/:reference/break-glass', {
      GET: async (call) => form(await referenceOf(call)),
      POST: take,
    }),
  ];
}
