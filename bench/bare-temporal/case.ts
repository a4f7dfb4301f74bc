/** A case carried by Temporal alone: the step is decided in the workflow, which runs inside Temporal's sandbox. */
import { condition, defineUpdate, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { KeptStep } from '../step-table.ts';

export interface BareActivities {
  keepStep(step: KeptStep): Promise<void>;
}

const { keepStep } = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '5s' });

/** Update: takes a step, answered once its row is kept. */
const step = defineUpdate<number, [KeptStep]>('step');

/** @param steps after so many the case is closed */
export async function bareCase(steps: number): Promise<void> {
  let taken = 0;
  setHandler(step, async (given) => {
    await keepStep(given);
    taken += 1;
    return taken;
  });
  await condition(() => taken === steps);
}
