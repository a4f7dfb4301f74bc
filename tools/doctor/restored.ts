/** After the database was restored to an earlier time than Temporal's: workflows that know what is not recorded any more. */
import type { CaseParts } from './case-parts.ts';
import { WORKFLOW } from './finding.ts';
import type { Finding } from './finding.ts';

const WHY = 'the record was restored to an earlier time';

/** A workflow is told what is recorded and never makes versions of its own: one that knows a higher one was told before a restore. */
export const aheadOfRecord = (
  parts: CaseParts,
  reference: string,
  versions: { readonly known: number; readonly recorded: number },
): Finding => ({
  about: reference,
  kind: WORKFLOW,
  what: `its workflow knows version ${versions.known}, of which the record, at ${versions.recorded}, knows nothing: ${WHY}`,
  todo: 'End the workflow and start it anew from the record',
  repair: anew(
    parts,
    reference,
    `ended its workflow, which knew version ${versions.known}, and started it anew from the record, which is at ${versions.recorded}`,
  ),
});

/** Running workflows of cases that are not open: of none that is recorded, or of one that is recorded as closed. */
export async function lookAtOthers(parts: CaseParts, open: ReadonlySet<string>): Promise<readonly Finding[]> {
  if (!parts.server) return [];
  const findings: Finding[] = [];
  for (const reference of await parts.engine.workflowsBeyond(open)) {
    const recorded = await parts.records.viewToTell(reference);
    if (recorded === null) {
      findings.push(noCase(parts, reference));
      continue;
    }
    // One that is only just closed ends by itself.
    const known = parts.worker ? await parts.engine.describeNow(reference).catch(() => null) : null;
    if (known !== null && known.view.version > recorded.view.version) {
      const versions = { known: known.view.version, recorded: recorded.view.version };
      findings.push(aheadOfRecord(parts, reference, versions));
    }
  }
  return findings;
}

const noCase = (parts: CaseParts, reference: string): Finding => ({
  about: reference,
  kind: 'noCase',
  what: 'a workflow runs for it, but no such case is recorded',
  todo: 'End the workflow; where the database was restored, what came after the backup is to be entered again',
  repair: anew(parts, reference, 'started its workflow anew from the record'),
});

function anew({ engine }: CaseParts, reference: string, did: string): () => Promise<string> {
  return async () => {
    const done = await engine.startAnew(reference, WHY);
    if (done === 'ended') return 'ended its workflow: no such open case is recorded';
    return done === 'told' ? did : 'ended its workflow; the schedule starts it anew';
  };
}
