/** Every open case: its events against its projections, whether its timers fired, and what its workflow knows. */
import { londonDateTime } from '../../domain/calendar/index.ts';
import type { Instant } from '../../domain/calendar/index.ts';
import type { Records } from '../../records/types.ts';
import { someAtOnce, tellAgain } from './case-parts.ts';
import type { CaseParts, OpenCase } from './case-parts.ts';
import type { Finding } from './finding.ts';
import { lookAtOthers } from './restored.ts';
import { Workflows } from './workflows.ts';

const PAGE = 200;
/** A timer may be so late, in milliseconds, before anybody worries. */
const LATE_AFTER_MS = 60_000;

export interface CasesLook {
  readonly findings: readonly Finding[];
  readonly open: number;
}

/** @param every whether every workflow is asked, however many there are; see tools/doctor/workflows.ts */
export async function lookAtCases(parts: CaseParts, every: boolean): Promise<CasesLook> {
  const untold = await lookAtUntold(parts);
  const told = new Set(untold.map(({ about }) => about));
  const all = await allOpen(parts.records);
  const workflows = new Workflows(parts, { every, count: all.length, untold: told });
  const findings = [...untold];
  for (let from = 0; from < all.length; from += PAGE) {
    const page = all.slice(from, from + PAGE);
    findings.push(...(await someAtOnce(page, (each) => lookAtRecord(parts, each.reference))));
    findings.push(...page.flatMap((each) => lookAtTimer(parts, each)));
    findings.push(...(await workflows.look(page)));
  }
  findings.push(...(await workflows.lookAgain()));
  const others = await lookAtOthers(parts, new Set(all.map(({ reference }) => reference)));
  // Closed ones are among them for as long as their email waits.
  const open = all.filter(({ view }) => view.stage !== 'closed').length;
  return { findings: [...findings, ...others], open };
}

async function allOpen(records: Records): Promise<readonly OpenCase[]> {
  const all: OpenCase[] = [];
  for (let after: string | null = null; ;) {
    const page: readonly OpenCase[] = await records.openCases(after, PAGE);
    all.push(...page);
    after = page.at(-1)?.reference ?? null;
    if (page.length < PAGE) return all;
  }
}

/** Cases, closed ones too, of whose newest version the workflow was not told. */
async function lookAtUntold(parts: CaseParts): Promise<readonly Finding[]> {
  return (await parts.records.untold(PAGE)).map(({ reference }) => ({
    about: reference,
    kind: 'untold',
    what: 'its workflow was not told of the newest version',
    todo: 'It is told within a minute while Temporal and a worker are there; look whether they are',
    repair: tellAgain(parts, reference),
  }));
}

/** What became of telling, in words. */
const toldAgain = async (parts: CaseParts, reference: string): Promise<string> =>
  (await tellAgain(parts, reference)?.()) ?? 'its workflow is told once Temporal is there';

async function lookAtRecord(parts: CaseParts, reference: string): Promise<readonly Finding[]> {
  const { records } = parts;
  const drift = await records.drift(reference);
  if (drift === null || drift.length === 0) return [];
  return [
    {
      about: reference,
      kind: 'drift',
      what: `its record is not what folding its events gives (${drift.join(', ')})`,
      todo: 'Make the record anew from its events',
      repair: async () => {
        await records.mend(reference);
        // What falls due next may be something else now.
        return `made its record anew from its events (${drift.join(', ')}), and ${await toldAgain(parts, reference)}`;
      },
    },
  ];
}

function lookAtTimer(parts: CaseParts, { reference, view, clockAhead }: OpenCase): readonly Finding[] {
  const now = Date.now() + clockAhead;
  if (view.nextDue === null || now - view.nextDue <= LATE_AFTER_MS) return [];
  const due = londonDateTime(view.nextDue as Instant).replace('T', ' ');
  return [
    {
      about: reference,
      kind: 'late',
      what: `something that was due on ${due} by its clock has not happened (${view.nextDueWhat ?? 'unnamed'})`,
      todo: 'See in the Temporal UI what holds its workflow up',
      repair: async () => {
        const { records } = parts;
        const ahead = (await records.clockAhead(reference)) ?? 0;
        await records.bringTime(reference, (Date.now() + ahead) as Instant);
        return `did what was due, and ${await toldAgain(parts, reference)}`;
      },
    },
  ];
}
