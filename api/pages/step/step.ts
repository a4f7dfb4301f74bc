/** The page of every step of a case: its form, and taking it. What was typed is lost in no case. */
import { checkForm } from '../../../domain/forms/index.ts';
import { londonDateTime } from '../../../domain/calendar/index.ts';
import { STAGE_TABLE } from '../../../domain/process/stages.ts';
import type { KeptAnswer, KeptAnswerOfStep } from '../../../records/types.ts';
import { auditView } from '../../json/case-view.ts';
import { forbidden } from '../../json/forbid.ts';
import { caseAnswer } from '../../json/openapi/answers.ts';
import { requestId } from '../../middleware/request-id.ts';
import { Problem } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { counted, takeStep } from '../../taking.ts';
import { ownerWords } from '../case/case-words.ts';
import { dateTimeInWords } from '../form/dates.ts';
import { formModel } from '../form/model.ts';
import { bodyOf } from '../form/to-body.ts';
import { topOf, withRowsChanged } from '../form/typed.ts';
import { formKey, newFormKey, onceByForm } from '../once.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { only } from '../typed.ts';
import type { Typed } from '../typed.ts';
import { enterStep, stepMeant } from './asked.ts';
import type { StepAsked } from './asked.ts';
import { doneHref } from './done.ts';
import { draftsOfStep, forgetTyped, keepTyped } from './drafts.ts';
import { sameDone, timesTaken } from './meanwhile.ts';
import { begun } from './prefill.ts';
import { showNotNow, showStep, showWhose, shownFor, withinSentence } from './showing.ts';
import type { Hindrance, Showing } from './showing.ts';
import { withUploads } from './uploads.ts';
import type { Uploaded } from './uploads.ts';

/** A case that changes under a step is looked at anew, so often at the most: everybody on it may send at once. */
const MOST_LOOKS = 20;

/** Somebody did the same while this form was filled in. */
class DoneMeanwhile extends Error {
  readonly answer: KeptAnswerOfStep;
  constructor(answer: KeptAnswerOfStep) {
    super('The same was done meanwhile');
    this.answer = answer;
  }
}

