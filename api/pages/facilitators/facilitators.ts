/** The list of facilitators (Appendix 3): for those who run the process to look after, for facilitators to read. */
import { may } from '../../../domain/access/index.ts';
import { AGENCY_WORDS } from '../../../domain/forms/agencies.ts';
import type { Facilitator } from '../../../records/types.ts';
import { newFacilitator } from '../../json/facilitators.ts';
import { requireMay } from '../../json/forbid.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { FormRefused, formShown, readSmallForm, takenOnce, typedBefore } from '../small-form/small-form.ts';
import type { FieldFault } from '../small-form/small-form.ts';
import { only } from '../typed.ts';
import {
  ASK,
  agencyChoices,
  facilitatorDetails,
  facilitatorFilled,
  facilitatorTyped,
  sentOf,
} from './facilitator-form.ts';
import type { FacilitatorFilled } from './facilitator-form.ts';

const A_PAGE = 50;
const mayRead = requireMay('readFacilitators');
const mayChange = requireMay('changeFacilitators');

const DONE_WORDS: Readonly<Record<string, string>> = {
  added: 'The facilitator is on the list.',
  changed: 'What the list says was saved.',
  available: 'The facilitator is available and can be appointed.',
  unavailable: 'The facilitator is not available and is not offered to be appointed.',
};
const addressOf = (id: string, done?: string): string =>
  `/facilitators/${id}${done === undefined ? '' : `?done=${done}`}`;

export function facilitatorPages({ records }: Services): PageRoute[] {
  async function list(call: PageCall): Promise<PageReply> {
    mayRead(call);
    const changes = may(call.person, 'changeFacilitators');
    const after = call.query('after') || null;
    const { rows, next } = await records.facilitatorPage({ after, limit: A_PAGE });
    return {
      view: 'facilitators/facilitators.njk',
      title: 'Facilitators',
      data: {
        changes,
        next,
        isFirst: after === null,
        facilitators: rows.map(({ id, openCases, agency, ...rest }) => ({
          ...rest,
          agency: agency === null ? null : AGENCY_WORDS[agency],
          href: changes ? addressOf(id) : null,
          // How many cases there are is for those who run the process.
          openCases: changes ? openCases : null,
        })),
      },
    };
  }

  function showNew(
    filled: FacilitatorFilled,
    faults: readonly FieldFault[] = [],
    restored = false,
  ): PageReply {
    return {
      view: 'facilitators/new.njk',
      title: 'Add a facilitator',
      status: faults.length === 0 ? 200 : 400,
      data: { ...formShown(faults), filled, restored, agencyChoices },
    };
  }

  async function askNew(call: PageCall): Promise<PageReply> {
    mayChange(call);
    const typed = await typedBefore(records, call);
    return showNew(facilitatorTyped(typed ?? new Map()), [], typed !== null);
  }

  async function add(call: PageCall): Promise<PageReply> {
    mayChange(call);
    const filled = facilitatorTyped(call.typed);
    const read = readSmallForm(newFacilitator, sentOf(filled), ASK);
    if (!read.ok) return showNew(filled, read.faults);
    const { telephone = null, ...rest } = read.body;
    return takenOnce(records, call, {
      body: read.body,
      work: async () => {
        const known = await records.findPersonByEmail(rest.email);
        // Adding would enable the account without anybody having meant it.
        if (known?.disabled === true) throw new FormRefused(taken('The account of this address is disabled'));
        const added = await records.addFacilitator({ ...rest, telephone });
        if (added === 'exists')
          throw new FormRefused(taken('Somebody with this address is on the list already'));
        await audit(call, `add facilitator ${added.id}`);
        return addressOf(added.id, 'added');
      },
      again: (fault) => Promise.resolve(showNew(filled, [fault])),
    });
  }

  /** @throws {Problem} 403, 404 */
  async function facilitatorIn(call: PageCall): Promise<Facilitator> {
    mayChange(call);
    const facilitator = await records.findFacilitator(call.param('id'));
    if (facilitator === null) throw notFound();
    return facilitator;
  }

  const audit = (call: PageCall, what: string): Promise<void> =>
    records.audit({ reference: null, personId: call.person.id, what, why: null });

  async function show(
    call: PageCall,
    facilitator: Facilitator,
    filled: FacilitatorFilled,
    faults: readonly FieldFault[] = [],
    restored = false,
  ): Promise<PageReply> {
    return {
      view: 'facilitators/facilitator.njk',
      title: 'Facilitator',
      status: faults.length === 0 ? 200 : 400,
      data: {
        ...formShown(faults),
        done: DONE_WORDS[call.query('done')],
        restored,
        shown: facilitator,
        filled,
        agencyChoices,
        cases: await records.casesFacilitatedBy(facilitator.id),
        address: addressOf(facilitator.id),
      },
    };
  }

  async function look(call: PageCall): Promise<PageReply> {
    const facilitator = await facilitatorIn(call);
    const typed = await typedBefore(records, call);
    const kept = facilitatorFilled(facilitator);
    if (typed === null) return show(call, facilitator, kept);
    return show(call, facilitator, { ...facilitatorTyped(typed), email: kept.email }, [], true);
  }

  async function change(call: PageCall): Promise<PageReply> {
    const facilitator = await facilitatorIn(call);
    const { email: _, ...typed } = facilitatorTyped(call.typed);
    const filled = { ...typed, email: facilitator.email };
    const read = readSmallForm(facilitatorDetails, sentOf(typed), ASK);
    if (!read.ok) return show(call, facilitator, filled, read.faults);
    return takenOnce(records, call, {
      body: read.body,
      work: async () => {
        const { telephone = null, ...rest } = read.body;
        await records.describeFacilitator({ id: facilitator.id, ...rest, telephone });
        await audit(call, `change facilitator ${facilitator.id}`);
        return addressOf(facilitator.id, 'changed');
      },
      again: (fault) => show(call, facilitator, filled, [fault]),
    });
  }

  async function askAvailability(call: PageCall): Promise<PageReply> {
    const facilitator = await facilitatorIn(call);
    return {
      view: 'facilitators/availability.njk',
      title: facilitator.active ? 'Not available any more' : 'Available again',
      data: {
        ...formShown(),
        shown: facilitator,
        cases: await records.casesFacilitatedBy(facilitator.id),
        address: addressOf(facilitator.id),
      },
    };
  }

  /** The form says what it makes of them, so that sent twice it does the same twice. */
  async function setAvailability(call: PageCall): Promise<PageReply> {
    const { id, active } = await facilitatorIn(call);
    const wanted = only(call.typed, 'available') === 'yes';
    if (wanted !== active) {
      await records.changeFacilitator(id, { active: wanted });
      await audit(call, `change facilitator ${id}: ${wanted ? 'available' : 'not available'}`);
    }
    return { goTo: addressOf(id, wanted ? 'available' : 'unavailable') };
  }

  return [
    page('/facilitators', { GET: list }),
    page('/facilitators/new', { GET: askNew, POST: add }),
    page('/facilitators/:id', { GET: look, POST: change }),
    page('/facilitators/:id/availability', { GET: askAvailability, POST: setAvailability }),
  ];
}

const taken = (text: string): FieldFault => ({ field: 'email', text });
