/** Finds cases whose workflow does not know what it should, and tells it; and tidies up. Runs by schedule. */
import { heartbeat } from '@temporalio/activity';
import type { Log } from '../config/log.ts';
import type { Engine } from '../engine/index.ts';
import type { Records } from '../records/types.ts';
import type { Mailer } from './email/index.ts';
import { proposeErasures } from './erasing.ts';
import type { LeftOff, Telling } from '../workflows/messages.ts';

type Untold = Awaited<ReturnType<Records['untold']>>[number];

const TOLD_AT_ONCE = 20;
const UNTOLD_PAGE = 200;
/** So many open cases are looked at in one run; the next run goes on after them. */
const SEARCHED_IN_A_RUN = 1_000;

const CARRIED_OUT_IN_A_RUN = 20;

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
      const results = await Promise.all(some.map((each) => engine.tell({ ...each, step: null })));
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

  /** Once, when the mail server is back: in between each case tries by itself, with growing pauses. */
  async function tellOfMail(waiting: readonly Untold[], wasAway: boolean): Promise<boolean> {
    if (waiting.length === 0) return false;
    const away = (await mailer.verify()) !== 'ready';
    if (wasAway && !away) await tellAll(waiting);
    return away;
  }

  return {
    async tellCases({ searchedTo, mailAway }: LeftOff): Promise<Telling> {
      const told = await tellUntold();
      const open = await records.openCases(searchedTo, SEARCHED_IN_A_RUN);
      const missing = new Set(await engine.withoutWorkflow(open.map(({ reference }) => reference)));
      const restarted = await tellAll(open.filter(({ reference }) => missing.has(reference)));
      const isAway = await tellOfMail(
        open.filter(({ view }) => view.mailWaiting),
        mailAway,
      );
      if ((await records.casesWithOlderCalendar(1)).length > 0) await engine.startCalendarChange();
      for (const approval of await records.approvalsToCarryOut(CARRIED_OUT_IN_A_RUN)) {
        heartbeat();
        await engine.carryOut(approval);
      }
      const toErase = await proposeErasures({ records, engine });
      await engine.tidy();
      await records.forgetWhatIsOver();
      if (toErase > 0) log.info('erasing was proposed for cases whose time is over', { count: toErase });
      if (told > 0) log.info('cases were told that had not been', { count: told });
      if (restarted > 0) log.warn('cases had no workflow and have one again', { count: restarted });
      const last = open.at(-1)?.reference ?? null;
      return {
        told,
        restarted,
        searchedTo: open.length < SEARCHED_IN_A_RUN ? null : last,
        mailAway: isAway,
      };
    },
  };
}
