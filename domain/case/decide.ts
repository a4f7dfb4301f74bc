/**
 * What becomes of a command: events and emails, or why not, in words. Pure: the same function runs in the transaction,
 * in thousands of random sequences of the tests, and (as `allowedSteps`) for pages that ask which steps to offer.
 */
import { londonDate } from '../calendar/index.ts';
import type { Instant } from '../calendar/types.ts';
import type { CaseStepId, Stage } from '../process/vocabulary.ts';
import { STAGES } from '../process/vocabulary.ts';
import { CASE_STEPS } from '../process/steps.ts';
import type { Actor, Command, Decision, StepCommand, Surroundings } from './commands.ts';
import { applied, type Draft, draftOf, notBefore } from './draft.ts';
import type { OnBehalf } from './events.ts';
import { findParticipant, isAdministrator, isBusinessManager, participantOf } from './people.ts';
import { goOn } from './progress.ts';
import { putDateRight } from './put-date-right.ts';
import { RULES } from './rules.ts';
import type { CaseState, OwnerId, ParticipantId } from './state.ts';
import { type Asked, fault, type StepRule } from './step-rule.ts';
import { takeBackStep } from './take-back.ts';
import { inStage, type Taker, takerOf } from './takers.ts';
import { dateFromSession, openTasks, taskInEmail } from './tasks.ts';
import { timeBrings } from './time.ts';

/** Decides a command on a case. The case's clock never goes back before its last event. */
export function decide(state: CaseState, command: Command, surroundings: Surroundings): Decision {
  switch (command.type) {
    case 'step':
      return decideStep(state, command, surroundings);
    case 'clock': {
      const draft = begin(state, surroundings);
      timeBrings(draft, 'withReminders');
      return applied(draft);
    }
    case 'calendarChanged': {
      const draft = begin(state, surroundings);
      timeBrings(draft, 'withoutReminders');
      const preparing = draft.state.stage === 'preparing' || draft.state.stage === 'session';
      if (preparing && draft.state.session?.heldOn == null) dateFromSession(draft, 'calendar');
      return applied(draft);
    }
    case 'accountDisabled': {
      const draft = begin(state, surroundings);
      listToAdministrators(draft, command.email);
      return applied(draft);
    }
    case 'putDateRight':
      return putDateRight(begin(state, surroundings), command);
    case 'takeBackStep':
      return takeBackStep(begin(state, surroundings), command);
    default:
      return command satisfies never;
  }
}

/** What waits on somebody whose account was disabled is listed to the administrators, case by case. */
function listToAdministrators(draft: Draft, email: string): void {
  const participant = participantOf(draft.state, { email });
  const waiting = openTasks(draft.state).filter((task) => task.owner === participant?.id);
  if (waiting.length === 0) return;
  draft.emit({ type: 'escalated', taskIds: waiting.map((task) => task.id), to: 'administrators' });
  const tasks = waiting.map((task) => taskInEmail(task));
  draft.tell('reminder', 'administrators', { tasks, noOneToRemind: true });
}

const begin = (state: CaseState, { at, casePolicy, calendar }: Surroundings): Draft =>
  draftOf(state, at, casePolicy, calendar);

function decideStep<S extends CaseStepId>(
  state: CaseState,
  command: StepCommand<S>,
  surroundings: Surroundings,
): Decision {
  const { actor, body } = command;
  const step: S = command.step;
  const rule: StepRule<S> = RULES[step];

  const onBehalf = onBehalfIn(body);
  if (
    onBehalf !== null &&
    isAdministrator(actor) &&
    findParticipant(state, onBehalf.participantId) === null
  ) {
    return {
      type: 'invalid',
      faults: [fault('onBehalfOf.participantId', 'Choose a participant of this case')],
    };
  }
  const taker = takerOf(state, step, actor, onBehalf);
  if (taker === null) return { type: 'forbidden', why: 'This step is not yours to take in this case' };

  const askedOf = (current: CaseState, at: Instant): Asked<S> => ({
    state: current,
    body,
    taker,
    at,
    today: londonDate(at),
    doneOn: onBehalf?.receivedOn ?? londonDate(at),
    calendar: surroundings.calendar,
    policy: surroundings.casePolicy,
    surroundings,
  });
  const before = askedOf(state, notBefore(surroundings.at, state));
  const forbidden = rule.forbidden?.(before) ?? null;
  if (forbidden !== null) return { type: 'forbidden', why: forbidden };
  const unknown = rule.unknown?.(before) ?? [];
  if (unknown.length > 0) return { type: 'invalid', faults: unknown };
  if (command.ifVersion !== null && command.ifVersion !== state.version) {
    return { type: 'versionChanged', version: state.version };
  }
  if (state.stage === 'closed') return correctClosed(state, step, rule, before, surroundings);

  const draft = begin(state, surroundings);
  // What time has brought by now has happened, also where the engine has not come to it yet.
  timeBrings(draft, 'withoutReminders');
  // What time brought may have changed the participant (or closed the case), so look again.
  const now = takerOf(draft.state, step, actor, onBehalf);
  if (now === null) return { type: 'refused', why: notInStage(draft.state, step) };
  const asked: Asked<S> = { ...askedOf(draft.state, draft.at), taker: now };
  const refused = notOpen(draft.state, step, now, draft.at) ?? rule.notThus?.(asked) ?? null;
  if (refused !== null) return { type: 'refused', why: refused };
  const whyChanged = body.correctionReason === undefined ? (rule.whyChanged?.(draft.state) ?? null) : null;
  const faults = [
    ...(whyChanged === null ? [] : [fault('correctionReason', whyChanged)]),
    ...(rule.faults?.(asked) ?? []),
  ];
  if (faults.length > 0) return { type: 'invalid', faults };

  const correction = body.correctionReason !== undefined;
  draft.emit({
    type: 'stepTaken',
    step,
    by: now.by,
    onBehalf,
    choice: rule.choice?.(body) ?? null,
    correction,
    about: rule.about?.(body) ?? null,
  });
  rule.apply(draft, asked);
  goOn(draft);
  // A step can make something due at once: a session set for an hour ago has started.
  timeBrings(draft, 'withoutReminders');
  return applied(draft);
}

