/** Pages of a case for who has broken the glass: what administrators see, to read and nothing else. */
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/types.ts';
import { may } from '../../../domain/access/index.ts';
import type { Services } from '../../services.ts';
import type { PageCall, PageReply } from '../page.ts';
import { isReference } from '../../reference.ts';

/** For pages that only show a case, which their address names. What they show is on its audit, as for everybody. */
export const throughGlass =
  ({ records }: Pick<Services, 'records'>, show: (call: PageCall) => Promise<PageReply>) =>
  async (call: PageCall): Promise<PageReply> => {
    const { person } = call;
    if (!may(person, 'breakGlass')) return show(call);
    const reference = call.param('reference');
    const until = isReference(reference)
      ? await records.glassOpenUntil({ reference, personId: person.id })
      : null;
    if (until === null) return show(call);
    const reply = await show({ ...call, seesAs: ['administrator'] });
    if (!('view' in reply)) return reply;
    return { ...reply, data: { ...reply.data, glassUntil: londonDateTime(Math.floor(until) as Instant) } };
  };
