import type { Waiting } from '../domain/process/waiting.ts';
import type { CaseState } from '../domain/case/state.ts';

/** A view of the case for its workflow; the same shape as `CaseView` of workflows/messages.ts. */
export interface ToldView {
  readonly version: number;
  readonly stage: CaseState['stage'];
  readonly nextDue: number | null;
  readonly nextDueWhat: string | null;
  readonly mailWaiting: boolean;
  readonly overdueTasks: number;
  readonly waitsOn: readonly Waiting[];
}

/** As a workflow is told of its case. */
export interface CaseToTell {
  readonly reference: string;
  readonly view: ToldView;
  /** Case time minus real time, ms. */
  readonly clockAhead: number;
}
