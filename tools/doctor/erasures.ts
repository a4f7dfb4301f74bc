/** Cases whose erasing was approved and of which Temporal still keeps a history. */
import type { CaseParts } from './case-parts.ts';
import type { Finding } from './finding.ts';

/** Temporal removes what it is asked to within a minute or so; the schedule asks again. Milliseconds of real time. */
const TAKES_LONG = 5 * 60_000;
const LOOKED_AT = 200;

export async function lookAtErasures({ records, engine, server }: CaseParts): Promise<readonly Finding[]> {
  const since = Date.now() - TAKES_LONG;
  return (await records.approvalsToCarryOut(LOOKED_AT))
    .filter(({ kind, decided }) => kind === 'erase' && decided !== null && decided.at < since)
    .map((approval) => ({
      about: approval.reference ?? 'Erasing',
      kind: 'erasure',
      what: 'the case is erased, but the history of its workflow is not gone from Temporal yet',
      todo: 'It is asked for again every 20 seconds while Temporal and a worker are there; look whether they are',
      repair: server
        ? async () =>
            (await engine.carryOut(approval)) === 'done'
              ? 'saw that its history is gone'
              : 'asked Temporal again to remove its history'
        : null,
    }));
}
