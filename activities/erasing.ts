/** Proposes to erase the cases whose time is over. Nothing is erased by that: a second person decides on each. */
import { heartbeat } from '@temporalio/activity';
import type { Engine } from '../engine/index.ts';
import type { Records } from '../records/types.ts';

/** So many proposals of the service's wait at once; the next are made as those are decided. */
const WAITING_AT_MOST = 20;

const WHY = 'The months for which cases with this outcome are kept are over.';

/** Gives how many it proposed. */
export async function proposeErasures({
  records,
  engine,
}: {
  readonly records: Records;
  readonly engine: Engine;
}): Promise<number> {
  const waiting = (await records.openApprovals()).filter(
    ({ kind, proposedBy }) => kind === 'erase' && proposedBy === null,
  );
  if (waiting.length >= WAITING_AT_MOST) return 0;
  let proposed = 0;
  for (const reference of await records.casesOver(WAITING_AT_MOST - waiting.length)) {
    heartbeat();
    const result = await records.proposeApproval({
      kind: 'erase',
      reference,
      details: {},
      why: WHY,
      person: null,
    });
    if (result.type !== 'proposed') continue;
    proposed += 1;
    if (result.toTell !== null) await engine.tell({ ...result.toTell, step: null });
  }
  return proposed;
}
