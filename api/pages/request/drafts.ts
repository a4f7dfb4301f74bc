/** Keeping and finding again the request that somebody has begun: one draft a request, for its writer only. */
import { randomUUID } from 'node:crypto';
import { participantOf } from '../../../domain/case/index.ts';
import type { Draft, IdempotencyScope, KeptAnswer, Person } from '../../../records/types.ts';
import { onceOnly, scopeOf } from '../../middleware/idempotency.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { typedOf } from '../form/to-typed.ts';
import { withSection } from '../form/typed.ts';
import { onceByForm } from '../once.ts';
import type { PageCall } from '../page.ts';
import { typedAsRecord } from '../typed.ts';
import type { Typed } from '../typed.ts';
import { isAnybody, peopleIn, withPerson } from './people-in.ts';
import { isReceived, sectionsOf, withAccount, withVisited } from './request-draft.ts';
import { requestModel } from './sections.ts';
import type { Section } from './sections.ts';

export interface OpenDraft {
  /** Its address. */
  readonly base: string;
  readonly typed: Typed;
  /** Real time, epoch ms. */
  readonly keptAt: number;
}

const THEIR_CASES = {
  stage: null,
  agency: null,
  overdue: false,
  mine: true,
  reference: null,
  turn: null,
  limit: 10,
} as const;

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws {Problem} 404 where the address names no draft */
function baseOf(call: PageCall): string {
  const id = call.param('id');
  if (!ID.test(id)) throw notFound();
  return `/requests/drafts/${id}`;
}

/** One draft makes one case, however often and from how many tabs it is sent. */
export function scopeOfDraft(person: Person, base: string): IdempotencyScope {
  return scopeOf({ personId: person.id, address: `POST ${base}/check`, key: base, body: {} });
}

/** @param answer of the request that made the case */
export const requestedAddress = (answer: KeptAnswer): string =>
  `${(answer.headers['Location'] ?? '').replace(/^\/v1/, '')}/requested`;

type Found = { readonly draft: OpenDraft } | { readonly goTo: string };

export function requestDrafts({ records }: Pick<Services, 'records'>) {
  /**
   * The draft that the address names, with what was typed while the session lapsed. One that was sent leads to its case.
   * @throws {Problem} 404
   */
  async function find(call: PageCall): Promise<Found> {
    const page = baseOf(call);
    const kept = await records.draftsOf({ personId: call.person.id, page });
    const own = kept.find((draft) => draft.page === page);
    if (own === undefined) return { goTo: await whereSent(call) };
    if (kept.length === 1) return { draft: opened(own, call.person) };
    const merged = await change(call, (typed) => typed);
    if (merged === null) throw notFound();
    return added(call, kept, own, merged) ?? { draft: merged };
  }

  /** Null where there is no such draft any more. */
  async function change(call: PageCall, make: (typed: Typed) => Typed): Promise<OpenDraft | null> {
    const { person } = call;
    const page = baseOf(call);
    const changed = await records.changeDraft({
      personId: person.id,
      page,
      change: (typed, late) => typedAsRecord(make(withLate(page, new Map(Object.entries(typed)), late))),
    });
    return changed === null ? null : opened(changed, person);
  }

  /** @throws {Problem} 404 where it was not sent in the last week */
  async function whereSent(call: PageCall): Promise<string> {
    const sent = await records.keptAnswer(scopeOfDraft(call.person, baseOf(call)));
    if (sent?.type !== 'repeated') throw notFound();
    return requestedAddress(sent.answer);
  }

  /** Begins one, once for each showing of the opening questions. @returns its address */
  async function begin(call: PageCall, opening: Typed): Promise<string> {
    const { person } = call;
    const scope = onceByForm(call, {});
    const answer = await onceOnly(records, scope, async () => {
      const page = `/requests/drafts/${randomUUID()}`;
      const requester = isReceived(opening) ? {} : await requesterAs(person);
      const typed = typedOf(requestModel, { requester, requesterAttends: true });
      await records.keepDraft({
        personId: person.id,
        page,
        typed: typedAsRecord(new Map([...typed, ...opening])),
      });
      return { status: 303, headers: { Location: page }, body: null };
    });
    return answer.headers['Location'] ?? '/';
  }

  /** What their account and their newest request say about them. */
  async function requesterAs(person: Person): Promise<object> {
    const { rows } = await records.casePage({ ...THEIR_CASES, viewer: person });
    const own = rows.find(({ state }) => participantOf(state, person)?.id === state.requesterId);
    const request = own === undefined ? null : await records.newestRequest(own.state.reference);
    if (request === null) return { name: person.name };
    const { role, agency, agencyDetail, organisation, telephone } = request.requester;
    return { name: person.name, role, agency, agencyDetail, organisation, telephone };
  }

  async function discard(call: PageCall): Promise<void> {
    await records.removeDraft({ personId: call.person.id, page: baseOf(call) });
  }

  return { find, change, whereSent, begin, discard };
}

const opened = ({ page, typed, keptAt }: Draft, person: Person): OpenDraft => ({
  base: page,
  typed: withAccount(new Map(Object.entries(typed)), person),
  keptAt,
});

/** What one section, or one of the people of a section, was sent with. */
export interface Sent {
  readonly section: Section;
  /** Of the people of a section: a row, or `new`; null for the section itself. */
  readonly row: number | 'new' | null;
  readonly posted: Typed;
  readonly key: string;
}

/** The draft with a section as it was sent, faulty or not: the others stay as they are. */
export function withSent(typed: Typed, { section, row, posted, key }: Sent): Typed {
  const { list, fields } = section;
  if (list === null) return withVisited(withSection(typed, posted, fields), section);
  if (row === null) return withVisited(typed, section);
  return withVisited(withPerson(typed, list, row, { person: posted, key }), section);
}

/** What was kept page by page while the session lapsed. */
function withLate(page: string, typed: Typed, late: readonly Pick<Draft, 'page' | 'typed'>[]): Typed {
  return late.reduce((kept, draft) => {
    const place = placeOf(kept, draft.page.slice(page.length + 1));
    if (place === null) return kept;
    return withSent(kept, { ...place, posted: new Map(Object.entries(draft.typed)), key: '' });
  }, typed);
}

/** `child`, `siblings/2`, `siblings/new`; null for pages that ask nothing. */
export function placeOf(typed: Typed, path: string): Pick<Sent, 'section' | 'row'> | null {
  const [, id, row] = /^([a-z-]+)(?:\/(new|\d{1,3}))?(?:\?.*)?$/.exec(path) ?? [];
  const section = sectionsOf(typed).find((one) => one.id === id);
  if (section === undefined) return null;
  if (row === undefined) return { section, row: null };
  if (section.list === null) return null;
  return { section, row: row === 'new' ? row : Number(row) };
}

/** Somebody who was being added when the session lapsed is found on a page of their own. */
function added(call: PageCall, kept: readonly Draft[], own: Draft, merged: OpenDraft): Found | null {
  const path = call.req.originalUrl.slice(merged.base.length + 1);
  const place = placeOf(merged.typed, path);
  const late = kept.find((draft) => draft !== own && draft.page === call.req.originalUrl);
  if (place?.row !== 'new' || place.section.list === null || late === undefined) return null;
  if (!isAnybody(place.section.list, new Map(Object.entries(late.typed)))) return null;
  const row = peopleIn(merged.typed, place.section.list).at(-1);
  return { goTo: `${merged.base}/${place.section.id}/${row ?? 'new'}` };
}
