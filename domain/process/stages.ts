/**
 * The process table of stages: what people call each, and where a case goes on to. The stage follows from what happened
 * (domain/case); the flow chart in docs/ is drawn from this, and a test holds what cases do against it.
 */
import type { Stage } from './vocabulary.ts';

export interface StageEntry {
  readonly title: string;
  readonly goesOnTo: readonly { readonly stage: Stage; readonly when: string }[];
}

export const STAGE_TABLE: Readonly<Record<Stage, StageEntry>> = {
  triage: {
    title: 'Request received',
    goesOnTo: [
      { stage: 'preparing', when: 'accepted' },
      { stage: 'closed', when: 'declined, redirected, withdrawn, cancelled' },
    ],
  },
  preparing: {
    title: 'Preparing',
    goesOnTo: [
      { stage: 'session', when: 'the session starts' },
      { stage: 'closed', when: 'withdrawn, cancelled' },
    ],
  },
  session: {
    title: 'Session',
    goesOnTo: [
      { stage: 'preparing', when: 'put off, not held' },
      { stage: 'concluding', when: 'held' },
      { stage: 'closed', when: 'cancelled' },
    ],
  },
  concluding: {
    title: 'After the session',
    goesOnTo: [{ stage: 'followUp', when: 'evaluations, summary and learning done, or the follow-up opens' }],
  },
  followUp: {
    title: 'Six-month follow-up',
    goesOnTo: [{ stage: 'closed', when: 'every interview held or not needed' }],
  },
  closed: { title: 'Closed', goesOnTo: [] },
};
