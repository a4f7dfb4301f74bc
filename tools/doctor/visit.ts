/** A doctor's visit: examines, mends where asked to, examines again, and says it all. */
import type { Settings } from '../../config/settings.ts';
import { examine } from './examine.ts';
import type { Examination } from './examine.ts';
import { inWords } from './finding.ts';

/** Milliseconds for which something must be off to count; after a repair the service is given time to carry it out. */
const PATIENCE = 2_000;
const PATIENCE_AFTER_REPAIR = 15_000;

export interface Report {
  readonly well: boolean;
  /** What was done and what is well. */
  readonly lines: readonly string[];
  /** What is off. */
  readonly off: readonly string[];
}

/** @param every whether every workflow is asked, however many there are */
export async function visit(settings: Settings, repair: boolean, every = false): Promise<Report> {
  const lines: string[] = [];
  let examined = await examine(settings, PATIENCE, every);
  if (repair && examined.findings.some((finding) => finding.repair !== null)) {
    lines.push(...(await mendAll(examined)));
    await examined.close();
    examined = await examine(settings, PATIENCE_AFTER_REPAIR, every);
  }
  await examined.close();
  const well = examined.findings.length === 0;
  return {
    well,
    lines: [
      ...lines,
      ...examined.notes.map((note) => `To know: ${note}`),
      ...(well
        ? [
            `all is well: ${counted(examined.openCases)} looked at; database, Temporal, worker, schedule and mail server are there; ` +
              'every case is what its events say and what its workflow knows, no email waits, and the audit is whole',
          ]
        : []),
    ],
    off: examined.findings.map(inWords),
  };
}

const counted = (cases: number): string => (cases === 1 ? '1 open case' : `${cases} open cases`);

/** In the order of the findings: first what others stand on. */
async function mendAll({ findings }: Examination): Promise<readonly string[]> {
  const done: string[] = [];
  for (const { about, repair } of findings) {
    if (repair === null) continue;
    const did = await repair().catch(() => 'could not be mended just now');
    done.push(`${about}: ${did}`);
  }
  return done;
}
