/** The list of cases, newest first, and the search for those of a child. */
import { may } from '../../../domain/access/index.ts';
import { isAdministrator } from '../../../domain/case/index.ts';
import { AGENCY_WORDS } from '../../../domain/forms/agencies.ts';
import { STAGE_TABLE } from '../../../domain/process/stages.ts';
import { AGENCIES, STAGES } from '../../../domain/process/vocabulary.ts';
import { BadCursor } from '../../../records/index.ts';
import type { CasePage, CaseRecord, Person } from '../../../records/types.ts';
import { Problem } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { caseLine } from './case-line.ts';
import type { CaseLine } from './case-line.ts';
import { readChildSearch } from './child-search.ts';
import type { ListFault } from './child-search.ts';
import { casesAddress, readFilters } from './filters.ts';

const A_PAGE = 25;

export function casesPages({ records }: Services): PageRoute[] {
  async function lines(person: Person, rows: readonly CaseRecord[]): Promise<readonly CaseLine[]> {
    const requests = await records.newestRequests(
      rows.map(({ state }) => state.reference),
      person,
    );
    return rows.map((record) => caseLine(person, record, requests.get(record.state.reference) ?? null));
  }

  /** A cursor that no page of ours gave leads to the first page. */
  async function turned(query: Parameters<typeof records.casePage>[0]): Promise<CasePage> {
    try {
      return await records.casePage(query);
    } catch (error) {
      if (error instanceof BadCursor) return records.casePage({ ...query, turn: null });
      throw error;
    }
  }

  async function list(call: PageCall): Promise<PageReply> {
    const { person } = call;
    const query = (name: string): string => call.query(name);
    const { filters, typedReference, fault } = readFilters(query);
    const turn = turnOf(query);
    const found =
      fault === null
        ? await turned({ viewer: person, ...filters, turn, limit: A_PAGE })
        : { rows: [], newer: null, older: null };
    const beside = (to: 'newer' | 'older', from: string | null) =>
      from === null ? null : casesAddress(filters, { to, from });
    return {
      view: 'cases/cases.njk',
      title: 'Cases',
      status: fault === null ? 200 : 400,
      data: {
        ...choices(person),
        filters,
        typedReference,
        isFiltered: casesAddress(filters, null) !== '/cases' || typedReference !== '',
        ...faultsOf(fault === null ? [] : [{ field: 'reference', text: fault }]),
        lines: await lines(person, found.rows),
        newer: beside('newer', found.newer),
        older: beside('older', found.older),
      },
    };
  }

  async function search({ person, typed }: PageCall): Promise<PageReply> {
    if (!may(person, 'searchCases')) {
      throw new Problem(
        'forbidden',
        'Searching by a child’s name is for administrators and the business manager.',
      );
    }
    const asked = readChildSearch(typed);
    const { surname, dateOfBirth, cursor, faults } = asked;
    const data = { ...choices(person), search: asked.typed, searched: true };
    if (faults.length > 0) {
      return {
        view: 'cases/cases.njk',
        title: 'Find cases of a child',
        status: 400,
        data: { ...data, ...faultsOf(faults) },
      };
    }
    await records.audit({ reference: null, personId: person.id, what: 'search cases', why: null });
    const { rows, next } = await records.searchCases({ surname, dateOfBirth, cursor, limit: A_PAGE });
    return {
      view: 'cases/cases.njk',
      title: 'Find cases of a child',
      data: { ...data, found: true, lines: await lines(person, rows), next, isFirst: cursor === null },
    };
  }

  return [page('/cases', { GET: list, POST: search })];
}

/** For the summary, each linked to its field, and for the fields. */
const faultsOf = (faults: readonly ListFault[]) => ({
  errors: faults.map(({ field, text }) => ({
    text,
    href: field === 'dateOfBirth' ? '#dateOfBirth-day' : `#${field}`,
  })),
  faults: Object.fromEntries(faults.map(({ field, text }) => [field, { text }])),
});

/** What the forms of this page offer this person. */
const choices = (person: Person) => ({
  maySearch: may(person, 'searchCases'),
  seesAll: isAdministrator(person) || person.roles.includes('operator'),
  stages: STAGES.map((value) => ({ value, text: STAGE_TABLE[value].title })),
  agencies: AGENCIES.map((value) => ({ value, text: AGENCY_WORDS[value] })),
});

function turnOf(query: (name: string) => string): { to: 'newer' | 'older'; from: string } | null {
  const to = (['newer', 'older'] as const).find((each) => query(each) !== '');
  return to === undefined ? null : { to, from: query(to) };
}