function onBehalfIn(body: { readonly onBehalfOf?: unknown }): OnBehalf | null {
  const given = body.onBehalfOf as OnBehalf | undefined;
  return given === undefined
    ? null
    : { participantId: given.participantId, receivedOn: given.receivedOn, how: given.how };
}

/** Why a closed case takes no correction of this step by them; null where it does. */
function closedTo(state: CaseState, step: CaseStepId, actor: Actor): string | null {
  if (!isBusinessManager(actor)) return 'The case is closed';
  return state.given.some((each) => each.step === step)
    ? null
    : 'The case is closed, and this step was not taken in it';
}

/** A closed case takes only a correction by the business manager, with a reason, kept beside the original. */
function correctClosed<S extends CaseStepId>(
  state: CaseState,
  step: S,
  rule: StepRule<S>,
  asked: Asked<S>,
  surroundings: Surroundings,
): Decision {
  const refused = closedTo(state, step, asked.taker.actor);
  if (refused !== null) return { type: 'refused', why: refused };
  if (asked.body.correctionReason === undefined) {
    return { type: 'invalid', faults: [fault('correctionReason', 'Say why a closed case is corrected')] };
  }
  const draft = begin(state, surroundings);
  draft.emit({
    type: 'stepTaken',
    step,
    by: asked.taker.by,
    onBehalf: asked.taker.onBehalf,
    choice: null,
    correction: true,
    about: rule.about?.(asked.body) ?? null,
  });
  return applied(draft);
}

/** Why the step is not open to this person now, whatever they would put into it; null when it is. */
function notOpen(state: CaseState, step: CaseStepId, taker: Taker, at: Instant): string | null {
  if (!inStage(state, step)) return notInStage(state, step);
  return RULES[step].notNow?.(state, taker, at) ?? null;
}

const before = (one: Stage, other: Stage): boolean => STAGES.indexOf(one) < STAGES.indexOf(other);

/** What is missing, or past, in words. */
function notInStage(state: CaseState, step: CaseStepId): string {
  if (state.stage === 'closed') return 'The case is closed';
  const opens = OPENS_IN[step];
  if (before(state.stage, opens)) {
    switch (opens) {
      case 'preparing':
        return 'The request has not been accepted';
      case 'session':
        return step === 'submitPostEvaluation' ? 'The session has not ended' : 'The session has not started';
      case 'concluding':
        return 'The session has not been held';
      case 'followUp':
        return 'The follow-up has not begun';
      case 'triage':
      case 'closed':
        return 'This step is not open yet';
      default:
        return opens satisfies never;
    }
  }
  switch (state.stage) {
    case 'preparing':
      return 'The request has been decided';
    case 'session':
      return 'The session has started';
    case 'concluding':
    case 'followUp':
      return 'The session has been held';
    case 'triage':
      return 'This step is not open in this stage';
    default:
      return state.stage satisfies never;
  }
}

const OPENS_IN = Object.fromEntries(CASE_STEPS.map((step) => [step, firstStage(step)])) as Record<
  CaseStepId,
  Stage
>;

function firstStage(step: CaseStepId): Stage {
  const found = STAGES.find((stage) => inStage({ stage } as CaseState, step));
  return found ?? 'closed';
}

/** How a step stands for somebody before they fill in its form. */
export interface Standing {
  /** Whose answer it would be. */
  readonly by: OwnerId;
  /** Why it cannot be taken now, whatever they would put into it; null where it can. */
  readonly notNow: string | null;
  /** Whether an earlier answer is replaced with a reason only. */
  readonly needsReason: boolean;
}

/**
 * Null where the step is not theirs to take in this case.
 * @param onBehalfOf for whom an administrator would take it; null in their own name
 */
export function standingOf(
  state: CaseState,
  step: CaseStepId,
  actor: Actor,
  onBehalfOf: ParticipantId | null,
  at: Instant,
): Standing | null {
  // How and when it was received decides nothing here.
  const onBehalf: OnBehalf | null =
    onBehalfOf === null ? null : { participantId: onBehalfOf, receivedOn: londonDate(at), how: 'email' };
  const taker = takerOf(state, step, actor, onBehalf);
  if (taker === null) return null;
  if (state.stage === 'closed')
    return { by: taker.by, notNow: closedTo(state, step, actor), needsReason: true };
  return {
    by: taker.by,
    notNow: notOpen(state, step, taker, at),
    needsReason: (RULES[step].whyChanged?.(state) ?? null) !== null,
  };
}

/** The steps that this person may take now, in their own name. */
export const allowedSteps = (state: CaseState, actor: Actor, at: Instant): CaseStepId[] =>
  CASE_STEPS.filter((step) => standingOf(state, step, actor, null, at)?.notNow === null);
