/** The pages of a request's sections, and of the people who are added to it one at a time. */
import type { Fault } from '../../../domain/forms/index.ts';
import { notFound } from '../../problem.ts';
import { answerRows } from '../form/answer.ts';
import type { AnswerPart } from '../form/answer.ts';
import { formView } from '../form/fields.ts';
import type { ListModel } from '../form/model.ts';
import { formKey } from '../once.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { only } from '../typed.ts';
import type { Typed } from '../typed.ts';
import { placeOf, withSent } from './drafts.ts';
import type { OpenDraft, requestDrafts, Sent } from './drafts.ts';
import { stopFor } from './opening.ts';
import { peopleIn, personModel, personName, personTyped, withoutPerson } from './people-in.ts';
import {
  askedModel,
  faultLinks,
  faultsIn,
  isReceived,
  MARKS,
  personFaults,
  requestBody,
  sectionsOf,
} from './request-draft.ts';
import { isIn } from './sections.ts';
import type { Section } from './sections.ts';

type Place = Pick<Sent, 'section' | 'row'>;
interface Shown {
  readonly base: string;
  readonly place: Place;
  /** The whole draft. */
  readonly typed: Typed;
  /** What the form of one person says. */
  readonly person: Typed;
  readonly faults: readonly Fault[];
  /** The address of the case where the request was sent from elsewhere meanwhile. */
  readonly sent: string | null;
}

export function sectionPages(drafts: ReturnType<typeof requestDrafts>): PageRoute[] {
  async function show(call: PageCall): Promise<PageReply> {
    const found = await drafts.find(call);
    if ('goTo' in found) return found;
    const { base, typed } = found.draft;
    const place = placeIn(call, typed);
    const person = personAt(typed, place);
    const faults = call.query('faults') === 'yes' ? faultsAt(typed, place, person) : [];
    return shown(call, { base, place, typed, person, faults, sent: null });
  }

  async function save(call: PageCall): Promise<PageReply> {
    const key = formKey(call);
    const changed = await drafts.change(call, (typed) =>
      withSent(typed, { ...placeIn(call, typed), posted: call.typed, key }),
    );
    if (changed === null) return tooLate(call);
    const { base, typed } = changed;
    const place = placeIn(call, typed);
    if (only(call.typed, '_do') === 'later') return { goTo: base };
    const stop = stopFor(call.typed);
    if (stop !== null) return { goTo: stop };
    const faults = faultsAt(typed, place, call.typed);
    if (faults.length > 0) return shown(call, { base, place, typed, person: call.typed, faults, sent: null });
    return {
      goTo: place.row === null ? onward(call, changed, place.section) : `${base}/${place.section.id}`,
    };
  }

  /** It was sent from elsewhere meanwhile: what was typed here since is shown, to be taken from here. */
  async function tooLate(call: PageCall): Promise<PageReply> {
    const sent = await drafts.whereSent(call);
    const typed = new Map(call.typed).set(MARKS.received, ['yes']);
    const place = placeIn(call, typed);
    if (place.section.list !== null && place.row === null) return { goTo: sent };
    return shown(call, { base: '', place, typed, person: call.typed, faults: [], sent });
  }

  async function askToRemove(call: PageCall): Promise<PageReply> {
    const found = await drafts.find(call);
    if ('goTo' in found) return found;
    const { base, typed } = found.draft;
    const { section, list, row } = personMeant(call, typed);
    const { label } = list.row;
    return {
      view: 'request/confirm.njk',
      title: `Remove: ${label}`,
      data: {
        heading: `Remove ${personName(typed, list, row)}?`,
        text: 'What you typed about them goes from this request.',
        button: 'Remove',
        back: `${base}/${section.id}`,
      },
    };
  }

  async function remove(call: PageCall): Promise<PageReply> {
    const changed = await drafts.change(call, (typed) => {
      const { list, row } = personMeant(call, typed);
      return withoutPerson(typed, list, row);
    });
    if (changed === null) return { goTo: await drafts.whereSent(call) };
    return { goTo: `${changed.base}/${call.param('section')}` };
  }

  return [
    page('/requests/drafts/:id/:section', { GET: show, POST: save }),
    page('/requests/drafts/:id/:section/:row', { GET: show, POST: save }),
    page('/requests/drafts/:id/:section/:row/remove', { GET: askToRemove, POST: remove }),
  ];
}

