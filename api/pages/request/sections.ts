/** Appendix 2 in sections: which page asks which questions. */
import type { SubmitRequest } from '../../../domain/forms/index.ts';
import { formModel } from '../form/model.ts';
import type { GroupModel, ListModel } from '../form/model.ts';
import { topOf } from '../form/typed.ts';

/** Each question of the form has its section. Why a given answer changes is not asked of a new request. */
const SECTION_OF = {
  immediateRiskNotReferred: 'before-you-begin',
  onlyAboutDisagreement: 'before-you-begin',
  onBehalfOf: 'received',
  requester: 'you',
  requesterAttends: 'you',
  child: 'child',
  mother: 'family',
  father: 'family',
  otherCarers: 'other-carers',
  siblings: 'siblings',
  leadProfessional: 'lead-professional',
  familyInformed: 'family-informed',
  criteria: 'why',
  reason: 'why',
  penPicture: 'why',
  invitees: 'people',
  urgency: 'arrangements',
  interpreter: 'arrangements',
  earlierReference: 'arrangements',
} as const satisfies Readonly<Record<Exclude<keyof SubmitRequest, 'correctionReason'>, string>>;

type SectionId = (typeof SECTION_OF)[keyof typeof SECTION_OF];

const SAME_ADDRESS =
  'Where you mark an address as confidential, people at the same address are marked together.';

/** In the order of the pages. */
const WORDS: Readonly<Record<SectionId, { readonly title: string; readonly note?: string }>> = {
  'before-you-begin': { title: 'Before you begin' },
  received: { title: 'How the request was received' },
  you: { title: 'Who is making the request' },
  child: { title: 'The child', note: SAME_ADDRESS },
  family: { title: 'Mother and father', note: SAME_ADDRESS },
  'other-carers': { title: 'Other carers', note: SAME_ADDRESS },
  siblings: { title: 'Siblings', note: SAME_ADDRESS },
  'lead-professional': {
    title: 'The lead professional',
    note: 'Whoever makes a request is expected to discuss it with the lead professional.',
  },
  'family-informed': {
    title: 'Telling the family',
    note: 'Families are made aware before a request is made, and informed of its purpose.',
  },
  why: { title: 'Why a session is needed' },
  people: {
    title: 'Who needs to be invited',
    note: 'All practitioners working with the child and their family, as many as there are.',
  },
  arrangements: { title: 'Urgency, interpreter, earlier session' },
};

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly note: string | null;
  /** Top-level fields of the form. */
  readonly fields: readonly string[];
  /** People who are added one at a time. */
  readonly list: ListModel | null;
  /** Nothing here has to be answered. */
  readonly optional: boolean;
}

export const requestModel: GroupModel = formModel('submitRequest');

const ALL_SECTIONS: readonly Section[] = Object.entries(WORDS).map(([id, { title, note }]) => {
  const parts = requestModel.parts.filter(({ name }) => sectionIdOf(name) === id);
  const [first] = parts;
  return {
    id,
    title,
    note: note ?? null,
    fields: parts.map(({ name }) => name),
    list: parts.length === 1 && first?.kind === 'list' ? first : null,
    optional: parts.every(({ optional }) => optional),
  };
});

export const openingFields: readonly string[] = requestModel.parts
  .map(({ name }) => name)
  .filter((name) => sectionIdOf(name) === 'before-you-begin');

/** @param received whether the request came from somebody else, so that it is asked how */
export const sectionsFor = ({ received }: { readonly received: boolean }): readonly Section[] =>
  ALL_SECTIONS.filter(({ id }) => id !== 'received' || received);

/** @param field a path, as faults name it */
export const isIn = ({ fields }: Section, field: string): boolean => fields.includes(topOf(field));

function sectionIdOf(field: string): string | undefined {
  return Object.entries(SECTION_OF).find(([name]) => name === field)?.[1];
}
