/** What the rule of one step is made of. What every step shares (who, which stages) stands in the process table. */
import type { Instant, PlainDate, WorkingCalendar } from '../calendar/types.ts';
import type { Fault, StepBody } from '../forms/index.ts';
import type { Policy } from '../process/policy.ts';
import type { CaseStepId } from '../process/vocabulary.ts';
import type { Surroundings } from './commands.ts';
import type { Draft } from './draft.ts';
import type { CaseState } from './state.ts';
import type { Taker } from './takers.ts';

/** A step as it is asked for. */
export interface Asked<S extends CaseStepId> {
  readonly state: CaseState;
  readonly body: StepBody<S>;
  readonly taker: Taker;
  readonly at: Instant;
  readonly today: PlainDate;
  /** The day on which it counts as done: today, or the date received when on behalf. */
  readonly doneOn: PlainDate;
  readonly calendar: WorkingCalendar;
  readonly policy: Policy;
  readonly surroundings: Surroundings;
}

export interface StepRule<S extends CaseStepId> {
  /** 403 by what is asked for: somebody who may take the step, but not like this. */
  readonly forbidden?: (asked: Asked<S>) => string | null;
  /** 422: ids that do not exist. */
  readonly unknown?: (asked: Asked<S>) => readonly Fault[];
  /** 409 whatever the body says: why the step is not open to this person now. Pages use it to know what to offer. */
  readonly notNow?: (state: CaseState, taker: Taker, at: Instant) => string | null;
  /** What is said where an earlier answer is replaced without a reason; null while none is needed. */
  readonly whyChanged?: (state: CaseState) => string | null;
  /** 409 because of what the body asks. */
  readonly notThus?: (asked: Asked<S>) => string | null;
  /** 422: fields at fault as this case stands. */
  readonly faults?: (asked: Asked<S>) => readonly Fault[];
  /** What was chosen, as an enumerated word. */
  readonly choice?: (body: StepBody<S>) => string | null;
  /** Which of several, as an id. */
  readonly about?: (body: StepBody<S>) => string | null;
  readonly apply: (draft: Draft, asked: Asked<S>) => void;
}

export const fault = (field: string, message: string): Fault => ({ field, message });
