/** Moves a case's clock to the next thing that happens by itself, also while the service falls over. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient, CaseAnswer } from './client.ts';
import { Away, Refused } from './client.ts';

const LOOK_AGAIN_MS = 1_000;

/**
 * @returns the case's time afterwards. Where the service was away meanwhile, the clock may have been moved or not: look
 * at the case before asking again, or people pass over the day on which they should have done something.
 */
export async function moveToNextDue(administrator: ApiClient, reference: string): Promise<string> {
  try {
    const path = `/v1/training/cases/${reference}/advance`;
    const { now } = await administrator.postOnce<{ now: string }>(path, { toNextDue: true });
    return now;
  } catch (error) {
    if (!(error instanceof Away) && !isBusyOrClosed(error)) throw error;
    return standsStill(administrator, reference);
  }
}

/** Another advance, cut off by a kill, is under way; or it was the last: the case tells. */
const isBusyOrClosed = (error: unknown): boolean =>
  error instanceof Refused && error.status === 409 && /moving|closed|ahead/.test(error.message);

/** Waits until neither the case nor its clock is moved any more. */
async function standsStill(administrator: ApiClient, reference: string): Promise<string> {
  const look = (): Promise<CaseAnswer> => administrator.get<CaseAnswer>(`/v1/cases/${reference}`);
  for (let before = await look(); ;) {
    await pause(LOOK_AGAIN_MS);
    const answer = await look();
    const moved = Date.parse(answer.now) - Date.parse(before.now) > 2 * 60_000;
    if (!moved && answer.version === before.version) return answer.now;
    before = answer;
  }
}
