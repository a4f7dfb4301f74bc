/** A case as its workflow carries it: the last view it was told, one timer, and the post. */
import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { STEPS } from '../domain/process/vocabulary.ts';
import type { OpenStage, Stage } from '../domain/process/vocabulary.ts';
import { CASE_CHANGED, WHAT_IS_KNOWN } from './messages.ts';
import type { Box, CaseView, SupervisionCaseInput, Trouble, WhatIsKnown } from './messages.ts';
import { Post } from './post.ts';
import { beginToShow, showDetails, showForSearch } from './shown.ts';
import { timeBrings } from './time-brings.ts';
import { Alarm, beginToKeepTime } from './wake.ts';
import type { Wake } from './wake.ts';

/** Pause before asking again what time brings, should the record ever answer with an instant already past. */
const NOT_AGAIN_WITHIN_MS = 60_000;
/** Email that failed so often, within a minute, is not only held up for a moment. */
const MAIL_TROUBLE_AFTER = 3;

export class CaseInHand {
  private readonly reference: string;
  private readonly clockAhead: number;
  private view: CaseView;
  private box: Box = 'requestReceived';
  private readonly alarm = new Alarm();
  private readonly post: Post;
  private notBefore = 0;
  private recordAway = false;
  private gone = false;

  constructor(input: SupervisionCaseInput) {
    this.reference = input.reference;
    this.view = input.view;
    this.clockAhead = input.clockAhead;
    this.post = new Post(input.reference, input.mailTries ?? 0);
    beginToShow();
    beginToKeepTime();
    setHandler(defineQuery<WhatIsKnown>(WHAT_IS_KNOWN), () => ({
      view: this.view,
      box: this.box,
      clockAhead: this.clockAhead,
    }));
    for (const signal of [...STEPS, CASE_CHANGED]) {
      setHandler(defineSignal<[CaseView]>(signal), (view) => {
        this.isTold(view);
      });
    }
  }

  get stage(): Stage {
    return this.view.stage;
  }

  get isOpen(): boolean {
    return this.stage !== 'closed' && !this.gone;
  }

  /** Waits in a box of the flow chart for as long as the case is in its stage; passes at once when it is not. */
  async staysIn(box: Box, stage: OpenStage): Promise<void> {
    while (this.isOpen && this.stage === stage) {
      this.box = box;
      await this.nextThing(() => this.stage !== stage);
    }
  }

  /** Waits until the email of the closed case is sent, or the step that closed it is taken back. */
  async closes(): Promise<void> {
    this.box = 'closed';
    this.show();
    while (!this.isOpen && !this.gone && (this.view.mailWaiting || this.post.inHand)) {
      await this.nextThing(() => this.isOpen || (!this.view.mailWaiting && !this.post.inHand));
    }
  }

  /** One wait: for being told something that ends it, for the timer, or for a history grown too long. */
  private async nextThing(isOver: () => boolean): Promise<void> {
    this.show();
    this.sendMail();
    this.alarm.set(this.nextWake(), this.caseNow());
    await condition(
      () =>
        isOver() ||
        this.alarm.hasRung ||
        !this.alarm.isSetFor(this.nextWake()) ||
        this.post.isDue(this.view, this.caseNow()) ||
        workflowInfo().continueAsNewSuggested,
    );
    await this.bringTimeIfDue();
    if (workflowInfo().continueAsNewSuggested) await this.continueAsNew();
  }

  /** Earliest of what falls due and the next try to send email. */
  private nextWake(): Wake | null {
    const due =
      this.view.nextDue === null
        ? null
        : { at: Math.max(this.view.nextDue, this.notBefore), what: this.view.nextDueWhat ?? 'due' };
    const mail = this.post.nextTry;
    if (due === null || mail === null) return due ?? mail;
    return mail.at < due.at ? mail : due;
  }

  private async bringTimeIfDue(): Promise<void> {
    const at = this.caseNow();
    if (!isDueBy(this.view, at) || this.notBefore > at) return;
    const after = await timeBrings(this.reference, at, () => {
      this.recordAway = true;
      this.show();
    });
    this.recordAway = false;
    if (after === null) {
      this.gone = true;
      return;
    }
    this.adopt(after);
    this.notBefore = isDueBy(this.view, at) ? at + NOT_AGAIN_WITHIN_MS : 0;
  }

  private sendMail(): void {
    if (!this.post.isDue(this.view, this.caseNow())) return;
    void this.post
      .send(() => this.caseNow())
      .then((after) => {
        // A newer step may have queued more mail meanwhile: that is tried at once.
        if (after === null) return;
        if (after.version < this.view.version) this.post.hurry(false);
        this.adopt(after);
      });
  }

  private isTold(view: CaseView): void {
    if (view.version >= this.view.version && view.mailWaiting)
      this.post.hurry(view.version === this.view.version);
    this.adopt(view);
  }

  private adopt(view: CaseView): void {
    if (view.version < this.view.version) return;
    this.view = view;
    this.show();
  }

  private show(): void {
    const { box, view, trouble } = this;
    showForSearch(view, trouble);
    showDetails({ box, view, trouble, mailTries: this.post.tries });
  }

  private get trouble(): Trouble | null {
    if (this.recordAway) return 'record';
    return this.post.tries >= MAIL_TROUBLE_AFTER ? 'mail' : null;
  }

  /** Signals at hand were handled before this is reached; email in hand is not waited for: the next run goes on with it. */
  private async continueAsNew(): Promise<void> {
    await continueAsNew<(input: SupervisionCaseInput) => Promise<void>>({
      reference: this.reference,
      view: this.view,
      clockAhead: this.clockAhead,
      mailTries: this.post.tries,
    });
  }

  /**
   * Epoch ms by the case's clock. A worker that has just taken a workflow over can be given the time of an earlier task
   * (docs/decisions/0023): what a timer that rang says is later holds, or that timer would be set anew.
   */
  private caseNow(): number {
    return Math.max(Date.now() + this.clockAhead, this.alarm.atLeast);
  }
}

function isDueBy(view: CaseView, at: number): boolean {
  return view.nextDue !== null && view.nextDue <= at;
}
