/** The pages about a case, and which of them this person can see something in. */
import { may } from '../../../domain/access/index.ts';
import type { StepId } from '../../../domain/process/vocabulary.ts';
import type { CaseSeen } from '../../json/case-view.ts';
import type { CaseShown } from './case-words.ts';
import { readsAny, readsSome } from './seen.ts';

interface Tab {
  readonly path: string;
  readonly text: string;
  readonly isSeen: (seen: CaseSeen, shown: CaseShown) => boolean;
}

export const SESSION_STEPS: readonly StepId[] = ['recordSession', 'publishSummary', 'reviewActions'];
export const EVALUATION_STEPS: readonly StepId[] = ['submitPreEvaluation', 'submitPostEvaluation'];
export const DOCUMENT_STEPS: readonly StepId[] = ['submitChronology', 'submitAssessmentAndPlan'];

const TABS: readonly Tab[] = [
  { path: '', text: 'Overview', isSeen: () => true },
  { path: '/request', text: 'Request', isSeen: (seen) => readsSome(seen, 'request') },
  { path: '/people', text: 'People', isSeen: (_, { participants }) => participants !== undefined },
  { path: '/chronology', text: 'Chronology', isSeen: (seen) => readsAny(seen, ['submitChronology']) },
  { path: '/voice', text: 'Family’s voice', isSeen: (seen) => readsAny(seen, ['recordFamilyVoice']) },
  { path: '/documents', text: 'Documents', isSeen: (seen) => readsAny(seen, DOCUMENT_STEPS) },
  {
    path: '/session',
    text: 'Session and actions',
    isSeen: (seen, { session, actions }) =>
      session != null || (actions ?? []).length > 0 || readsAny(seen, SESSION_STEPS),
  },
  {
    path: '/evaluations',
    text: 'Evaluations',
    isSeen: (seen) => readsAny(seen, EVALUATION_STEPS),
  },
  { path: '/timeline', text: 'Timeline', isSeen: (seen) => readsSome(seen, 'timeline') },
  { path: '/access-log', text: 'Access log', isSeen: ({ viewer }) => may(viewer, 'readAccessLog') },
];

export interface TabLink {
  readonly text: string;
  readonly href: string;
  readonly active: boolean;
}

/** @param here the page that is shown, as `/people` */
export function tabsOf(seen: CaseSeen, shown: CaseShown, here: string): readonly TabLink[] {
  const base = `/cases/${shown.reference}`;
  return TABS.filter(({ isSeen }) => isSeen(seen, shown)).map(({ path, text }) => ({
    text,
    href: base + path,
    active: path === here,
  }));
}
