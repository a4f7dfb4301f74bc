/**
 * What an approval does beyond the records, after its commit. Every deed here can be done twice: where whoever began it
 * fell over, the schedule does it again until its outcome is written.
 */
import type { Client } from '@temporalio/client';
import type { Log } from '../config/log.ts';
import type { ApprovalKind } from '../domain/approvals/kinds.ts';
import type { Approval, Records } from '../records/types.ts';
import { startAnew } from './anew.ts';
import { eraseHistory } from './erase.ts';
import type { Teller } from './tell.ts';

export interface DeedParts {
  readonly client: Client;
  readonly records: Records;
  readonly teller: Teller;
  readonly log: Log;
}

/** Does it and says what was done, in words without anybody's data; null where it has to be tried again. */
type Deed = (parts: DeedParts, reference: string) => Promise<string | null>;

/** Kinds that are not here are done in the transaction that approves them. */
const DEEDS: Readonly<Partial<Record<ApprovalKind, Deed>>> = { rebuildWorkflow, erase };

/** Does what is left to do of an approval, and writes its outcome. Never rejects. `later`: the schedule tries again. */
export async function carryOut(parts: DeedParts, approval: Approval): Promise<'done' | 'later'> {
  const { id, kind, reference, decided, outcome } = approval;
  const deed = DEEDS[kind];
  if (deed === undefined || reference === null || decided?.decision !== 'approved' || outcome !== null) {
    return 'done';
  }
  try {
    const done = await deed(parts, reference);
    if (done === null) return 'later';
    await parts.records.noteOutcome({ id, outcome: done });
    return 'done';
  } catch (error) {
    parts.log.warn('what was approved could not be carried out; it will be tried again', {
      reference,
      error,
    });
    return 'later';
  }
}

async function rebuildWorkflow(parts: DeedParts, reference: string): Promise<string | null> {
  const done = await startAnew(parts, reference, 'rebuilt from the record, as two people agreed');
  if (done === 'ended') return 'the workflow was ended; the case is closed and needs none';
  return done === 'told' ? 'the workflow was ended and started again' : null;
}

/** Temporal takes a moment to remove what it was asked to: done is what is found to be gone, later. */
async function erase({ client }: DeedParts, reference: string): Promise<string | null> {
  const gone = await eraseHistory(client, reference);
  return gone ? 'the case is erased, and so is the history of its workflow' : null;
}
