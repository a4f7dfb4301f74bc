/** Every open case: its events against its projections, what its workflow knows, and whether its timers fired. */
import { londonDateTime } from '../../domain/calendar/index.ts';
import type { Instant } from '../../domain/calendar/index.ts';
import type { Engine } from '../../engine/index.ts';
import type { Records } from '../../records/types.ts';
import type { Finding } from './finding.ts';

export interface CaseParts {
  readonly records: Records;
  readonly engine: Engine;
  /** Temporal answers. */
  readonly server: boolean;
  /** A worker can answer for the workflows. */
  readonly worker: boolean;
}

type OpenCase = Awaited<ReturnType<Records['openCases']>>[number];

const PAGE = 200;
const AT_ONCE = 8;
/** A timer may be so late, in milliseconds, before anybody worries. */
const LATE_AFTER_MS = 60_000;

export interface CasesLook {
  readonly findings: readonly Finding[];
  readonly open: number;
}

export async function lookAtCases(parts: CaseParts): Promise<CasesLook> {
  const findings: Finding[] = [];
  const untold = await lookAtUntold(parts);
  findings.push(...untold);
  const told = new Set(untold.map(({ about }) => about));
  let open = 0;
  for (let after: string | null = null; ;) {
    const page: readonly OpenCase[] = await parts.records.openCases(after, PAGE);
    // Closed ones are among them for as long as their email waits.
    open += page.filter(({ view }) => view.stage !== 'closed').length;
    findings.push(...(await lookAtPage(parts, page, told)));
    after = page.at(-1)?.reference ?? null;
    if (page.length < PAGE) return { findings, open };
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

async function lookAtPage(
  parts: CaseParts,
  page: readonly OpenCase[],
  untold: ReadonlySet<string>,
): Promise<readonly Finding[]> {
  const references = page.map(({ reference }) => reference);
  const missing = new Set(parts.server ? await parts.engine.withoutWorkflow(references) : []);
  const findings: Finding[] = [];
  for (let from = 0; from < page.length; from += AT_ONCE) {
    const looks = page
      .slice(from, from + AT_ONCE)
      .map(async (each) => [
        ...(await lookAtRecord(parts, each.reference)),
        ...lookAtTimer(parts, each),
        ...(missing.has(each.reference)
          ? [noWorkflow(parts, each.reference)]
          : untold.has(each.reference) || !parts.worker
            ? []
            : await lookAtWorkflow(parts, each.reference)),
      ]);
    findings.push(...(await Promise.all(looks)).flat());
  }
  return findings;
}

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
        await tellAgain(parts, reference)?.();
        return `made its record anew from its events (${drift.join(', ')})`;
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
        await tellAgain(parts, reference)?.();
        return 'did what was due, and told its workflow';
      },
    },
  ];
}

const noWorkflow = (parts: CaseParts, reference: string): Finding => ({
  about: reference,
  kind: 'noWorkflow',
  what: 'it has no running workflow',
  todo: 'The schedule starts one within a minute or so while Temporal and a worker are there',
  repair: tellAgain(parts, reference, 'started its workflow'),
});

async function lookAtWorkflow(parts: CaseParts, reference: string): Promise<readonly Finding[]> {
  const known = await parts.engine.describeNow(reference).catch(() => null);
  const kept = await parts.records.viewToTell(reference);
  if (kept === null) return [];
  if (known === null) {
    const what = 'its workflow does not answer';
    const todo = 'See in the Temporal UI what holds it up';
    return [{ about: reference, kind: 'silent', what, todo, repair: null }];
  }
  const differs = (['version', 'stage', 'nextDue', 'nextDueWhat'] as const).filter(
    (name) => known.view[name] !== kept.view[name],
  );
  if (differs.length === 0) return [];
  return [
    {
      about: reference,
      kind: 'workflow',
      what: `its workflow knows something else than the record (${differs.join(', ')})`,
      todo: 'Tell it again',
      repair: tellAgain(parts, reference),
    },
  ];
}

/** Tells the workflow what is recorded, or starts it from that; null while Temporal is away. */
export function tellAgain(
  { records, engine, server }: Omit<CaseParts, 'worker'>,
  reference: string,
  did = 'told its workflow',
): (() => Promise<string>) | null {
  if (!server) return null;
  return async () => {
    const kept = await records.viewToTell(reference);
    if (kept === null) return 'there is no such case any more';
    const told = await engine.tell({ reference, step: null, ...kept });
    return told === 'told' ? did : 'could not tell its workflow: Temporal does not take it';
  };
}
