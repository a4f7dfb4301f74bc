/** The case's one timer: it runs to the next instant at which something must be done, and says what. */
import { CancellationScope, isCancellation, patched, sleep } from '@temporalio/workflow';

export interface Wake {
  /** Epoch ms, case time. */
  readonly at: number;
  /** Ids only. */
  readonly what: string;
}

/** What the Temporal UI shows of a timer; longer summaries are refused by the server. */
const SUMMARY_BYTES = 400;
const SINCE_TIME_IS_NEVER_BACK = 'time-is-never-back';

/** At the begin of a run, as `beginToShow`. */
export const beginToKeepTime = (): boolean => patched(SINCE_TIME_IS_NEVER_BACK);

export class Alarm {
  private armed: { readonly at: number; readonly scope: CancellationScope } | null = null;
  private rang = false;
  private rangFor = 0;

  get hasRung(): boolean {
    return this.rang;
  }

  /** The instant for which it rang last, in case time: it cannot be earlier than that any more. */
  get atLeast(): number {
    return this.rangFor;
  }

  /** Whether the timer runs to this instant (or none runs and none is wanted). */
  isSetFor(wake: Wake | null): boolean {
    return (this.armed?.at ?? null) === (wake?.at ?? null);
  }

  /** Sets the timer anew, only where the instant changed. `caseNow` in epoch ms, case time. */
  set(wake: Wake | null, caseNow: number): void {
    this.rang = false;
    if (this.isSetFor(wake)) return;
    this.armed?.scope.cancel();
    this.armed = null;
    if (wake === null) return;
    const scope = new CancellationScope();
    const armed = { at: wake.at, scope };
    this.armed = armed;
    const runs = scope.run(() => sleep(Math.max(wake.at - caseNow, 1), { summary: shortened(wake.what) }));
    void runs.then(
      () => {
        if (this.armed !== armed) return;
        this.armed = null;
        this.rang = true;
        // Runs begun before go on by their own time (docs/decisions/0023): they may have set a timer anew in between.
        if (patched(SINCE_TIME_IS_NEVER_BACK)) this.rangFor = armed.at;
      },
      (error: unknown) => {
        if (!isCancellation(error)) throw error;
      },
    );
  }
}

function shortened(text: string): string {
  let short = text;
  while (new TextEncoder().encode(short).length > SUMMARY_BYTES) short = short.slice(0, -1);
  return short;
}
