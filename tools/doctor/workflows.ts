/**
 * What the workflows of open cases know. All are held against what they show for searches, which costs next to nothing.
 * Asking one makes a worker read its history: where there are very many, some spread evenly are asked, and those that
 * show something else than is recorded or whose email waits; and all of them as soon as one of those asked knows
 * something else.
 */
import { someAtOnce, tellAgain } from './case-parts.ts';
import type { CaseParts, OpenCase } from './case-parts.ts';
import { WORKFLOW } from './finding.ts';
import type { Finding } from './finding.ts';
import { aheadOfRecord } from './restored.ts';

/** As many as a worker keeps at hand. */
const ASKED = 1_000;
/** A workflow task that was tried so often fails or times out each time: a first retry may be a worker's that was ended. */
const TRIED_IN_VAIN = 3;

interface Asking {
  readonly every: boolean;
  /** Of open cases. */
  readonly count: number;
  readonly untold: ReadonlySet<string>;
}

export class Workflows {
  private readonly parts: CaseParts;
  private readonly untold: ReadonlySet<string>;
  private readonly stride: number;
  private readonly notAsked: string[] = [];
  private seen = 0;
  private differing = false;

  constructor(parts: CaseParts, { every, count, untold }: Asking) {
    this.parts = parts;
    this.untold = untold;
    this.stride = every ? 1 : Math.max(1, Math.ceil(count / ASKED));
  }

  /** @param page in ascending order of references */
  async look(page: readonly OpenCase[]): Promise<readonly Finding[]> {
    const { engine, server } = this.parts;
    if (!server) return [];
    const references = page.map(({ reference }) => reference);
    const shown = await engine.shownCases(references);
    const notShown = references.filter((reference) => !shown.has(reference));
    const missing = new Set(await engine.withoutWorkflow(notShown));
    return someAtOnce(page, async ({ reference, view }) => {
      const isNext = this.seen % this.stride === 0;
      this.seen += 1;
      if (missing.has(reference)) return [noWorkflow(this.parts, reference)];
      if (!this.parts.worker) return [];
      const seen = shown.get(reference);
      const isAsShown = seen?.stage === view.stage && seen.nextDue === view.nextDue;
      // What waits to be sent is not shown, and waits in few cases at a time.
      const mayDiffer = !isAsShown || view.mailWaiting || this.untold.has(reference);
      if (isNext || mayDiffer) return this.ask(reference);
      this.notAsked.push(reference);
      return lookAtTask(this.parts, reference);
    });
  }

  /** At those that were not asked, where one that was asked knows something else than is recorded. */
  lookAgain(): Promise<readonly Finding[]> {
    return this.differing ? someAtOnce(this.notAsked, (each) => this.ask(each)) : Promise.resolve([]);
  }

  private async ask(reference: string): Promise<readonly Finding[]> {
    const stuck = await lookAtTask(this.parts, reference);
    if (stuck.length > 0) return stuck;
    const findings = await lookAtWorkflow(this.parts, reference, this.untold.has(reference));
    if (findings.some(({ repair }) => repair !== null)) this.differing = true;
    return findings;
  }
}

const noWorkflow = (parts: CaseParts, reference: string): Finding => ({
  about: reference,
  kind: 'noWorkflow',
  what: 'it has no running workflow',
  todo: 'The schedule starts one within a minute or so while Temporal and a worker are there',
  repair: tellAgain(parts, reference, 'started its workflow'),
});

/** It cannot be asked either: no question is answered before its task is done. */
async function lookAtTask(parts: CaseParts, reference: string): Promise<readonly Finding[]> {
  const tries = await parts.engine.taskTries(reference).catch(() => 0);
  if (tries < TRIED_IN_VAIN) return [];
  return [
    {
      about: reference,
      kind: 'stuck',
      what: `its workflow is stuck: its task was tried ${tries} times in vain`,
      todo:
        'See in the Temporal UI why (WorkflowTaskFailed): a fault of the release goes with the next one; ' +
        'where its history is at fault, end the workflow and start it anew from the record',
      repair: async () => {
        const done = await parts.engine.startAnew(reference, 'its task was stuck');
        if (done === 'ended') return 'ended its workflow: no such open case is recorded';
        return done === 'told'
          ? 'ended its workflow, which was stuck, and started it anew from the record'
          : 'ended its workflow, which was stuck; the schedule starts it anew';
      },
    },
  ];
}

async function lookAtWorkflow(
  parts: CaseParts,
  reference: string,
  isUntold: boolean,
): Promise<readonly Finding[]> {
  const known = await parts.engine.describeNow(reference).catch(() => null);
  const kept = await parts.records.viewToTell(reference);
  if (kept === null) return [];
  if (known !== null && known.view.version > kept.view.version) {
    return [aheadOfRecord(parts, reference, { known: known.view.version, recorded: kept.view.version })];
  }
  // It is behind, and that is found already.
  if (isUntold) return [];
  if (known === null) {
    const what = 'its workflow does not answer';
    const todo = 'See in the Temporal UI what holds it up';
    return [{ about: reference, kind: WORKFLOW, what, todo, repair: null }];
  }
  const differs: string[] = (['version', 'stage', 'nextDue', 'nextDueWhat'] as const).filter(
    (name) => known.view[name] !== kept.view[name],
  );
  // After a restore: what was sent since is in the outbox again. The other way round it learns it by its next try.
  if (kept.view.mailWaiting && !known.view.mailWaiting) differs.push('mailWaiting');
  if (differs.length === 0) return [];
  return [
    {
      about: reference,
      kind: WORKFLOW,
      what: `its workflow knows something else than the record (${differs.join(', ')})`,
      todo: 'Tell it again',
      repair: tellAgain(parts, reference),
    },
  ];
}
