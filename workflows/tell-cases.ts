/**
 * Runs by schedule: tells the workflows of cases that were not told (Temporal was away, a process was killed), starts
 * those that are missing, has email tried again that waits when the mail server is back, and carries a calendar change that
 * was not carried.
 */
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { LeftOff, Telling } from './messages.ts';

const activities = proxyActivities<Activities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '20s',
  // The next run comes in a moment anyway.
  retry: { maximumAttempts: 1 },
});

export async function tellCases(): Promise<Telling> {
  return activities.tellCases(leftOff(workflowInfo().lastResult));
}

/** Where the run before this one left off. */
function leftOff(lastResult: unknown): LeftOff {
  const last = typeof lastResult === 'object' && lastResult !== null ? lastResult : {};
  return { searchedTo: 'searchedTo' in last && typeof last.searchedTo === 'string' ? last.searchedTo : null };
}
