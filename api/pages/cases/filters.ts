/** What the list of cases is narrowed by, as its address says; no name of a child is ever in it. */
import { AGENCIES, STAGES } from '../../../domain/process/vocabulary.ts';
import type { Agency, Stage } from '../../../domain/process/vocabulary.ts';

export interface CaseFilters {
  readonly reference: string | null;
  readonly stage: Stage | null;
  readonly agency: Agency | null;
  readonly overdue: boolean;
  readonly mine: boolean;
}

interface ReadFilters {
  readonly filters: CaseFilters;
  /** What was typed as a meeting identifier, and why it is none. */
  readonly typedReference: string;
  readonly fault: string | null;
}

/** The year at least: what is shorter is the beginning of every identifier. */
const BEGINNING = /^MAS-\d{4}(?:-\d{0,9})?$/;

export function readFilters(query: (name: string) => string): ReadFilters {
  const typedReference = query('reference').trim().slice(0, 50);
  const reference = identifierIn(typedReference);
  return {
    filters: {
      reference,
      stage: STAGES.find((stage) => stage === query('stage')) ?? null,
      agency: AGENCIES.find((agency) => agency === query('agency')) ?? null,
      overdue: query('overdue') === 'yes',
      mine: query('mine') === 'yes',
    },
    typedReference,
    fault:
      typedReference === '' || reference !== null
        ? null
        : 'Enter a meeting identifier like MAS-2026-0001, or its beginning with the year, like MAS-2026',
  };
}

/** As people type it: in small letters, with spaces, or without the MAS. */
function identifierIn(typed: string): string | null {
  const bare = typed
    .toUpperCase()
    .replace(/[\s\u2010-\u2015]+/g, '-')
    .replace(/^MAS-?/, '')
    .replace(/-{2,}/g, '-');
  const identifier = `MAS-${bare}`;
  return BEGINNING.test(identifier) ? identifier : null;
}

/** The list's address with these filters, and a page of it. */
export function casesAddress(
  { reference, stage, agency, overdue, mine }: CaseFilters,
  turn: { readonly to: 'newer' | 'older'; readonly from: string } | null,
): string {
  const query = new URLSearchParams({
    ...(reference === null ? {} : { reference }),
    ...(stage === null ? {} : { stage }),
    ...(agency === null ? {} : { agency }),
    ...(overdue ? { overdue: 'yes' } : {}),
    ...(mine ? { mine: 'yes' } : {}),
    ...(turn === null ? {} : { [turn.to]: turn.from }),
  }).toString();
  return query === '' ? '/cases' : `/cases?${query}`;
}