export function stepPages(services: Services): PageRoute[] {
  const { records } = services;

  async function look(call: PageCall): Promise<PageReply> {
    const entered = await enterStep(services, call);
    const { step, seen } = entered;
    const { reference } = seen.record.state;
    const [all, drafts] = await Promise.all([
      records.answers(reference, null),
      draftsOfStep(records, call, step),
    ]);
    const shown = shownFor(services, call, entered, all);
    if ('people' in entered) {
      await auditView(services, call, seen.record, 'case');
      return showWhose(shown, step, entered.people);
    }
    const [draft = null] = drafts;
    const begin = begun(entered, shown, all);
    await auditView(services, call, seen.record, begin.from === null ? 'case' : 'answers');
    const { notNow } = entered.standing;
    if (notNow !== null) return showNotNow(entered, shown, notNow, draft);
    const typed = draft === null ? begin.typed : new Map(Object.entries(draft.typed));
    return showStep(services, call, entered, {
      typed: ownAnswers(typed, entered),
      key: newFormKey(),
      all,
      draft,
    });
  }

  async function send(call: PageCall): Promise<PageReply> {
    const asked = await enterOwn(call);
    if ('again' in asked) return asked.again;
    const own = ownAnswers(call.typed, asked);
    const uploaded =
      asked.standing.notNow === null
        ? await withUploads(services, call, asked, own)
        : { typed: own, faults: [] };
    // Where the records go away from here on, the page that says so carries what was typed.
    call.res.locals['typed'] = uploaded.typed;
    const pressed = only(call.typed, '_do');
    const changed = withRowsChanged(uploaded.typed);
    if (changed !== null) return showAgain(call, asked, { typed: changed, faults: uploaded.faults });
    if (pressed === 'discard') {
      await forgetTyped(records, call, asked.step);
      return { goTo: call.req.originalUrl };
    }
    await keepTyped(records, call, uploaded.typed);
    if (uploaded.faults.length > 0) return showUploadFaults(call, asked, uploaded);
    if (pressed === 'save') return { goTo: call.req.originalUrl };
    return take(call, asked, uploaded.typed);
  }

  /** As `enterStep`; where this very form took the case or the step from its sender, what followed from that. */
  async function enterOwn(call: PageCall): Promise<StepAsked | { readonly again: PageReply }> {
    const step = stepMeant(call);
    try {
      const entered = await enterStep(services, call);
      if (!('people' in entered)) return entered;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const scope = onceByForm(call, bodyOf(formModel(step), call.typed));
      const kept = scope === null ? null : await records.keptAnswer(scope);
      if (kept?.type !== 'repeated') throw error;
      return { again: { goTo: whereTo(call, step, kept.answer) } };
    }
    throw forbidden('This step is not yours to take in this case.');
  }

  async function take(call: PageCall, first: StepAsked, typed: Typed): Promise<PageReply> {
    const { step } = first;
    const body = bodyOf(formModel(step), typed);
    let asked = first;
    for (let looks = 1; ; looks += 1) {
      try {
        const answer = await takeNow(call, asked, typed, body);
        await forgetTyped(records, call, step);
        return { goTo: whereTo(call, step, answer) };
      } catch (error) {
        const isOvertaken = error instanceof Problem && error.problem === 'version-changed';
        if (!isOvertaken || looks === MOST_LOOKS) return refused(call, asked, typed, error);
        const entered = await enterStep(services, call);
        if ('people' in entered) throw forbidden('This step is not yours to take in this case.');
        asked = entered;
      }
    }
  }

  /** Judged on the very version of the case that was looked at, so that nobody comes in between. */
  async function takeNow(
    call: PageCall,
    { step, seen, standing }: StepAsked,
    typed: Typed,
    body: unknown,
  ): Promise<KeptAnswer> {
    const { record } = seen;
    const { state } = record;
    const known = /^\d{1,6}$/.exec(only(typed, '_taken'))?.[0];
    const unknown = known === undefined ? 0 : timesTaken(state, step) - Number(known);
    const newer = unknown > 0 ? (await records.answers(state.reference, step)).slice(0, unknown) : [];
    const same = sameDone(step, standing, body, newer);
    return counted(services, step, () =>
      takeStep(services, {
        person: call.person,
        raw: body,
        requestId: requestId(call.req),
        idempotency: onceByForm(call, body),
        judgeCall: () => {
          if (same !== null) throw new DoneMeanwhile(same);
        },
        ifVersion: () => state.version,
        step,
        record,
      }),
    );
  }

  /** The form again with all that was typed, and why it was not taken. */
  function refused(call: PageCall, asked: StepAsked, typed: Typed, error: unknown): Promise<PageReply> {
    if (error instanceof DoneMeanwhile) {
      return showAgain(call, asked, {
        typed,
        hindrance: doneMeanwhile(call, asked, error.answer),
        sendWords: 'Send mine as a new version',
        status: 409,
      });
    }
    if (!(error instanceof Problem)) throw error;
    const { problem, message, parts } = error;
    if (problem === 'invalid')
      return showAgain(call, asked, { typed, faults: parts.errors ?? [], status: 400 });
    if (problem === 'forbidden')
      return showAgain(call, asked, { typed, hindrance: notThis(message), status: 403 });
    if (problem === 'step-not-allowed' || problem === 'version-changed') {
      const why = problem === 'step-not-allowed' ? message : null;
      return showAgain(call, asked, { typed, hindrance: notNow(asked, typed, why), status: 409 });
    }
    if (problem === 'idempotency-key-reused')
      return showAgain(call, asked, { typed, key: newFormKey(), hindrance: SENT_BEFORE, status: 409 });
    throw error;
  }

  async function showAgain(
    call: PageCall,
    asked: StepAsked,
    showing: Omit<Showing, 'all' | 'key'> & { readonly key?: string },
  ): Promise<PageReply> {
    const all = await records.answers(asked.seen.record.state.reference, null);
    return showStep(services, call, asked, { key: formKey(call), ...showing, all });
  }

  /** A file that is not taken does not hide what else is wrong. */
  function showUploadFaults(
    call: PageCall,
    asked: StepAsked,
    { typed, faults }: Uploaded,
  ): Promise<PageReply> {
    const fields = faults.map(({ field }) => field);
    const checked = checkForm(asked.step, bodyOf(formModel(asked.step), typed), {
      now: londonDateTime(asked.seen.record.now),
    });
    const others = checked.ok ? [] : checked.faults.filter(({ field }) => !fields.includes(field));
    return showAgain(call, asked, { typed, faults: [...faults, ...others], status: 400 });
  }

  function doneMeanwhile(
    call: PageCall,
    { seen }: Pick<StepAsked, 'seen'>,
    { by, at }: KeptAnswerOfStep,
  ): Hindrance {
    const { viewer, record } = seen;
    const shown = shownFor(services, call, { seen }, []);
    const who =
      by === viewer.participantId ? 'you' : withinSentence(ownerWords(by, shown, viewer.participantId));
    return {
      heading: `This was done already by ${who}, on ${dateTimeInWords(londonDateTime(at))}`,
      texts: [
        `You had opened this page before. The case is at “${STAGE_TABLE[record.state.stage].title}” now.`,
        'What you typed is kept below. Yours would be a new version: send it only where it should take the place of the other.',
      ],
      stepsNow: false,
    };
  }

  return [page('/cases/:reference/steps/:step', { GET: look, POST: send })];
}

/** For whom it is, the address says, not the form. */
function ownAnswers(typed: Typed, { onBehalfOf }: StepAsked): Typed {
  if (onBehalfOf !== null) return new Map(typed).set('onBehalfOf.participantId', [onBehalfOf.id]);
  return new Map([...typed].filter(([name]) => topOf(name) !== 'onBehalfOf'));
}

/** The case, or home where the step took it out of its taker’s sight. */
function whereTo(call: PageCall, step: StepAsked['step'], { body }: KeptAnswer): string {
  const sees = caseAnswer.safeParse(body).data?.requestedOn !== undefined;
  return doneHref(sees ? `/cases/${call.param('reference')}` : '/', step);
}

/** @param why in the rules’ words; null where the case changed again and again */
function notNow({ seen }: StepAsked, typed: Typed, why: string | null): Hindrance {
  const { state } = seen.record;
  const hasMoved = only(typed, '_version') !== String(state.version);
  const stage = STAGE_TABLE[state.stage].title;
  return {
    heading: why ?? 'The case changed while this was sent',
    texts: [
      ...(hasMoved || why === null
        ? [`This case has moved on since you opened this page. It is at “${stage}” now.`]
        : []),
      'Nothing was sent. What you typed is kept below.',
    ],
    stepsNow: true,
  };
}

const notThis = (why: string): Hindrance => ({
  heading: why,
  texts: ['Nothing was sent. What you typed is kept below.'],
  stepsNow: false,
});

const SENT_BEFORE: Hindrance = {
  heading: 'This form was sent before with other answers, and those were taken',
  texts: [
    'What you typed now is kept below. Send it again where it should take the place of what you sent before.',
  ],
  stepsNow: false,
};
