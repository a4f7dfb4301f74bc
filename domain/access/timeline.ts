/** Which entries of a case's timeline somebody sees. */
import type { StepId } from '../process/vocabulary.ts';
import { fullestReach } from './case-view.ts';
import {
  STEPS_ON_THE_TIMELINE,
  STEPS_THAT_TELL_OF_CONFLICT,
  TIMELINE_ROW,
  type TimelineKind,
} from './field-table.ts';
import type { Viewer } from './viewer.ts';

export interface Entry {
  readonly kind: TimelineKind;
  readonly step: StepId | null;
  /** A participant's id, "administrators" or "service". */
  readonly by: string | null;
}

/** Whether this viewer may see an entry of the timeline. */
export function maySeeEntry(viewer: Viewer, entry: Entry): boolean {
  const reach = fullestReach(viewer, TIMELINE_ROW);
  if (reach === null) return false;
  if (reach === 'everything') return true;
  if (entry.by !== null && entry.by === viewer.participantId) return true;
  const { kind, step } = entry;
  if (reach === 'all') return step === null || !STEPS_THAT_TELL_OF_CONFLICT.includes(step);
  // A step, or that it was taken back.
  return kind === 'stage' || (step !== null && STEPS_ON_THE_TIMELINE.includes(step));
}