/** @throws {Problem} 404 */
function placeIn(call: PageCall, typed: Typed): Place {
  const row = call.param('row');
  const place = placeOf(typed, row === '' ? call.param('section') : `${call.param('section')}/${row}`);
  if (place === null) throw notFound();
  return place;
}

/** @throws {Problem} 404 */
function personMeant(call: PageCall, typed: Typed): { section: Section; list: ListModel; row: number } {
  const { section, row } = placeIn(call, typed);
  const { list } = section;
  if (list === null || typeof row !== 'number') throw notFound();
  return { section, list, row };
}

/** @throws {Problem} 404 where nobody is there */
function personAt(typed: Typed, { section, row }: Place): Typed {
  const { list } = section;
  if (list === null || typeof row !== 'number') return new Map();
  if (!peopleIn(typed, list).includes(row)) throw notFound();
  return personTyped(typed, list, row);
}

function faultsAt(typed: Typed, { section, row }: Place, person: Typed): readonly Fault[] {
  const { list } = section;
  if (list !== null && row !== null) return personFaults(typed, list, person);
  return faultsIn(requestBody(typed)).filter(({ field }) => isIn(section, field));
}

function shown(call: PageCall, { place, ...of }: Shown): PageReply {
  const { section, row } = place;
  const { list } = section;
  if (list !== null && row === null) return peopleShown(call, section, list, of);
  const { base, typed, person, faults, sent } = of;
  const form =
    list === null
      ? formView(askedModel(typed), typed, {
          faults,
          only: section.fields,
          onBehalf: true,
          ...(isReceived(typed) ? {} : { aboutUser: 'requester' }),
        })
      : formView(personModel(list), person, { faults });
  return {
    view: 'request/section.njk',
    title: section.title,
    status: sent !== null ? 409 : statusOf(call),
    data: {
      ...framed(base, section),
      form,
      errors: form.errors,
      key: formKey(call),
      sent,
      accountEmail: section.id === 'you' && !isReceived(typed) ? call.person.email : null,
      isPerson: list !== null,
    },
  };
}

function peopleShown(
  call: PageCall,
  section: Section,
  list: ListModel,
  { base, typed, faults }: Omit<Shown, 'place'>,
): PageReply {
  const cards = answerRows('submitRequest', requestBody(typed), {}, section.fields);
  return {
    view: 'request/people.njk',
    title: section.title,
    status: statusOf(call),
    data: {
      ...framed(base, section),
      errors: faultLinks(base, typed, section, faults),
      people: peopleIn(typed, list).map((row, place) => {
        const name = personName(typed, list, row);
        return { name, details: detailsOf(cards[place], name), href: `${base}/${section.id}/${row}` };
      }),
      add: `${base}/${section.id}/new`,
    },
  };
}

const framed = (base: string, { title, note }: Section) => ({ base, heading: title, note });
const statusOf = ({ req }: PageCall): 200 | 400 => (req.method === 'POST' ? 400 : 200);

/** What was said of somebody besides their name, in one line each. */
function detailsOf(card: AnswerPart | undefined, name: string): readonly string[] {
  if (card?.as !== 'section') return [];
  return card.parts
    .flatMap((part) => (part.as === 'rows' ? part.rows : []))
    .filter(({ lines }) => lines.join() !== name)
    .map(({ label, lines }) => `${label}: ${lines.join(', ')}`);
}

/** The next section; from the answers to be checked, back to them. */
function onward(call: PageCall, { base, typed }: OpenDraft, section: Section): string {
  const sections = sectionsOf(typed);
  const next = sections[sections.findIndex(({ id }) => id === section.id) + 1];
  return call.query('from') === 'check' || next === undefined ? `${base}/check` : `${base}/${next.id}`;
}
