/** What a due instant brings: the same transaction as a step's, with the command "clock". */
import { isCancellation, log, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { CaseView } from './messages.ts';

/** Almost always enough, and one event instead of six. Retries that last would keep the workflow task open. */
const inPassing = proxyLocalActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumAttempts: 3 },
});
/** The database is away: for as long as it takes. */
const untilItWorks = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  summary: 'what time brings',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/**
 * Applies what time brings until `at` (epoch ms, case time). Null when there is no such case any more.
 * @param onAway called where the record does not take it at once
 */
export async function timeBrings(
  reference: string,
  at: number,
  onAway: () => void,
): Promise<CaseView | null> {
  try {
    return await inPassing.bringTime(reference, at);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('what time brings could not be recorded at once');
    onAway();
    return untilItWorks.bringTime(reference, at);
  }
}
