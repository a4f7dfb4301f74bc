/** Finds cases whose workflow does not know what it should, and tells it; and tidies up. Runs by schedule. */
import { heartbeat } from '@temporalio/activity';
import type { Log } from '../config/log.ts';
import type { Engine } from '../engine/index.ts';
import type { Records } from '../records/types.ts';
import type { Mailer } from './email/index.ts';
import { proposeErasures } from './erasing.ts';
import type { LeftOff, ScheduledPart, Telling } from '../workflows/messages.ts';

type Untold = Awaited<ReturnType<Records['untold']>>[number];

const TOLD_AT_ONCE = 20;
const UNTOLD_PAGE = 200;
/** So many open cases are looked at in one run; the next run goes on after them. */
const SEARCHED_IN_A_RUN = 1_000;

const CARRIED_OUT_IN_A_RUN = 20;
/** Milliseconds: the whole run has two minutes. */
const CARRIES_OUT_FOR_MS = 45_000;

export function createTellActivities(parts: {
  readonly records: Records;
  readonly engine: Engine;
  readonly mailer: Mailer;
  readonly log: Log;
}) {
  const { records, engine, mailer, log } = parts;

  /** Tells each, some at once; gives how many were told. */
  async function tellAll(cases: readonly Untold[]): Promise<number> {
    let told = 0;
    for (let from = 0; from < cases.length; from += TOLD_AT_ONCE) {
      heartbeat();
      const some = cases.slice(from, from + TOLD_AT_ONCE);
      const results = await Promise.all(some.map((each) => engine.tellAtOnce({ ...each, step: null })));
      told += results.filter((result) => result === 'told').length;
    }
    return told;
  }

  async function tellUntold(): Promise<number> {
    let all = 0;
    for (;;) {
      const page = await records.untold(UNTOLD_PAGE);
      const told = await tellAll(page);
      all += told;
      // A page that is not full was the last; one of which nothing could be told would come again.
      if (page.length < UNTOLD_PAGE || told === 0) return all;
    }
  }

  /** Once each time that the mail server is back: in between each case tries by itself, with growing pauses. */
  async function tellOfMail(): Promise<void> {
    const { oldestUnsentAt } = await records.backlog();
    if (oldestUnsentAt === null || !(await mailer.isBack())) return;
    for (let after: string | null = null; ;) {
      const page: readonly Untold[] = await records.casesWithMail(after, UNTOLD_PAGE);
      await tellAll(page);
      after = page.at(-1)?.reference ?? null;
      if (page.length < UNTOLD_PAGE) return;
    }
  }

  async function carryOutApprovals(): Promise<void> {
    const until = Date.now() + CARRIES_OUT_FOR_MS;
    for (const approval of await records.approvalsToCarryOut(CARRIED_OUT_IN_A_RUN)) {
      if (Date.now() > until) return;
      heartbeat();
      await engine.carryOut(approval);
    }
  }

  const beside: readonly { readonly part: ScheduledPart; readonly work: () => Promise<unknown> }[] = [
    {
      part: 'calendarChange',
      work: async () => {
        if ((await records.casesWithOlderCalendar(1)).length > 0) await engine.startCalendarChange();
      },
    },
    { part: 'approvals', work: carryOutApprovals },
    {
      part: 'erasing',
      work: async () => {
        const count = await proposeErasures({ records, engine });
        if (count > 0) log.info('erasing was proposed for cases whose time is over', { count });
      },
    },
    { part: 'tidying', work: () => engine.tidy() },
    { part: 'forgetting', work: () => records.forgetWhatIsOver() },
  ];

  /** Each even if others fail, and without keeping this run from telling the next where it left off. */
  async function workBeside(): Promise<readonly ScheduledPart[]> {
    const failed: ScheduledPart[] = [];
    for (const { part, work } of beside) {
      heartbeat();
      try {
        await work();
      } catch (error) {
        failed.push(part);
        log.error('a part of the scheduled work failed; the next run tries it again', { kind: part, error });
      }
    }
    return failed;
  }

  return {
    async tellCases({ searchedTo }: LeftOff): Promise<Telling> {
      const told = await tellUntold();
      const open = await records.openCases(searchedTo, SEARCHED_IN_A_RUN);
      const missing = new Set(await engine.withoutWorkflow(open.map(({ reference }) => reference)));
      const restarted = await tellAll(open.filter(({ reference }) => missing.has(reference)));
      await tellOfMail();
      const failed = await workBeside();
      if (told > 0) log.info('cases were told that had not been', { count: told });
      if (restarted > 0) log.warn('cases had no workflow and have one again', { count: restarted });
      const last = open.at(-1)?.reference ?? null;
      return {
        told,
        restarted,
        failed,
        searchedTo: open.length < SEARCHED_IN_A_RUN ? null : last,
      };
    },
  };
}
